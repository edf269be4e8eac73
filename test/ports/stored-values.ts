import type {Plan} from '../../src/plan/plan.ts';
import type {Close, Fill, Intent, OrderReport} from '../../src/ports/broker.ts';
import type {
  ClaimTerms,
  LeaseHolder,
  LevelRow,
  Limits,
  PlanRow,
  Settlement,
  Store,
} from '../../src/ports/store.ts';

/** A day on which nothing else happens, epoch ms UTC. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);

export function aPlan(changes: Partial<Plan> = {}): Plan {
  return {
    id: 'gold-dip',
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    entry: {type: 'market', price: 1301.5, tolerance: 0.5},
    levels: null,
    stopLoss: 1298,
    takeProfit: 1310,
    expiresAtMs: NOW_MS + 86_400_000,
    createdAtMs: NOW_MS,
    when: {
      all: [{price: {near: 1301.5, within: 0.5}}, {any: [{spread: {atMost: 0.6}}, {not: {always: true}}]}],
    },
    cancelWhen: null,
    group: null,
    notes: 'free text, “quoted” – 金',
    ...changes,
  };
}

/** The plan with so many levels, each of which rests with a limit order. */
export function aPlanOfLevels(count: number, changes: Partial<Plan> = {}): Plan {
  return aPlan({
    entry: {type: 'limit'},
    levels: Array.from({length: count}, (_, index) => ({price: 1301 - index})),
    stopLoss: 1280,
    volumeLots: 0.1,
    ...changes,
  });
}

export function anIntent(changes: Partial<Intent> = {}): Intent {
  return {
    clientOrderId: 'A1b2C3d4E5f6G7h8',
    planId: 'gold-dip',
    level: 1,
    attempt: 1,
    symbol: 'XAUUSD',
    side: 'buy',
    type: 'market',
    price: null,
    volumeLots: 0.01,
    stopLoss: 1298,
    takeProfit: null,
    expiresAtMs: null,
    firedPrice: 1301.45,
    firedAtMs: NOW_MS + 1000,
    notAfterMs: NOW_MS + 6000,
    ...changes,
  };
}

export const FILL: Fill = {positionId: 'P-1', price: 1301.47, volumeLots: 0.01, timeMs: NOW_MS + 1100.25};
export const CLOSE: Close = {price: 1310.02, timeMs: NOW_MS + 5000, reason: 'takeProfit', profit: 8.55};

/** What the broker says of an order that filled at once. */
export const FILLED_REPORT: OrderReport = {
  ticket: 'T-1',
  state: 'filled',
  fill: FILL,
  close: null,
  stopLoss: 1298,
  takeProfit: null,
};
export const CLOSED_REPORT: OrderReport = {...FILLED_REPORT, close: CLOSE, stopLoss: null};
export const RESTING_REPORT: OrderReport = {...FILLED_REPORT, state: 'working', fill: null};
export const ACCEPTED: Settlement = {as: 'accepted', report: FILLED_REPORT};
export const RESTING: Settlement = {as: 'accepted', report: RESTING_REPORT};
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

export const HOLDER: LeaseHolder = {holderId: 'first', host: 'here', pid: 4711, processStart: '1792838400'};

/** Takes the lease for longer than any test lasts; its epoch is 1 where nobody has had it before. */
export async function takeLease(store: Store, holder: LeaseHolder = HOLDER, nowMs = NOW_MS): Promise<number> {
  const ttlMs = 365 * 86_400_000;
  return (await store.acquireLease({holder, ttlMs}, nowMs)).epoch;
}

export const NO_LIMITS: Limits = {
  volumePerPlanLots: null,
  openPositions: null,
  ordersPerHour: null,
  lossPerDay: null,
};

/** Terms of a claim of a plan's first version under the first lease. */
export function claimTerms(changes: Partial<ClaimTerms> = {}): ClaimTerms {
  return {version: 1, epoch: 1, limits: NO_LIMITS, dayStartMs: NOW_MS - 12 * 3_600_000, ...changes};
}

/** A level that nobody has claimed. */
export function aLevel(changes: Partial<LevelRow> = {}): LevelRow {
  return {
    level: 1,
    status: 'pending',
    reason: null,
    attempts: 0,
    rejections: 0,
    retryAtMs: null,
    clientOrderId: null,
    ticket: null,
    fill: null,
    close: null,
    withdrawal: null,
    ...changes,
  };
}

/** The row of a plan with one level; status and reason are those of the level. */
export function aRow(level: Partial<LevelRow> = {}, changes: Partial<PlanRow> = {}): PlanRow {
  const first = aLevel(level);
  return {
    plan: aPlan(),
    status: first.status,
    version: 1,
    revision: 1,
    updatedAtMs: NOW_MS,
    reason: first.reason,
    levels: [first],
    ...changes,
  };
}
