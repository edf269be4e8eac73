import type {Plan} from '../../src/plan/plan.ts';
import type {Close, Fill, Intent} from '../../src/ports/broker.ts';
import type {Settlement} from '../../src/ports/store.ts';

/** A day on which nothing else happens, epoch ms UTC. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);

export function aPlan(changes: Partial<Plan> = {}): Plan {
  return {
    id: 'gold-dip',
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    entry: {type: 'market', price: 1301.5, tolerance: 0.5},
    stopLoss: 1298,
    takeProfit: 1310,
    expiresAtMs: NOW_MS + 86_400_000,
    createdAtMs: NOW_MS,
    when: {
      all: [{price: {near: 1301.5, within: 0.5}}, {any: [{spread: {atMost: 0.6}}, {not: {always: true}}]}],
    },
    notes: 'free text, “quoted” – 金',
    ...changes,
  };
}

export function anIntent(changes: Partial<Intent> = {}): Intent {
  return {
    clientOrderId: 'A1b2C3d4E5f6G7h8',
    planId: 'gold-dip',
    attempt: 1,
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    stopLoss: 1298,
    takeProfit: null,
    firedPrice: 1301.45,
    firedAtMs: NOW_MS + 1000,
    notAfterMs: NOW_MS + 6000,
    ...changes,
  };
}

export const FILL: Fill = {positionId: 'P-1', price: 1301.47, volumeLots: 0.01, timeMs: NOW_MS + 1100.25};
export const CLOSE: Close = {price: 1310.02, timeMs: NOW_MS + 5000, reason: 'takeProfit', profit: 8.55};
export const ACCEPTED: Settlement = {as: 'accepted', fill: FILL};
export const REJECTED: Settlement = {
  as: 'rejected',
  code: 'OFF_QUOTES',
  message: 'no price',
  final: false,
  retryAtMs: NOW_MS + 9000,
};
export const REFUSED: Settlement = {...REJECTED, final: true, retryAtMs: null};
export const NOT_SENT: Settlement = {as: 'notSent', reason: 'too late'};
export const UNRESOLVED: Settlement = {
  as: 'unresolved',
  reason: 'no answer',
  evidence: {asked: 3, at: [1, 2]},
};
