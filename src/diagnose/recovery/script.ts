import type {Plan} from '../../plan/plan.ts';
import type {Quote} from '../../market/quote.ts';
import type {Random} from '../../ports/random.ts';
import {type MadeMarket, MINUTES_KNOWN} from '../made-bars.ts';
import {sleepingPlan} from '../sleeping-plan.ts';
import type {Fate} from './judge.ts';

export const STEP_MS = 1000;
/** The script begins with a full minute. */
const MINUTE_STEPS = 60_000 / STEP_MS;
/** From the beginning of a fault: then it is long ago that anything was as before. */
const LONG_STEPS = 150_000 / STEP_MS;
export const GOLD = 'XAUUSD';
export const EURO = 'EURUSD';
/** The plan that a fault of one plan is about; its instrument is gold. */
export const VICTIM = 'victim';

type Market = Readonly<{symbol: string; base: number; step: number}>;

const GOLD_MARKET: Market = {symbol: GOLD, base: 2000, step: 1};
const MARKETS: readonly Market[] = [{symbol: EURO, base: 1.1, step: 0.0005}, GOLD_MARKET];

/** A plan and the step at which it is met, comes to its end or is cancelled. */
export type Act = Readonly<{
  plan: Plan;
  fate: Fate;
  atStep: number;
  /** Steps after which its position is closed; null: it stays open. */
  closesAfter: number | null;
  /** When the hand adds it; 0: before all. */
  addedAtStep: number;
  waitsFor: 'price' | 'time';
  /** It may fire on fresh bars alone. */
  readsBars: boolean;
}>;

/** What happens in the world of a fault, step by step. */
export type Script = Readonly<{acts: readonly Act[]; faultStep: number; endStep: number; lastStep: number}>;

/** Prices rise by the same at each step, so each plan is met at the step that it names, and stays met. */
export function makeScript(random: Random, faultSteps: number, nowMs: number): Script {
  const draw = (bound: number) => Math.floor(random.next() * bound);
  const faultStep = 5 + draw(3);
  const endStep = faultStep + faultSteps;
  const inFault = (part: number) => faultStep + Math.floor((part * faultSteps) / 5) - draw(2);
  const acts = MARKETS.flatMap((market): Act[] => {
    const {symbol, base} = market;
    const steps = [2, 3, ...[1, 2, 3, 4].map(inFault), endStep + 3, endStep + 8];
    const firing = steps.map((atStep, index) => {
      const closesAfter = index % 2 === 0 ? 4 + draw(4) : null;
      return metAt(`${symbol}-${index}`, market, {atStep, closesAfter, nowMs});
    });
    const addedAtStep = faultStep + 3;
    const late = metAt(`${symbol}-late`, market, {atStep: addedAtStep + 4 + draw(3), addedAtStep, nowMs});
    const cancelStep = faultStep + 6 + draw(3);
    const cancelled = metAt(`${symbol}-cancelled`, market, {atStep: cancelStep + 4, nowMs});
    const expiryStep = faultStep + 4 + draw(3);
    const expiring = sleepingPlan(`${symbol}-expiring`, symbol, nowMs);
    const expiresAtMs = nowMs + expiryStep * STEP_MS + STEP_MS / 2;
    const never = {...expiring, when: {price: {below: base / 10}}, expiresAtMs};
    return [
      ...firing,
      late,
      {...cancelled, fate: 'cancelled', atStep: cancelStep},
      {
        plan: never,
        fate: 'expires',
        atStep: expiryStep + 1,
        closesAfter: null,
        addedAtStep: 0,
        waitsFor: 'price',
        readsBars: false,
      },
      onBars(metAt(`${symbol}-bars`, market, {atStep: inFault(3), nowMs})),
      ...lateInFault(market, {faultStep, endStep, nowMs}),
    ];
  });
  const victim = metAt(VICTIM, GOLD_MARKET, {atStep: faultStep + 3, closesAfter: 5, nowMs});
  return {acts: [...acts, victim], faultStep, endStep, lastStep: endStep + 12};
}

export function quotesAt(step: number, lastStep: number, nowMs: number): readonly Quote[] {
  return MARKETS.map((market) => {
    const bid = priceAt(market, Math.min(step, lastStep));
    const ask = bid + market.step / 10;
    return {symbol: market.symbol, bid, ask, timeMs: nowMs, receivedAtMs: nowMs};
  });
}

/** The market of a symbol as it was before the first quote. */
export function marketBefore(symbol: string): MadeMarket {
  const {base, step} = MARKETS.find((market) => market.symbol === symbol) ?? GOLD_MARKET;
  return {price: base, swing: step};
}

/** The same plan, which also wants to know its minutes. */
function onBars(act: Act): Act {
  return {...act, plan: {...act.plan, when: {all: [MINUTES_KNOWN, act.plan.when]}}, readsBars: true};
}

/** A plan on bars that fires late in a long fault, whatever the price is then; none in a short one. */
function lateInFault(
  {symbol}: Market,
  {faultStep, endStep, nowMs}: Readonly<{faultStep: number; endStep: number; nowMs: number}>,
): readonly Act[] {
  // By the clock, whose windows begin with a minute; the steps after it show whether it was late.
  const atStep = Math.floor((endStep - 3) / MINUTE_STEPS) * MINUTE_STEPS;
  if (atStep - faultStep < LONG_STEPS) return [];
  const from = new Date(nowMs + atStep * STEP_MS).toISOString().slice(11, 16);
  const plan = {
    ...sleepingPlan(`${symbol}-bars-late`, symbol, nowMs),
    when: {time: {between: [from, '23:59']}},
  };
  return [
    onBars({
      plan,
      fate: 'fires',
      atStep,
      closesAfter: null,
      addedAtStep: 0,
      waitsFor: 'time',
      readsBars: false,
    }),
  ];
}

/** A plan that fires at a step. */
function metAt(
  id: string,
  market: Market,
  {
    atStep,
    closesAfter = null,
    addedAtStep = 0,
    nowMs,
  }: Partial<Pick<Act, 'closesAfter' | 'addedAtStep'>> & Readonly<{atStep: number; nowMs: number}>,
): Act {
  const above = rounded(priceAt(market, atStep) - market.step / 2);
  const plan = sleepingPlan(id, market.symbol, nowMs + addedAtStep * STEP_MS);
  return {
    plan: {...plan, when: {price: {above}}},
    fate: 'fires',
    atStep,
    closesAfter,
    addedAtStep,
    waitsFor: 'price',
    readsBars: false,
  };
}

function priceAt({base, step}: Market, at: number): number {
  return rounded(base + step * at);
}

function rounded(price: number): number {
  return Number(price.toFixed(6));
}
