import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  takeLease,
} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const LATER_MS = NOW_MS + 3 * 86_400_000;

/** Two plans that were traded to their end under one lease, one that was cancelled, one that waits. */
async function database(): Promise<Database.Database> {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  await takeLease(store);
  const ids = ['older', 'newest', 'cancelled', 'waits', 'alone'];
  await store.add(
    ids.map((id) => aPlan({id, group: id === 'waits' || id === 'cancelled' ? 'g' : null})),
    NOW_MS,
  );
  for (const id of ids.slice(0, 2)) {
    const clientOrderId = `order-${id}`;
    await store.claim(anIntent({clientOrderId, planId: id}), claimTerms(), NOW_MS);
    await store.settle(clientOrderId, ACCEPTED, NOW_MS);
    await store.report(clientOrderId, CLOSED_REPORT, NOW_MS);
  }
  await store.cancel('cancelled', 'enough', NOW_MS);
  await store.close();
  const opened = new Database(path);
  opened.pragma('foreign_keys = ON');
  return opened;
}

const note = (id: string, {atMs = LATER_MS, revision = '(SELECT revision FROM plans WHERE id = $id)'} = {}) =>
  `INSERT INTO archived_plans (id, revision, archived_at_ms, hash, file, had_order)
   VALUES ('${id}', ${revision.replace('$id', `'${id}'`)}, ${atMs}, '${'0'.repeat(64)}', 'file', 0)`;

const DELETES = (id: string) =>
  ['verdict_changes', 'verdicts', 'plan_levels', 'intents', 'plan_events']
    .map((table) => `DELETE FROM ${table} WHERE plan_id = '${id}'`)
    .join('; ');

describe('the rules of the schema about what is archived', () => {
  it.each([
    ['a plan that was not noted', `DELETE FROM plans WHERE id = 'cancelled'`, 'only when it was archived'],
    ['its events', `DELETE FROM plan_events WHERE plan_id = 'older'`, 'only with its archived plan'],
    ['its intents', `DELETE FROM intents WHERE plan_id = 'older'`, 'only with its archived plan'],
    ['its levels', `DELETE FROM plan_levels WHERE plan_id = 'older'`, 'nothing has become of it'],
    ['the newest intent', `${note('newest')}; ${DELETES('newest')}`, 'the newest intent stays'],
  ])('keep %s from being deleted', async (_, sql, message) => {
    const opened = await database();
    expect(() => opened.exec(sql)).toThrow(message);
    opened.close();
  });

  it.each([
    ['a plan that waits', note('alone'), 'only what ended two days ago'],
    ['one of which nobody knows', note('nobody', {revision: '1'}), 'only what ended two days ago'],
    ['another revision of it', note('older', {revision: '1'}), 'only what ended two days ago'],
    [
      'one that ended since',
      note('older', {atMs: NOW_MS + 2 * 86_400_000 - 1}),
      'only what ended two days ago',
    ],
    ['one whose group goes on', note('cancelled'), 'while its group goes on'],
  ])('keep %s from being noted', async (_, sql, message) => {
    const opened = await database();
    expect(() => opened.exec(sql)).toThrow(message);
    opened.close();
  });

  it('let go of a plan that was noted, and never of its id', async () => {
    const opened = await database();
    const columns = `SELECT * FROM plans WHERE id = 'older'`;
    opened.exec(`CREATE TEMP TABLE copy AS ${columns}; ${note('older')}; ${DELETES('older')}`);
    opened.exec(`DELETE FROM plans WHERE id = 'older'`);
    expect(() => opened.exec('INSERT INTO plans SELECT * FROM copy')).toThrow('stays taken');
    expect(() => opened.exec('DELETE FROM archived_plans')).toThrow('stays taken');
    expect(() => opened.exec(`UPDATE archived_plans SET file = 'elsewhere'`)).toThrow('is never changed');
    expect(opened.prepare(`SELECT count(*) FROM intents`).pluck().get()).toBe(1);
    opened.close();
  });

  it('refuse an intent under an older lease after the archive as before it', async () => {
    const opened = await database();
    opened.exec('UPDATE lease SET epoch = 2');
    opened.exec(`CREATE TEMP TABLE copy AS SELECT * FROM intents WHERE plan_id = 'newest';
      UPDATE copy SET number = NULL, client_order_id = 'next', epoch = 0, plan_id = 'waits', outcome = NULL,
        settlement = NULL, settled_at_ms = NULL`);
    opened.exec(`${note('older')}; ${DELETES('older')}; DELETE FROM plans WHERE id = 'older'`);
    expect(() => opened.exec('INSERT INTO intents SELECT * FROM copy')).toThrow('under an older lease');
    opened.exec('UPDATE copy SET epoch = 2; INSERT INTO intents SELECT * FROM copy');
    const numbers = opened.prepare('SELECT number FROM intents ORDER BY number').pluck().all();
    // The number of one that is gone is not used again.
    expect(numbers).toEqual([2, 3]);
    opened.close();
  });
});
