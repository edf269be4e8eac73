import type {Bar} from '../../../market/bar.ts';
import {above, leastOf, negated, type States, statesOf, UNKNOWN} from './states.ts';

type Params = Readonly<Record<string, unknown>>;
type Bars = readonly Bar[];

/** What it was asked for, how long a bar is, and which way the plan goes. */
type Terms = Readonly<{params: Params; lengthMs: number; side: 'buy' | 'sell'}>;

/** Says of the closed bars, all of them anew, whether a condition holds; undefined: too few. */
type Study = (bars: Bars, terms: Terms) => States | undefined;

/** As docs/conditions.md has it: with the newest bar older than so much nothing is known. */
const STALE_MS = 5000;
const INSIDE_BARS_NEEDED = 21;

const numberOf = ({params}: Terms, name: string) => Number(params[name]);
const isBullish = ({params, side}: Terms) =>
  (params['direction'] ?? (side === 'buy' ? 'bull' : 'bear')) === 'bull';
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The kinds of conditions on bars that plans of a simulation have, each worked out with plain arithmetic. */
const STUDIES: Readonly<Record<string, Study>> = {
  atr: (bars, terms) => {
    const period = numberOf(terms, 'period');
    if (bars.length <= period) return undefined;
    const ranges = bars.slice(-period).map(({high, low}, index) => {
      const before = bars[bars.length - period + index - 1]?.close ?? Number.NaN;
      return Math.max(high, before) - Math.min(low, before);
    });
    return between(meanOf(ranges), terms.params);
  },
  rsi: (bars, terms) => {
    const period = numberOf(terms, 'period');
    const closes = closesSince(bars, 7 * period * terms.lengthMs, 7 * period);
    const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? Number.NaN));
    if (changes.length < period) return undefined;
    const smoothed = (values: readonly number[]) =>
      values
        .slice(period)
        .reduce((mean, value) => mean + (value - mean) / period, meanOf(values.slice(0, period)));
    const rise = smoothed(changes.map((change) => Math.max(0, change)));
    const fall = smoothed(changes.map((change) => Math.max(0, -change)));
    return between(rise + fall === 0 ? 50 : (100 * rise) / (rise + fall), terms.params);
  },
  emaSlope: (bars, terms) => {
    const [period, back] = [numberOf(terms, 'period'), numberOf(terms, 'bars')];
    const settleBars = 3 * period + back;
    const closes = closesSince(bars, settleBars * terms.lengthMs, settleBars);
    if (closes.length < period + back) return undefined;
    const ema = (values: readonly number[]) =>
      values.reduce((mean, close) => mean + (2 / (period + 1)) * (close - mean));
    const [now, before] = [ema(closes), ema(closes.slice(0, closes.length - back))];
    const change = (isBullish(terms) ? 1 : -1) * (now - before);
    return leastOf([above(change, 0), above((100 * change) / before, numberOf(terms, 'minPercent'))]);
  },
  momentum: (bars, terms) => {
    const count = numberOf(terms, 'bars');
    if (bars.length <= count) return undefined;
    const closes = bars.slice(-count - 1).map(({close}) => close);
    const sign = isBullish(terms) ? 1 : -1;
    const percents = closes.slice(1).map((close, index) => {
      const before = closes[index] ?? Number.NaN;
      return (sign * 100 * (close - before)) / before;
    });
    const half = Math.floor(count / 2);
    const share = percents.filter((percent) => percent > 0).length / count;
    const pace = 0.9 * meanOf(percents.slice(0, half));
    return leastOf([
      statesOf(share >= 0.6),
      above(meanOf(percents), numberOf(terms, 'minPercent')),
      above(meanOf(percents.slice(count - half)), pace),
    ]);
  },
  bbWidth: (bars, terms) => {
    const period = numberOf(terms, 'period');
    if (bars.length < period) return undefined;
    const closes = bars.slice(-period).map(({close}) => close);
    const middle = meanOf(closes);
    const deviation = Math.sqrt(meanOf(closes.map((close) => (close - middle) ** 2)));
    return between((400 * deviation) / middle, terms.params);
  },
  insideBar: (bars, terms) => {
    if (bars.length < INSIDE_BARS_NEEDED) return undefined;
    const isInside = (back: number) => {
      const [bar, before] = [bars.at(-1 - back), bars.at(-2 - back)];
      return bar !== undefined && before !== undefined && bar.high < before.high && bar.low > before.low;
    };
    return statesOf(
      Array.from({length: numberOf(terms, 'count')}, (_, back) => isInside(back)).every(Boolean),
    );
  },
  rejectionWick: (bars, terms) => {
    const bar = bars.at(-1);
    if (bar === undefined) return undefined;
    const {open, high, low, close} = bar;
    if (high === low) return statesOf(false);
    const wick = isBullish(terms) ? Math.min(open, close) - low : high - Math.max(open, close);
    return above(wick / Math.max(Math.abs(open - close), 0.1 * (high - low)), numberOf(terms, 'minRatio'));
  },
};

/** Kinds of conditions on bars that can be told afterwards. */
export function isOfBars(kind: string): boolean {
  return Object.hasOwn(STUDIES, kind);
}

/**
 * What a condition on closed bars says, one by one of all that the bars can have been.
 *
 * @param atMs Time of the quote in hand.
 */
export function studyStates(kind: string, possible: readonly Bars[], terms: Terms, atMs: number): States {
  const study = STUDIES[kind];
  if (study === undefined) throw new Error(`Invariant: ${kind} is known to the judge`);
  return possible.reduce((states, bars) => {
    const newestMs = bars.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
    const isStale = atMs - newestMs > 2 * terms.lengthMs + STALE_MS;
    return states | (isStale ? UNKNOWN : (study(bars, terms) ?? UNKNOWN));
  }, 0);
}

function between(value: number, params: Params): States {
  const {above: from, below: to} = params;
  return leastOf([
    ...(typeof from === 'number' ? [above(value, from)] : []),
    ...(typeof to === 'number' ? [negated(above(value, to))] : []),
  ]);
}

/**
 * The closes that an average which never forgets rests on: it is begun anew with the first bar of each anchor, and the
 * youngest that has taken so many bars answers, or else the oldest.
 */
function closesSince(bars: Bars, anchorMs: number, settleBars: number): readonly number[] {
  const anchorOf = ({timeMs}: Bar) => Math.floor(timeMs / anchorMs);
  const starts = bars.flatMap((bar, index) => {
    const before = bars[index - 1];
    return before !== undefined && anchorOf(before) === anchorOf(bar) ? [] : [index];
  });
  const start = starts.findLast((index) => bars.length - index >= settleBars) ?? starts[0] ?? 0;
  return bars.slice(start).map(({close}) => close);
}
