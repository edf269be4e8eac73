import {describe, expect, it} from 'vitest';
import {Acknowledged} from '../../../src/diagnose/recovery/acknowledged.ts';
import {type Fate, judge, type Remains} from '../../../src/diagnose/recovery/judge.ts';
import type {Placed} from '../../../src/diagnose/recovery/venue.ts';
import {sleepingPlan} from '../../../src/diagnose/sleeping-plan.ts';
import type {PlanStatus} from '../../../src/plan/status.ts';
import type {Close, Fill, Intent} from '../../../src/ports/broker.ts';
import type {PlanRow} from '../../../src/ports/store.ts';

const KEY = 'abcdefgh12345678';
const FILL: Fill = {positionId: '1', price: 2000, volumeLots: 0.1, timeMs: 5};
const CLOSE: Close = {price: 2001, timeMs: 9, reason: 'takeProfit', profit: 1};

function row(status: PlanStatus, details: Partial<PlanRow['levels'][number]> = {}): PlanRow {
  const level = {
    level: 1,
    status,
    reason: null,
    attempts: 1,
    rejections: 0,
    retryAtMs: null,
    clientOrderId: KEY,
    ticket: '1',
    fill: FILL,
    close: null,
    withdrawal: null,
    ...details,
  };
  const plan = sleepingPlan('plan', 'XAUUSD', 0);
  return {plan, status, version: 1, revision: 3, updatedAtMs: 0, reason: null, levels: [level]};
}

function order({sent = 1, close = null}: Partial<{sent: number; close: Close | null}> = {}): Placed {
  const intent: Intent = {
    clientOrderId: KEY,
    planId: 'plan',
    level: 1,
    attempt: 1,
    symbol: 'XAUUSD',
    side: 'buy',
    type: 'market',
    price: null,
    volumeLots: 0.1,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    firedPrice: 2000,
    firedAtMs: 5,
    notAfterMs: 10,
  };
  const report = {ticket: '1', state: 'filled', fill: FILL, close, stopLoss: null, takeProfit: null} as const;
  return {intent, report, sent};
}

/** What the judge finds in one plan. */
function codes(
  fate: Fate,
  stored: PlanRow | undefined,
  orders: readonly Placed[],
  tell: (told: Acknowledged) => void = () => undefined,
): string[] {
  const told = new Acknowledged();
  tell(told);
  const remains: Remains = {
    during: 'a fault',
    fates: new Map([['plan', fate]]),
    rows: new Map(stored === undefined ? [] : [['plan', stored]]),
    book: new Map(orders.map((one, index) => [index === 0 ? KEY : `${KEY}${index}`, one])),
    told,
    unsound: [],
  };
  return judge(remains).map(({code}) => code);
}

describe('judge', () => {
  it.each<[string, Fate, PlanRow | undefined, readonly Placed[], readonly string[]]>([
    ['one order that is recorded', 'fires', row('executed'), [order()], []],
    ['one that is closed', 'fires', row('closed', {close: CLOSE}), [order({close: CLOSE})], []],
    ['two orders', 'fires', row('executed'), [order(), order()], ['DOUBLED']],
    ['one order sent twice', 'fires', row('executed'), [order({sent: 2})], ['DOUBLED']],
    ['none', 'fires', row('pending'), [], ['PLANS_MISSED']],
    ['none, and the plan is gone', 'fires', undefined, [], ['LOST_WRITE', 'PLANS_MISSED']],
    ['an order of a plan that is pending', 'fires', row('pending'), [order()], ['LOST_ORDER']],
    ['an order of a plan that failed', 'fires', row('failed'), [order()], ['LOST_ORDER']],
    ['another order', 'fires', row('executed', {clientOrderId: 'other'}), [order()], ['LOST_ORDER']],
    ['another fill', 'fires', row('executed', {fill: {...FILL, price: 1}}), [order()], ['WRONG_FILL']],
    ['a close that is not recorded', 'fires', row('executed'), [order({close: CLOSE})], ['LOST_CLOSE']],
    ['a close that never was', 'fires', row('closed', {close: CLOSE}), [order()], ['FALSE_CLOSE']],
    ['an order after the cancel', 'cancelled', row('cancelled'), [order()], ['SENT_AFTER_END']],
    ['a cancel that was taken', 'cancelled', row('cancelled'), [], []],
    ['an expiry that never came', 'expires', row('pending'), [], ['NOT_RECOVERED']],
  ])('%s of a plan that %s', (_, fate, stored, orders, expected) => {
    expect(codes(fate, stored, orders)).toEqual(expected);
  });

  it('holds what was acknowledged against the database', () => {
    const cancelled = (told: Acknowledged) => told.cancelled.add('plan');
    expect(codes('cancelled', row('pending'), [], cancelled)).toEqual(['LOST_WRITE']);
    const closed = (told: Acknowledged) => {
      told.claims.set(KEY, {planId: 'plan', level: 1, revision: 2});
      told.closed.add(KEY);
    };
    expect(codes('fires', row('executed'), [order()], closed)).toEqual(['LOST_WRITE']);
  });

  it.each([
    ['rejected', ['FALSE_REJECTED']],
    ['notSent', ['FALSE_REJECTED']],
    ['accepted', []],
    ['unresolved', []],
  ])('a live order that was settled as %s: %o', (as, expected) => {
    expect(codes('fires', row('executed'), [order()], (told) => told.settled.set(KEY, as))).toEqual(expected);
  });
});
