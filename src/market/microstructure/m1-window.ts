import type {Bar} from '../bar.ts';
import {trueRange} from '../indicator/true-range.ts';

/** All parts together look back so many minutes */
export const WINDOW_BARS_MAX = 200;
/** With fewer nothing is said at all, and so nothing passes. */
export const WINDOW_BARS_MIN = 50;

const ATR_BARS = 14;

/** What every part of the analysis looks at: the newest closed minutes, and the yardstick of distances. */
export type M1Window = Readonly<{
  /** Oldest first, `WINDOW_BARS_MIN` to `WINDOW_BARS_MAX`. */
  bars: readonly Bar[];
  newest: Bar;
  /** Of every bar but the first, price units. */
  trueRanges: readonly number[];
  /** Sum of the newest 14 true ranges; above zero. Distances are compared with it, not with the rounded mean. */
  atrSum: number;
}>;

/**
 * @param bars Closed minutes, oldest first.
 * @returns Undefined where they are fewer than `WINDOW_BARS_MIN`, or where the price has stood still for
 *   14 bars: then no distance can be told from another. Only the newest `WINDOW_BARS_MAX` count.
 */
export function m1Window(bars: readonly Bar[]): M1Window | undefined {
  const newestBars = bars.slice(-WINDOW_BARS_MAX);
  const newest = newestBars.at(-1);
  if (newest === undefined || newestBars.length < WINDOW_BARS_MIN) return undefined;
  const trueRanges: number[] = [];
  let previous: Bar | undefined;
  for (const bar of newestBars) {
    if (previous !== undefined) trueRanges.push(trueRange(bar, previous));
    previous = bar;
  }
  const atrSum = sumBefore(trueRanges, trueRanges.length);
  return atrSum > 0 ? {bars: newestBars, newest, trueRanges, atrSum} : undefined;
}

/** ATR(14): the plain mean of the newest 14 true ranges, price units. */
export function atrOf({atrSum}: Pick<M1Window, 'atrSum'>): number {
  return atrSum / ATR_BARS;
}

/** A distance in ATR(14); rounded once, so that it is the same to the last bit in every unit of price. */
export function inAtr({atrSum}: Pick<M1Window, 'atrSum'>, distance: number): number {
  return (distance * ATR_BARS) / atrSum;
}

/** Sums of 14 true ranges in a row, oldest first: each is of a window of 15 bars. */
export function atrSums(trueRanges: readonly number[]): readonly number[] {
  return trueRanges.flatMap((_, index) => (index + 1 < ATR_BARS ? [] : [sumBefore(trueRanges, index + 1)]));
}

/** Added anew each time, so that no rounding error outlives its bars. */
function sumBefore(trueRanges: readonly number[], end: number): number {
  let sum = 0;
  for (let index = end - ATR_BARS; index < end; index += 1) sum += trueRanges[index] ?? 0;
  return sum;
}
