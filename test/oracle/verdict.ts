import {writtenBillionths} from './decimal.ts';
import type {PriceTest, When} from './written-plan.ts';
import {ZoneClock} from './zone-clock.ts';

/** Kleene's three values, ordered so that `all` is the least, `any` the greatest, `not` the minus. */
export const MET = 1;
export const UNKNOWN = 0;
export const UNMET = -1;
export type Verdict = -1 | 0 | 1;

export type Judge = () => Verdict;

export type SidePrices = {bid: number; ask: number; mid: number};

/** What conditions see of one symbol. Prices in half billionths, so that the middle is whole. */
export type SymbolView = {
  nowMs: number;
  current: SidePrices;
  /** Of the accepted quote before the current one. */
  previous: SidePrices | undefined;
};

/** Half billionths of a written price. */
export const halves = (value: number): number => 2 * writtenBillionths(value);

const verdictOf = (met: boolean): Verdict => (met ? MET : UNMET);

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
  const clock = clocks.get(zone) ?? new ZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function minuteOf(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) throw new Error(`"${text}" is not a time of day`);
  return Number(match[1]) * 60 + Number(match[2]);
}

function unmeant(test: unknown): never {
  throw new Error(`the oracle does not know the condition ${JSON.stringify(test)}`);
}

/** The condition as a function of `view`, for a plan of that side. */
export function judgeOf(when: When, side: 'buy' | 'sell', view: SymbolView): Judge {
  if ('all' in when) return least(when.all.map((part) => judgeOf(part, side, view)));
  if ('any' in when) return greatest(when.any.map((part) => judgeOf(part, side, view)));
  if ('not' in when) {
    const judge = judgeOf(when.not, side, view);
    return () => {
      const verdict = judge();
      return verdict === MET ? UNMET : verdict === UNMET ? MET : UNKNOWN;
    };
  }
  if ('price' in when) return least(priceJudges(when.price, side, view));
  if ('spread' in when) {
    const atMost = halves(when.spread.atMost);
    return () => verdictOf(view.current.ask - view.current.bid <= atMost);
  }
  if ('time' in when) {
    const clock = clockOf(when.time.zone);
    const from = minuteOf(when.time.between[0]);
    const to = minuteOf(when.time.between[1]);
    if (from === to) unmeant(when);
    return () => {
      const minute = clock.minuteOfDay(view.nowMs);
      return verdictOf(from < to ? from <= minute && minute < to : minute >= from || minute < to);
    };
  }
  if ('always' in when && when.always === true) return () => MET;
  return unmeant(when);
}

function priceJudges(test: PriceTest, side: 'buy' | 'sell', view: SymbolView): Judge[] {
  const of = test.of ?? (side === 'buy' ? 'ask' : 'bid');
  const judges: Judge[] = [];
  if (test.near !== undefined && test.within !== undefined) {
    const near = halves(test.near);
    const within = halves(test.within);
    judges.push(() => verdictOf(Math.abs(view.current[of] - near) <= within));
  } else if (test.near !== undefined || test.within !== undefined) unmeant(test);
  if (test.above !== undefined) {
    const level = halves(test.above);
    judges.push(() => verdictOf(view.current[of] > level));
  }
  if (test.below !== undefined) {
    const level = halves(test.below);
    judges.push(() => verdictOf(view.current[of] < level));
  }
  if (test.crossesAbove !== undefined) {
    const level = halves(test.crossesAbove);
    judges.push(() => {
      if (view.previous === undefined) return UNKNOWN;
      return verdictOf(view.previous[of] <= level && level < view.current[of]);
    });
  }
  if (test.crossesBelow !== undefined) {
    const level = halves(test.crossesBelow);
    judges.push(() => {
      if (view.previous === undefined) return UNKNOWN;
      return verdictOf(view.previous[of] >= level && level > view.current[of]);
    });
  }
  if (judges.length === 0) unmeant(test);
  return judges;
}

function least(judges: readonly Judge[]): Judge {
  const [only] = judges;
  if (only !== undefined && judges.length === 1) return only;
  return () => {
    let result: Verdict = MET;
    for (const judge of judges) {
      const verdict = judge();
      if (verdict === UNMET) return UNMET;
      if (verdict < result) result = verdict;
    }
    return result;
  };
}

function greatest(judges: readonly Judge[]): Judge {
  return () => {
    let result: Verdict = UNMET;
    for (const judge of judges) {
      const verdict = judge();
      if (verdict === MET) return MET;
      if (verdict > result) result = verdict;
    }
    return result;
  };
}
