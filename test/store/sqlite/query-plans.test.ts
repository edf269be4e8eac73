import Database from 'better-sqlite3';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

afterEach(() => vi.restoreAllMocks());

/** What SQLite will do for each statement that the store prepares when it opens. */
async function plansOfStatements(): Promise<ReadonlyMap<string, readonly string[]>> {
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  const store = await SqliteStore.open({
    path: ':memory:',
    clock: new VirtualClock(),
    random: new SeededRandom(1),
  });
  const database = prepare.mock.contexts.at(-1);
  if (!(database instanceof Database)) throw new Error('the store prepared nothing');
  const texts = prepare.mock.calls
    .map(([sql]) => sql)
    .filter((sql) => /^\s*(?:SELECT|INSERT|UPDATE|DELETE)/.test(sql));
  prepare.mockRestore();
  const plans = new Map(
    texts.map((sql) => {
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...nothingFor(sql)) as readonly {
        detail: string;
      }[];
      return [sql, steps.map(({detail}) => detail)];
    }),
  );
  await store.close();
  return plans;
}

/** Values for a statement's parameters; how it is carried out does not depend on them. */
function nothingFor(sql: string): readonly unknown[] {
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null] as const);
  const places = [...sql.matchAll(/\?/g)].map(() => null);
  return names.length === 0 ? places : [...places, Object.fromEntries(names)];
}

/** The desks of the monitor, all of which are asked for; and the open intents, by an index that holds no others. */
const READ_WHOLE =
  /^SCAN (?:desks|meta|CONSTANT ROW|sqlite_master|intents USING (?:COVERING )?INDEX intents_one_open_per_level)/;

describe('the statements of the store', () => {
  it('read through no table that grows with the history', async () => {
    const plans = await plansOfStatements();
    expect(plans.size).toBeGreaterThan(10);
    const scans = [...plans].flatMap(([sql, steps]) =>
      steps
        .filter((step) => step.startsWith('SCAN') && !READ_WHOLE.test(step))
        .map((step) => `${step}: ${sql}`),
    );
    expect(scans).toEqual([]);
  });
});
