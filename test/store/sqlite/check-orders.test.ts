import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOT_SENT,
  NOW_MS,
  REJECTED,
  takeLease,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

/**
 * One plan that was closed after three attempts, one that pauses, and one whose order was found closed when it was
 * settled; changed behind the program's back.
 */
async function findingsAfter(sql: string): Promise<readonly string[]> {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  const {clientOrderId} = anIntent();
  await takeLease(store);
  await store.add([aPlan(), aPlan({id: 'pauses'}), aPlan({id: 'at-once'})], NOW_MS);
  // Times of a recorded stream have fractions, which columns drop.
  const firedAtMs = NOW_MS + 0.5;
  const first = anIntent({clientOrderId: 'first', firedAtMs});
  await store.claim(first, claimTerms(), NOW_MS);
  await store.settle('first', NOT_SENT, NOW_MS);
  await store.claim(anIntent({attempt: 2}), claimTerms(), NOW_MS);
  await store.settle(clientOrderId, UNRESOLVED, NOW_MS);
  await store.settle(clientOrderId, ACCEPTED, NOW_MS);
  await store.report(clientOrderId, CLOSED_REPORT, NOW_MS);
  await store.claim(anIntent({clientOrderId: 'refused', planId: 'pauses'}), claimTerms(), NOW_MS);
  await store.settle('refused', REJECTED, NOW_MS);
  await store.claim(anIntent({clientOrderId: 'found', planId: 'at-once'}), claimTerms(), NOW_MS);
  await store.settle('found', {as: 'accepted', report: CLOSED_REPORT}, NOW_MS);
  await store.close();
  const database = new Database(path);
  database.pragma('ignore_check_constraints = ON');
  database.exec(`DROP TRIGGER intents_unchanged; ${sql}`);
  database.close();
  const opened = await SqliteStore.open({path, ...REAL});
  const findings = await opened.check();
  await opened.close();
  return findings.map(({code, subject}) => `${code} ${subject}`);
}

describe('check of orders', () => {
  it('finds nothing in what the program wrote', async () => {
    expect(await findingsAfter('')).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'an order of another price',
      `UPDATE intents SET fired_price = 1301.46 WHERE client_order_id = 'first'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    [
      'an order of another time',
      `UPDATE intents SET not_after_ms = not_after_ms + 1 WHERE client_order_id = 'first'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    [
      'an order with another key',
      `UPDATE intents SET client_order_id = 'firsu' WHERE client_order_id = 'first'`,
      ['ORDER_CHANGED gold-dip', 'ORDER_CHANGED gold-dip'],
    ],
    [
      'an outcome with other facts',
      `UPDATE intents SET settlement = replace(settlement, 'OFF', 'ON') WHERE client_order_id = 'refused'`,
      ['ORDER_CHANGED pauses'],
    ],
    [
      'an outcome without a fact',
      `UPDATE intents SET settlement = replace(settlement, 'takeProfit', 'takeXrofit') WHERE outcome = 'accepted'`,
      ['ORDER_CHANGED at-once', 'ORDER_CHANGED gold-dip'],
    ],
    [
      'an outcome with another stop loss',
      `UPDATE intents SET settlement = replace(settlement, '1298', '1299') WHERE client_order_id = 'A1b2C3d4E5f6G7h8'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    [
      'an outcome with another close',
      `UPDATE intents SET settlement = replace(settlement, '8.55', '8.56') WHERE client_order_id = 'found'`,
      ['ORDER_CHANGED at-once'],
    ],
    [
      'a claim at another time',
      `UPDATE intents SET claimed_at_ms = claimed_at_ms - 1 WHERE client_order_id = 'first'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    [
      'an outcome at another time',
      `UPDATE intents SET settled_at_ms = settled_at_ms + 1 WHERE client_order_id = 'refused'`,
      ['ORDER_CHANGED pauses'],
    ],
    [
      'an outcome that says something else',
      `UPDATE intents SET outcome = 'notSent' WHERE client_order_id = 'refused'`,
      ['ATTEMPTS_MISMATCH pauses'],
    ],
    [
      'a fill at another price',
      `UPDATE plan_levels SET fill = replace(fill, '1301.47', '1301.48') WHERE plan_id = 'gold-dip'`,
      ['POSITION_CHANGED gold-dip'],
    ],
    [
      'a close with another profit',
      `UPDATE plan_levels SET close = replace(close, '8.55', '8.56') WHERE plan_id = 'gold-dip'`,
      ['POSITION_CHANGED gold-dip'],
    ],
    [
      'a pause until another time',
      `UPDATE plan_levels SET retry_at_ms = retry_at_ms + 1 WHERE plan_id = 'pauses'`,
      ['RETRY_CHANGED pauses'],
    ],
    [
      'an order under another lease',
      `UPDATE intents SET epoch = 0 WHERE client_order_id = 'first'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    [
      'an order under a lease that was never given',
      `UPDATE intents SET epoch = 2 WHERE client_order_id = 'first'`,
      [
        'ORDER_CHANGED gold-dip',
        'EPOCH_BACKWARDS first',
        'EPOCH_BACKWARDS A1b2C3d4E5f6G7h8',
        'EPOCH_BACKWARDS refused',
        'EPOCH_BACKWARDS found',
      ],
    ],
    [
      'another ticket',
      `UPDATE plan_levels SET ticket = 'T-2' WHERE plan_id = 'gold-dip'`,
      ['ORDER_CHANGED gold-dip'],
    ],
    // Whoever changed the history is found by its hashes; it then proves nothing about orders.
    [
      'an order, when the history cannot be trusted',
      `DROP TRIGGER plan_events_unchanged; UPDATE plan_events SET hash = '${'0'.repeat(64)}' WHERE kind = 'closed';
       UPDATE intents SET fired_price = 1301.46`,
      ['EVENT_HASH at-once #4', 'EVENT_HASH gold-dip #7', 'ORDER_CHANGED pauses'],
    ],
  ])('finds %s', async (_, sql, expected) => {
    expect(await findingsAfter(sql)).toEqual(expected);
  });
});
