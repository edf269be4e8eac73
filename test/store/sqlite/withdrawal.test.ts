import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {PLAN_STATUSES} from '../../../src/plan/status.ts';
import {IntentTable} from '../../../src/store/sqlite/intent-table.ts';
import {PlanTable} from '../../../src/store/sqlite/plan-table.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  anIntent,
  aPlan,
  aPlanOfLevels,
  claimTerms,
  NOW_MS,
  RESTING,
  takeLease,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const WITHDRAWABLE = ['executing', 'working', 'unresolved'];

/** One plan that waits, and one of which an order is on its way, one rests and one is in doubt, all unwanted. */
async function unwantedOrders(): Promise<string> {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  await takeLease(store);
  await store.add([aPlanOfLevels(3), aPlan({id: 'waits'})], NOW_MS);
  for (const level of [1, 2, 3])
    await store.claim(anIntent({clientOrderId: `order-${level}`, level}), claimTerms(), NOW_MS);
  await store.settle('order-2', RESTING, NOW_MS);
  await store.settle('order-3', UNRESOLVED, NOW_MS);
  await store.cancel('gold-dip', 'enough', NOW_MS);
  await store.close();
  return path;
}

function changed(path: string, change: (database: Database.Database) => void): string {
  const database = new Database(path);
  database.pragma('ignore_check_constraints = ON');
  change(database);
  database.close();
  return path;
}

async function findingsIn(path: string): Promise<readonly string[]> {
  const store = await SqliteStore.open({path, ...REAL});
  const findings = await store.check();
  await store.close();
  return findings.map(({code, subject}) => `${code} ${subject}`);
}

/** Gives a level back to whoever wants to fire it, as a program would that knows nothing of its wish. */
function forgets(database: Database.Database): void {
  const plans = new PlanTable(database);
  const [level] = plans.find('gold-dip')?.levels ?? [];
  if (level === undefined) throw new Error('the plan has levels');
  const reason = 'too late';
  const details = {clientOrderId: 'order-1', reason};
  plans.move(level, NOW_MS, {to: 'pending', kind: 'notSent', details, reason});
  new IntentTable(database).settle('order-1', {as: 'notSent', reason}, NOW_MS);
}

describe('the wish to withdraw an order', () => {
  it.each(PLAN_STATUSES)(
    'is kept by the database with a level that is %s only where it has an order under way',
    async (status) => {
      const path = await unwantedOrders();
      const database = new Database(path);
      // In one transaction that is undone: what else belongs to a status is not what this is about.
      const fill = status === 'executed' || status === 'closed' ? `'{}'` : 'NULL';
      const close = status === 'closed' ? `'{}'` : 'NULL';
      const write = (withdrawal: string) =>
        database.exec(
          `BEGIN; UPDATE plan_levels SET status = '${status}', client_order_id = NULL, ticket = NULL, fill = ${fill},
           close = ${close}, withdrawal = ${withdrawal} WHERE plan_id = 'gold-dip' AND level = 1; ROLLBACK`,
        );
      write('NULL');
      if (WITHDRAWABLE.includes(status)) write(`'enough'`);
      else expect(() => write(`'enough'`)).toThrow(/CHECK constraint failed: withdrawal/);
      database.close();
    },
  );

  it('is found sound where the program has noted it', async () => {
    expect(await findingsIn(await unwantedOrders())).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    ...[1, 2, 3].map(
      (level) =>
        [
          `is gone from level ${level}`,
          `UPDATE plan_levels SET withdrawal = NULL WHERE plan_id = 'gold-dip' AND level = ${level}`,
          ['WITHDRAWAL_CHANGED gold-dip'],
        ] as [string, string, readonly string[]],
    ),
    [
      'has another reason',
      `UPDATE plan_levels SET withdrawal = 'news' WHERE plan_id = 'gold-dip' AND level = 1`,
      ['WITHDRAWAL_CHANGED gold-dip'],
    ],
    [
      'stands with a level that has no order',
      `UPDATE plan_levels SET withdrawal = 'enough' WHERE plan_id = 'waits'`,
      // What SQLite says of the broken rule, and what it means.
      ['FILE_DAMAGED database', 'WITHDRAWAL_CHANGED waits'],
    ],
  ])('that %s is found', async (_, sql, expected) => {
    const path = changed(await unwantedOrders(), (database) => database.exec(sql));
    expect(await findingsIn(path)).toEqual(expected);
  });

  it('that was forgotten is found, while the level waits and after it has fired again', async () => {
    const path = changed(await unwantedOrders(), forgets);
    expect(await findingsIn(path)).toEqual(['WITHDRAWAL_LOST gold-dip']);
    const store = await SqliteStore.open({path, ...REAL});
    const again = anIntent({clientOrderId: 'again', attempt: 2});
    expect((await store.claim(again, claimTerms(), NOW_MS)).done).toBe(true);
    expect((await store.settle('again', RESTING, NOW_MS)).done).toBe(true);
    await store.close();
    expect(await findingsIn(path)).toContain('WITHDRAWAL_LOST gold-dip');
  });
});
