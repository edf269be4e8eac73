import type {Plan} from '../../plan/plan.ts';
import type {Random} from '../../ports/random.ts';
import {SLEEPS, sleepingPlan} from '../sleeping-plan.ts';

/** The bids that every symbol goes through again and again, a third of the cycle each. */
const BIDS = {wait: 100, fire: 102, rise: 104} as const;
/** Short, so that at any moment a plan is met soon. */
const CYCLE_MS = 1500;
export const SPREAD = 0.02;

/**
 * How a plan lives: it fires and its profit is taken, its order is refused, the user cancels it, it
 * expires, or the user edits it and it fires then only.
 */
export type PlanKind = 'fire' | 'fail' | 'cancel' | 'expire' | 'edit';

const SHARES: readonly (readonly [PlanKind, number])[] = [
  ['fire', 0.45],
  ['fail', 0.1],
  ['cancel', 0.2],
  ['expire', 0.15],
  ['edit', 0.1],
];

const EXPIRES_AFTER_MS = 700;

const FIRES = {all: [{price: {above: 101}}, {price: {below: 103}}, {spread: {atMost: 1}}]};

/**
 * @param shift Share of the cycle by which this symbol is ahead, so that not all symbols move at once.
 */
export function bidAt(timeMs: number, shift: number): number {
  const place = (timeMs / CYCLE_MS + shift) % 1;
  if (place < 1 / 3) return BIDS.wait;
  return place < 2 / 3 ? BIDS.fire : BIDS.rise;
}

export function kindOf(random: Random): PlanKind {
  let rest = random.next();
  for (const [kind, share] of SHARES) {
    if (rest < share) return kind;
    rest -= share;
  }
  return 'fire';
}

export type PlanOf = Readonly<{id: string; kind: PlanKind; symbol: string; nowMs: number}>;

export function planOf({id, kind, symbol, nowMs}: PlanOf): Plan {
  const trades = kind === 'fire' || kind === 'fail';
  return {
    ...sleepingPlan(id, symbol, nowMs),
    // The broker refuses a stop on the wrong side of the price, for good.
    stopLoss: kind === 'fail' ? 105 : 90,
    takeProfit: trades && kind === 'fire' ? 103 : null,
    expiresAtMs: kind === 'expire' ? nowMs + EXPIRES_AFTER_MS : null,
    when: trades ? FIRES : SLEEPS,
  };
}
