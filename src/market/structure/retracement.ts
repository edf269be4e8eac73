import type {Bar} from '../bar.ts';
import {subtract} from '../price.ts';
import type {BreakLeg} from './break-leg.ts';
import {DOWN, UP} from './heading.ts';

export type Retracement = Readonly<{
  /** What was given back of the leg at the deepest, as a share of it: 0 at its extreme, 1 at its origin. */
  share: number;
  /** Whether the newest close is beyond the bar that went deepest, back in the direction of the leg. */
  hasTurned: boolean;
  /** Bars since the extreme of the leg. */
  bars: number;
}>;

/**
 * How far the price came back from a leg in the newest closed bars.
 *
 * Bull: from the highest high since the breaking bar opened, down to the lowest low after that bar; turned when the
 * newest bar closes above the high of the bar that made this low.
 *
 * @param bars Of the same timeframe as the leg's or a shorter one, oldest first.
 * @returns Undefined where the extreme of the leg is older than these bars.
 */
export function retracementOf(leg: BreakLeg, bars: readonly Bar[]): Retracement | undefined {
  const {beyond, front, rear} = leg.shift.direction === 'bull' ? UP : DOWN;
  const since = bars.filter(({timeMs}) => timeMs >= leg.shift.timeMs);
  let [extreme, extremeIndex] = [leg.extreme, -1];
  for (const [index, bar] of since.entries()) {
    if (beyond(front(bar), extreme) < 0) continue;
    [extreme, extremeIndex] = [front(bar), index];
  }
  if (extremeIndex === -1) return undefined;
  // The leg may have dipped below its origin before it went on to the extreme.
  const origin = since
    .slice(0, extremeIndex + 1)
    .reduce((furthest, bar) => (beyond(rear(bar), furthest) < 0 ? rear(bar) : furthest), leg.origin);
  const after = since.slice(extremeIndex + 1);
  const [first] = after;
  if (first === undefined) return {share: 0, hasTurned: false, bars: 0};
  const deepest = after.reduce(
    (furthest, bar) => (beyond(rear(bar), rear(furthest)) <= 0 ? bar : furthest),
    first,
  );
  const newest = after.at(-1) ?? first;
  return {
    share: Math.max(0, subtract(extreme, rear(deepest)) / subtract(extreme, origin)),
    hasTurned: beyond(newest.close, front(deepest)) > 0,
    bars: after.length,
  };
}
