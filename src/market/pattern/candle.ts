import type {Bar} from '../bar.ts';
import type {Heading, PriceRange} from '../structure/heading.ts';

/** Parts of a candle, in price units; none is negative. */
export function rangeOf({high, low}: Bar): number {
  return high - low;
}

export function bodyOf({open, close}: Bar): number {
  return Math.abs(close - open);
}

/** From the lower to the higher of open and close. */
export function bodyRangeOf({open, close}: Bar): PriceRange {
  return {low: Math.min(open, close), high: Math.max(open, close)};
}

/** The wick on the side that the way comes from: the lower one on the way up. */
export function rejectedWickOf(bar: Bar, heading: Heading): number {
  return heading.beyond(heading.rear(bodyRangeOf(bar)), heading.rear(bar));
}
