import type {Side} from '../../market/quote.ts';
import type {Plan} from '../../plan/plan.ts';
import type {PlanStatus} from '../../plan/status.ts';
import type {Random} from '../../ports/random.ts';

/** How a plan of the soak lives. */
export type LifecycleKind = 'fire' | 'cancel' | 'expire' | 'fail' | 'doubt';

/** What part of the plans lives so. */
const SHARES: readonly (readonly [LifecycleKind, number])[] = [
  ['fire', 0.35],
  ['cancel', 0.2],
  ['expire', 0.2],
  ['fail', 0.15],
  ['doubt', 0.1],
];

/** The status in which such a plan must end. */
export const ENDS: Readonly<Record<LifecycleKind, PlanStatus>> = {
  fire: 'closed',
  cancel: 'cancelled',
  expire: 'expired',
  fail: 'failed',
  // The broker's answer is lost; the look-up finds the order.
  doubt: 'closed',
};

/** The bids that every symbol goes through, once for each batch of plans. */
export const PRICES = {wait: 100, fire: 102, rise: 104} as const;
export const SPREAD = 0.02;

/** Orders of this stop lie on the wrong side of the price, so the broker refuses them for good. */
const REFUSED_STOP: Readonly<Record<Side, number>> = {buy: 105, sell: 99};
const STOP: Readonly<Record<Side, number>> = {buy: 90, sell: 110};
/** A buy takes its profit at `rise`, a sell when the price is back at `wait`. */
const PROFIT: Readonly<Record<Side, number>> = {buy: 103, sell: 100.5};

const FIRES = {all: [{price: {above: 101}}, {spread: {atMost: 1}}]};
const SLEEPS = {any: [{price: {above: 1000}}, {price: {below: 1}}]};

export function kindOf(random: Random): LifecycleKind {
  let rest = random.next();
  for (const [kind, share] of SHARES) {
    if (rest < share) return kind;
    rest -= share;
  }
  return 'fire';
}

/** The kind is the beginning of the id, where a broker and a reader can see it. */
export function planId(kind: LifecycleKind, number: number): string {
  return `${kind}-${number}`;
}

export function isDoubt(id: string): boolean {
  return id.startsWith('doubt-');
}

export type PlanOf = Readonly<{
  kind: LifecycleKind;
  number: number;
  symbol: string;
  side: Side;
  nowMs: number;
  /** How long those live that expire. */
  lifeMs: number;
}>;

export function planOf({kind, number, symbol, side, nowMs, lifeMs}: PlanOf): Plan {
  const trades = kind === 'fire' || kind === 'fail' || kind === 'doubt';
  return {
    ...sleepingPlan(planId(kind, number), symbol, nowMs),
    side,
    stopLoss: kind === 'fail' ? REFUSED_STOP[side] : STOP[side],
    takeProfit: kind === 'fail' ? null : PROFIT[side],
    expiresAtMs: kind === 'expire' ? nowMs + lifeMs : null,
    when: trades ? FIRES : SLEEPS,
    notes: `lifecycle ${number}`,
  };
}

/** A plan that never fires and is good till cancelled. */
export function sleepingPlan(id: string, symbol: string, nowMs: number): Plan {
  return {
    id,
    symbol,
    side: 'buy',
    volumeLots: 0.1,
    entry: {type: 'market'},
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: nowMs,
    when: SLEEPS,
    notes: null,
  };
}
