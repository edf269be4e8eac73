import type {Moment} from '../structure/bar-window.ts';
import type {Heading} from '../structure/heading.ts';
import type {IsNear} from './tolerance.ts';

/** A price to which the market came once. */
export type Touch = Moment & Readonly<{price: number}>;

/**
 * A price to which the market came more than once and from which it turned: orders are likely to rest beyond it.
 * The moment is that of the newest touch.
 */
export type EqualLevel = Moment &
  Readonly<{
    /** The outermost touch: the highest of highs, the lowest of lows. */
    price: number;
    /** The innermost. */
    innerPrice: number;
    /** At least two. */
    touches: number;
  }>;

/**
 * Touches that are equal within a tolerance, newest level first.
 *
 * From the outermost inwards: a level takes in all touches that are near its outermost, and the next level begins with
 * the first that is not. So none belongs to two levels, and there is a level whenever two touches are near each other.
 *
 * @param heading The way that leads to them: up to highs, down to lows.
 */
export function equalTouches(touches: readonly Touch[], heading: Heading, isNear: IsNear): EqualLevel[] {
  const groups: Touch[][] = [];
  for (const touch of touches.toSorted((a, b) => heading.beyond(b.price, a.price))) {
    const group = groups.at(-1);
    const outermost = group?.[0];
    if (group === undefined || outermost === undefined || !isNear(outermost.price, touch.price)) {
      groups.push([touch]);
    } else {
      group.push(touch);
    }
  }
  const levels = groups.flatMap((group) => levelOf(group) ?? []);
  return levels.sort((a, b) => a.barsAgo - b.barsAgo);
}

/** @param touches Of one level, outermost first. */
export function levelOf(touches: readonly Touch[]): EqualLevel | undefined {
  const [outermost, ...others] = touches;
  const innermost = others.at(-1);
  if (outermost === undefined || innermost === undefined) return undefined;
  const {timeMs, barsAgo} = touches.reduce((a, b) => (b.barsAgo < a.barsAgo ? b : a));
  return {price: outermost.price, innerPrice: innermost.price, touches: touches.length, timeMs, barsAgo};
}
