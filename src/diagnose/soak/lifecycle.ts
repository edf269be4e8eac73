import type {Side} from '../../market/quote.ts';
import type {Plan} from '../../plan/plan.ts';
import type {PlanStatus} from '../../plan/status.ts';
import type {Random} from '../../ports/random.ts';
import {SLEEPS, sleepingPlan} from '../sleeping-plan.ts';

/** How a plan of the soak ends. */
export type EndKind = 'fire' | 'cancel' | 'expire' | 'fail' | 'doubt';

/** How it lives: to its end as it was written, or as it was edited. */
export type LifecycleKind = EndKind | 'edit';

/** What part of the plans lives so. */
const SHARES: readonly (readonly [LifecycleKind, number])[] = [
  ['fire', 0.25],
  ['cancel', 0.15],
  ['expire', 0.15],
  ['fail', 0.15],
  ['doubt', 0.1],
  ['edit', 0.2],
];

/** What edits make of a plan, in turn. */
const EDITED_INTO: readonly EndKind[] = ['fire', 'cancel', 'expire'];

/** The status in which a plan must end. */
export const ENDS: Readonly<Record<EndKind, PlanStatus>> = {
  fire: 'closed',
  cancel: 'cancelled',
  expire: 'expired',
  fail: 'failed',
  // The broker's answer is lost; the look-up finds the order.
  doubt: 'closed',
};

/** The bids that every symbol goes through, once for each batch of plans. At `tempt` none may fire. */
export const PRICES = {wait: 100, tempt: 100.6, fire: 102, rise: 104} as const;
export const SPREAD = 0.02;

/** Orders of this stop lie on the wrong side of the price, so the broker refuses them for good. */
const REFUSED_STOP: Readonly<Record<Side, number>> = {buy: 105, sell: 99};
const STOP: Readonly<Record<Side, number>> = {buy: 90, sell: 110};
/** A buy takes its profit at `rise`, a sell when the price is back at `wait`. */
const PROFIT: Readonly<Record<Side, number>> = {buy: 103, sell: 100.5};

/** What plans are before they are edited: were an edit lost, they would fire on it. */
const TEMPTED = {all: [{price: {above: 100.5}}, {spread: {atMost: 1}}]};
const FIRES = {all: [{price: {above: 101}}, {spread: {atMost: 1}}]};

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

export type Life = Readonly<{
  kind: LifecycleKind;
  number: number;
  symbol: string;
  side: Side;
  nowMs: number;
  /** How long those live that expire. */
  lifeMs: number;
  /** Where some of those that are edited go. */
  otherSymbol: string;
}>;

/** How such a plan ends. */
export function endOf({kind, number}: Pick<Life, 'kind' | 'number'>): EndKind {
  return kind === 'edit' ? (EDITED_INTO[number % EDITED_INTO.length] ?? 'fire') : kind;
}

/** A plan as it is added, and what it is edited into, in order: nothing, or one version or two. */
export function versionsOf(life: Life): readonly [Plan, ...Plan[]] {
  const {kind, number, otherSymbol, nowMs, lifeMs} = life;
  if (kind !== 'edit') return [planAs(kind, life)];
  const end = endOf(life);
  const last = planAs(end, number % 4 < 2 ? life : {...life, symbol: otherSymbol});
  // Everything is another than in the end, so that an old version shows itself wherever it is held to.
  const expiresAtMs = end === 'expire' ? null : nowMs + lifeMs;
  const first: Plan = {...planAs('fire', life), volumeLots: 0.2, when: TEMPTED, expiresAtMs};
  const between: Plan = {...first, symbol: otherSymbol, side: last.side, notes: null};
  return number % 2 === 0 ? [first, last] : [first, between, last];
}

function planAs(end: EndKind, {kind, number, symbol, side, nowMs, lifeMs}: Life): Plan {
  const trades = end === 'fire' || end === 'fail' || end === 'doubt';
  return {
    ...sleepingPlan(planId(kind, number), symbol, nowMs),
    side,
    stopLoss: end === 'fail' ? REFUSED_STOP[side] : STOP[side],
    takeProfit: end === 'fail' ? null : PROFIT[side],
    expiresAtMs: end === 'expire' ? nowMs + lifeMs : null,
    when: trades ? FIRES : SLEEPS,
    notes: `lifecycle ${number}`,
  };
}
