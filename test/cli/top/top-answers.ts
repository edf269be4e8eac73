import type {TopAnswer} from '../../../src/app/top-line.ts';
import type {NearPlan} from '../../../src/engine/nearest-plans.ts';

const NOON = '2026-11-22T12:00:00.000Z';
const LINK = {state: 'up', attempts: 0, lastError: null, since: NOON, nextRetryAt: null} as const;

export function aNearPlan(changes: Partial<NearPlan> = {}): NearPlan {
  return {
    planId: 'gold-dip',
    level: 1,
    isOneOfMany: false,
    symbol: 'XAUUSD',
    side: 'buy',
    status: 'pending',
    verdict: 'unmet',
    digits: 2,
    price: 1301.9,
    distance: 0.4,
    distanceShare: 0.4 / 1301.9,
    distancePoints: 40,
    missing: [
      {
        path: 'when.price',
        kind: 'price',
        verdict: 'unmet',
        observed: 1301.9,
        threshold: 'ask < 1301.5',
        ageMs: 10,
        reason: 'unmet',
        distance: 0.4,
      },
    ],
    ...changes,
  };
}

export function anAnswer(changes: Partial<TopAnswer> = {}): TopAnswer {
  const nearest = changes.nearest ?? [aNearPlan()];
  return {
    pid: 4711,
    host: 'desk',
    since: NOON,
    state: 'running',
    feed: 'simulated',
    broker: 'paper',
    lease: {state: 'held', epoch: 3, ttlMs: 15_000, leastMarginMs: null, acquiredAt: NOON, renewedAt: NOON},
    links: {feed: LINK, broker: LINK},
    gate: [],
    clock: null,
    plans: {pending: nearest.length},
    asOf: '2026-11-22T12:00:30.000Z',
    sweep: {
      at: NOON,
      atMs: Date.parse(NOON),
      tookMs: 1,
      due: 1,
      evaluated: 1,
      skipped: {},
      failed: 0,
      missedByEvents: 0,
    },
    missedByEvents: 0,
    loopDelayMs: 2.4,
    quotesPerSecond: 8.04,
    desks: {count: 1, states: {fresh: 1}},
    notListed: 0,
    quarantined: 0,
    waiting: nearest.length,
    nearest,
    events: [{at: NOON, kind: 'expired', planId: 'old', symbol: 'XAUUSD'}],
    ...changes,
  };
}
