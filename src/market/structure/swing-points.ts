import type {BarWindow} from './bar-window.ts';
import type {Heading} from './heading.ts';

/** Bars on each side that a swing stands out from. */
export const SWING_BARS = 3;

/** A swing that began so many bars ago is forgotten. */
export const SWING_MEMORY_BARS = 200;

/** An extreme of the bars around it: a high on the way up, a low on the way down. */
export type SwingPoint = Readonly<{index: number; price: number}>;

/**
 * The swings of a window in order of time: bars whose high (low) is strictly above (below) those of `swingBars`
 * bars on both sides. So one is known only `swingBars` bars later, and equal extremes that are near make none.
 */
export function swingPoints(window: BarWindow, heading: Heading, swingBars: number): SwingPoint[] {
  const heights = window.heights(heading, heading.front);
  const points: SwingPoint[] = [];
  for (let index = swingBars; index < window.size - swingBars; index++) {
    if (standsOut(heights, index, swingBars)) {
      points.push({index, price: heading.front(window.bar(index))});
    }
  }
  return points;
}

function standsOut(heights: readonly number[], index: number, swingBars: number): boolean {
  const height = heights[index] ?? Number.NaN;
  for (let away = 1; away <= swingBars; away++) {
    const before = heights[index - away] ?? Infinity;
    const after = heights[index + away] ?? Infinity;
    if (before >= height || after >= height) return false;
  }
  return true;
}

/** @throws {RangeError} When no swing could be seen, and seen for a while, with so many bars. */
export function checkSwingBars(swingBars: number): void {
  if (Number.isInteger(swingBars) && swingBars >= 1 && swingBars < SWING_MEMORY_BARS / 2) return;
  throw new RangeError(`Invariant: swingBars is a whole number from 1 to 99, not ${swingBars}`);
}
