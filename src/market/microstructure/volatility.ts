import {atrOf, atrSums, type M1Window} from './m1-window.ts';

/** Bars whose ATR(14) make the median; 36 windows of 15 bars. */
const MEDIAN_BARS = 50;
const CONTRACTING_BELOW = 0.8;
const EXPANDING_ABOVE = 1.2;

export type VolatilityState = 'expanding' | 'stable' | 'contracting';

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
  const calmBefore = sums.findLastIndex((sum) => sum / medianSum >= CONTRACTING_BELOW);
  return {
    barTimeMs: window.newest.timeMs,
    state: stateOf(ratio),
    atr: atrOf(window),
    atrMedian: atrOf({atrSum: medianSum}),
    ratio,
    squeezeBars: sums.length - 1 - calmBefore,
  };
}

function stateOf(ratio: number): VolatilityState {
  if (ratio < CONTRACTING_BELOW) return 'contracting';
  return ratio > EXPANDING_ABOVE ? 'expanding' : 'stable';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
