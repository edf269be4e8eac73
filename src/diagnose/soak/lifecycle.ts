import type {Side} from '../../market/quote.ts';
import type {EntryType, Plan} from '../../plan/plan.ts';
import type {PlanStatus} from '../../plan/status.ts';
import type {Random} from '../../ports/random.ts';
import {SLEEPS, sleepingPlan} from '../sleeping-plan.ts';
import {type Extra, extraCondition} from './plan-extras.ts';

/**
 * What becomes of a plan of the soak.
 *
 * | kind     | what happens                                                              |
 * | -------- | ------------------------------------------------------------------------- |
 * | fire     | fires; its profit is taken                                                |
 * | cancel   | is cancelled before it could fire                                         |
 * | expire   | expires, and never could fire                                             |
 * | fail     | fires; the broker refuses its order for good                              |
 * | doubt    | fires; the broker's answer is lost, and the look-up finds the order       |
 * | rest     | fires; its order rests, fills at a later quote, and its position is closed |
 * | withdraw | fires; its order rests until the user cancels the plan                    |
 * | lapse    | fires; its order rests until it expires at the broker                     |
 * | ladder   | as `rest`, with two levels, each with an order of its own                 |
 * | oco      | fires, on the same quote as its twin; its profit is taken                 |
 * | twin     | of the same group: its claim comes second, and it is cancelled            |
 * | lost     | nobody lists its symbol, so it never fires at any price; is cancelled     |
 */
export type EndKind =
  | 'fire'
  | 'cancel'
  | 'expire'
  | 'fail'
  | 'doubt'
  | 'rest'
  | 'withdraw'
  | 'lapse'
  | 'ladder'
  | 'oco'
  | 'twin'
  | 'lost';

/** How it lives: to its end as it was written, or as it was edited. */
export type LifecycleKind = EndKind | 'edit';

/** What part of the plans lives so; one after an `oco` is its twin. */
const SHARES: readonly (readonly [LifecycleKind, number])[] = [
  ['fire', 0.14],
  ['cancel', 0.1],
  ['expire', 0.08],
  ['fail', 0.08],
  ['doubt', 0.1],
  ['edit', 0.16],
  ['rest', 0.06],
  ['withdraw', 0.05],
  ['lapse', 0.05],
  ['ladder', 0.05],
  ['oco', 0.05],
  ['lost', 0.08],
];

/** What edits make of a plan, in turn. */
const EDITED_INTO: readonly EndKind[] = ['fire', 'cancel', 'expire'];

/** The status in which a plan must end. */
export const ENDS: Readonly<Record<EndKind, PlanStatus>> = {
  fire: 'closed',
  cancel: 'cancelled',
  expire: 'expired',
  fail: 'failed',
  doubt: 'closed',
  rest: 'closed',
  withdraw: 'cancelled',
  lapse: 'expired',
  ladder: 'closed',
  oco: 'closed',
  twin: 'cancelled',
  lost: 'cancelled',
};

/** The bids that every symbol goes through, once for each batch of plans. At `tempt` none may fire. */
export const PRICES = {wait: 100, tempt: 100.6, fire: 102, rise: 104} as const;
export const SPREAD = 0.02;

/** Orders of this stop lie on the wrong side of the price, so the broker refuses them for good. */
const REFUSED_STOP: Readonly<Record<Side, number>> = {buy: 105, sell: 99};
const STOP: Readonly<Record<Side, number>> = {buy: 90, sell: 110};
/** A buy takes its profit at `rise`, a sell when the price is back at `wait`. */
const PROFIT: Readonly<Record<Side, number>> = {buy: 103, sell: 100.5};

/** How an order rests above the price at which it is placed. */
const RESTS: Readonly<Record<Side, EntryType>> = {buy: 'stop', sell: 'limit'};
/** Where it rests so that `rise` reaches it, and where no price does. */
const REACHED = 103;
const UNREACHED = 120;
/** What ends a position that was opened at `rise` when the price is back at `wait`. */
const RESTING_EXITS: Readonly<Record<Side, Pick<Plan, 'stopLoss' | 'takeProfit'>>> = {
  buy: {stopLoss: 101, takeProfit: null},
  sell: {stopLoss: 130, takeProfit: 100.5},
};

/** What plans are before they are edited: were an edit lost, they would fire on it. */
const TEMPTED = {all: [{price: {above: 100.5}}, {spread: {atMost: 1}}]};
const FIRES = {all: [{price: {above: 101}}, {spread: {atMost: 1}}]};
/** Were its symbol found, the first quote would fire it. */
const AT_ONCE = {price: {above: 1}};

/** What plans wait for beside their price, in turn; many for nothing. */
const EXTRAS: readonly (Extra | undefined)[] = [
  undefined,
  'minutes',
  'index',
  'held',
  'sequence',
  undefined,
  'minutes',
];

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
  /** The wait between the quotes that tempt and those that fire. */
  stepMs: number;
  /** How long those live that expire, and those whose order does. */
  lifeMs: number;
  lapseMs: number;
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
  // Some analyses are dropped by the edit, some come with it, and some are kept.
  const when = number % 2 === 0 ? TEMPTED : {all: [TEMPTED, extraCondition('minutes', life.stepMs)]};
  const first: Plan = {...planAs('fire', life), volumeLots: 0.2, when, expiresAtMs};
  const between: Plan = {...first, symbol: otherSymbol, side: last.side, notes: null};
  return number % 2 === 0 ? [first, last] : [first, between, last];
}

function planAs(end: EndKind, life: Life): Plan {
  const {kind, number, symbol, side, nowMs, stepMs} = life;
  const base = end === 'cancel' || end === 'expire' ? SLEEPS : FIRES;
  const extra = extraOf(kind, number);
  return {
    ...sleepingPlan(planId(kind, number), symbol, nowMs),
    side,
    stopLoss: STOP[side],
    takeProfit: PROFIT[side],
    when: extra === undefined ? base : {all: [base, extraCondition(extra, stepMs)]},
    notes: `lifecycle ${number}`,
    ...ownOf(end, life),
  };
}

/** What was remembered is forgotten with an edit, so edited plans would fire at another quote than the rest. */
function extraOf(kind: LifecycleKind, number: number): Extra | undefined {
  const extra = EXTRAS[number % EXTRAS.length];
  return kind === 'edit' && (extra === 'held' || extra === 'sequence') ? undefined : extra;
}

/** What such a plan has beside what all have. */
function ownOf(end: EndKind, {number, side, nowMs, lifeMs, lapseMs}: Life): Partial<Plan> {
  const type = RESTS[side];
  const exits = RESTING_EXITS[side];
  switch (end) {
    case 'fail':
      return {stopLoss: REFUSED_STOP[side], takeProfit: null};
    case 'expire':
      return {expiresAtMs: nowMs + lifeMs};
    case 'rest':
      return {...exits, entry: {type, price: REACHED}};
    case 'withdraw':
      return {...exits, entry: {type, price: UNREACHED}};
    case 'lapse':
      return {...exits, entry: {type, price: UNREACHED}, expiresAtMs: nowMs + lapseMs};
    case 'ladder':
      return {...exits, entry: {type}, levels: [{price: REACHED}, {price: REACHED + 0.5, weight: 3}]};
    case 'lost':
      return {when: AT_ONCE};
    case 'oco':
      return {group: `pair-${number}`};
    case 'twin':
      return {group: `pair-${number - 1}`};
    default:
      return {};
  }
}
