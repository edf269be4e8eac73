import {median, stateOfRatio, type VolatilityState} from '../indicator/volatility-state.ts';
import {atrOf, atrSums, type M1Window} from './m1-window.ts';

/** Bars whose ATR(14) make the median; 36 windows of 15 bars. */
const MEDIAN_BARS = 50;

/** How much the price moves, against the last 50 minutes. */
export type Volatility = Readonly<{
  barTimeMs: number;
  state: VolatilityState;
  /** ATR(14) of the newest bars, price units. */
  atr: number;
  /** Median of the rolling ATR(14) over the last 50 bars, price units. */
  atrMedian: number;
  /** ATR over its median; exactly 0.8 and exactly 1.2 are stable. */
  ratio: number;
  /** Windows in a row, the newest first, whose ATR is below 0.8 of the median: 0 to 17, fewer than half of 36. */
  squeezeBars: number;
}>;

/**
 * An ATR of 14 takes windows of 15 bars.
 *
 * @returns Undefined where the price stood still in more than half of the windows.
 */
export function volatilityOf(window: M1Window): Volatility | undefined {
  const sums = atrSums(window.trueRanges.slice(1 - MEDIAN_BARS));
  const medianSum = median(sums);
  if (medianSum === 0) return undefined;
  const ratio = window.atrSum / medianSum;
  const calmBefore = sums.findLastIndex((sum) => stateOfRatio(sum / medianSum) !== 'contracting');
  return {
    barTimeMs: window.newest.timeMs,
    state: stateOfRatio(ratio),
    atr: atrOf(window),
    atrMedian: atrOf({atrSum: medianSum}),
    ratio,
    squeezeBars: sums.length - 1 - calmBefore,
  };
}
