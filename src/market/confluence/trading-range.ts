import type {Bar} from '../bar.ts';
import {requirePeriod, windowed} from '../indicator/definition.ts';
import {trueRange} from '../indicator/true-range.ts';
import type {StudyDefinition} from '../study/study.ts';

const ATR_BARS = 14;
/** A bar whose end comes so near to an edge touches it. */
export const TOUCH_MAX_ATR = 0.5;
/** A bar that touches fewer than so many bars after another adds no touch. */
const TOUCH_BARS_APART = 3;

/** Where the newest close is in the range of the bars before it. */
export type TradingRange = Readonly<{
  /** Edges of the bars before the newest, price units. */
  high: number;
  low: number;
  /** How often each was reached: within 0.5·ATR(14), at least three bars after the touch before. */
  highTouches: number;
  lowTouches: number;
  /** Of the newest bar. */
  close: number;
  /** Of the 14 newest true ranges, the newest bar's among them; above zero. */
  atr: number;
}>;

/**
 * The newest bar does not draw the range that it is measured with: where it leaves the range, that is seen.
 * Undefined while the price stands still.
 *
 * @param bars That draw the range: 14 or more.
 */
export function tradingRange(bars: number): StudyDefinition<TradingRange> {
  requirePeriod('the bars of tradingRange', bars, ATR_BARS);
  return windowed(`tradingRange(${bars})`, bars + 1, (all) => {
    const newest = all.at(-1);
    const before = all.slice(0, -1);
    const atr = atrOf(all);
    if (newest === undefined || atr === 0) return undefined;
    const high = Math.max(...before.map((bar) => bar.high));
    const low = Math.min(...before.map((bar) => bar.low));
    const within = TOUCH_MAX_ATR * atr;
    return {
      high,
      low,
      highTouches: touches(before, (bar) => high - bar.high <= within),
      lowTouches: touches(before, (bar) => bar.low - low <= within),
      close: newest.close,
      atr,
    };
  });
}

function atrOf(bars: readonly Bar[]): number {
  let sum = 0;
  for (let index = bars.length - ATR_BARS; index < bars.length; index++) {
    const [bar, previous] = [bars[index], bars[index - 1]];
    if (bar !== undefined && previous !== undefined) sum += trueRange(bar, previous);
  }
  return sum / ATR_BARS;
}

function touches(bars: readonly Bar[], isTouch: (bar: Bar) => boolean): number {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, bar] of bars.entries()) {
    if (!isTouch(bar)) continue;
    // What stays at an edge touches it once.
    if (index - last >= TOUCH_BARS_APART) count += 1;
    last = index;
  }
  return count;
}
