import Database from 'better-sqlite3';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {migrate} from '../../../src/store/sqlite/migrations.ts';
import type {PlanFilter, PlanSort} from '../../../src/ports/store.ts';
import {cursorOf} from '../../../src/store/sqlite/page-cursor.ts';
import {pageQuery} from '../../../src/store/sqlite/plan-query.ts';
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

/** What never has more than some rows; the desks of the monitor, all of which are asked for; and the open intents, by an index that holds no others. */
const READ_WHOLE =
  /^SCAN (?:channels|tokens|dead_letters|sqlite_sequence|json_each|desks|meta|CONSTANT ROW|sqlite_master|intents USING (?:COVERING )?INDEX intents_one_open_per_level)/;

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

describe('a page of plans', () => {
  const database = new Database(':memory:');
  migrate(database, 'made');
  const SORTS: readonly PlanSort[] = ['id', '-id', 'created', '-created', 'expires', '-expires'];

  const stepsOf = (filter: PlanFilter, sort: PlanSort) => {
    const after = cursorOf({sort, key: sort.endsWith('id') ? 'p' : 1e12, id: 'p'});
    const {sql, values} = pageQuery(filter, {limit: 50, sort, after});
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as readonly {detail: string}[];
    return steps.map(({detail}) => detail).filter((step) => !/^(MERGE|LEFT|RIGHT)/.test(step));
  };

  const BY_ORDER: readonly (readonly [string, PlanFilter])[] = [
    ['of all', {}],
    ['of a status', {statuses: ['pending']}],
    ['of three statuses', {statuses: ['pending', 'working', 'closed']}],
    ['of a side', {side: 'buy'}],
    ['of a status and a side', {statuses: ['closed'], side: 'buy'}],
  ];

  it.each(BY_ORDER.flatMap(([what, filter]) => SORTS.map((sort) => [what, sort, filter] as const)))(
    '%s by %s begins where the page before ended, and sorts nothing',
    (_, sort, filter) => {
      const steps = stepsOf(filter, sort);
      expect(steps).toHaveLength(filter.statuses?.length ?? 1);
      for (const step of steps) expect(step).toMatch(/^SEARCH plans USING INDEX \S+ \(.*[<>]/);
    },
  );

  it.each<readonly [string, PlanFilter, PlanSort]>([
    ['symbol', {symbol: 'XAUUSD'}, 'created'],
    ['group', {group: 'morning'}, 'created'],
    ['creation', {createdFromMs: 1, createdBeforeMs: 2}, 'id'],
    ['expiry', {expiresBeforeMs: 1}, 'expires'],
  ])('finds plans of a %s by an index, and sorts no others', (_, filter, sort) => {
    const [first, ...rest] = stepsOf(filter, sort);
    expect(first).toMatch(/^SEARCH plans USING INDEX/);
    expect(rest.filter((step) => !step.startsWith('USE TEMP B-TREE'))).toEqual([]);
  });
});
