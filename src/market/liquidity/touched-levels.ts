import type {BarWindow} from '../structure/bar-window.ts';
import type {Heading} from '../structure/heading.ts';
import {type EqualLevel, equalTouches, levelOf, type Touch} from './clusters.ts';
import type {IsNear} from './tolerance.ts';

/** A bar that goes so many ATR(14) beyond a level has taken what rested there. */
export const PIERCE_ATR = 0.1;

/** Touches of an extreme are at least so many bars apart, and the extreme is at least so old. */
const TOUCH_GAP_BARS = 3;

/** Bars that are looked at, and the way that leads to the level: up to highs, down to lows. */
type Looked = Readonly<{window: BarWindow; heading: Heading; windowBars: number; isNear: IsNear}>;

/** Whether a bar trades beyond a level by at least 0.1 of its ATR(14). */
export function isPierced(
  level: number,
  heading: Heading,
  {price, atr}: Readonly<{price: number; atr: number | undefined}>,
): boolean {
  const depth = heading.beyond(price, level);
  return atr !== undefined && depth > 0 && depth >= PIERCE_ATR * atr;
}

/**
 * Equal swings beyond which orders still rest: a swing counts as long as nothing later was traded beyond it further
 * than the tolerance, and the level as long as no bar since its newest swing pierced it.
 */
export function standingLevels(swings: readonly Touch[], looked: Looked): readonly EqualLevel[] {
  const {window, heading, isNear} = looked;
  const furthestAfter = furthestAfterBars(looked);
  const standing = swings.filter(({price, barsAgo}) => {
    const furthest = furthestAfter[barsAgo];
    // Undefined: it is older than the window.
    if (furthest === undefined) return false;
    return heading.beyond(furthest, price) <= 0 || isNear(furthest, price);
  });
  return equalTouches(standing, heading, isNear).filter((level) => {
    for (let index = window.size - level.barsAgo; index < window.size; index++) {
      const bar = {price: heading.front(window.bar(index)), atr: window.atr(index)};
      if (isPierced(level.price, heading, bar)) return false;
    }
    return true;
  });
}

/** By `barsAgo` of a bar: how far the price went after it; undefined after the newest bar. */
function furthestAfterBars({window, heading, windowBars}: Looked): readonly (number | undefined)[] {
  const furthest: (number | undefined)[] = [];
  let sofar: number | undefined;
  for (let barsAgo = 0; barsAgo < windowBars; barsAgo++) {
    furthest.push(sofar);
    const price = heading.front(window.bar(window.size - 1 - barsAgo));
    if (sofar === undefined || heading.beyond(price, sofar) > 0) sofar = price;
  }
  return furthest;
}

/**
 * The extreme of the window as a level, where the market came near it at least twice and has left it.
 *
 * Touches are counted from the newest back, each at least three bars before the one counted last. The extreme itself
 * is at least three bars old, as a turn has to be.
 */
export function touchedExtreme(looked: Looked): EqualLevel | undefined {
  const {window, heading, isNear} = looked;
  const extreme = newestExtreme(looked);
  if (extreme === undefined || extreme.barsAgo < TOUCH_GAP_BARS) return undefined;
  const touches: Touch[] = [];
  for (let barsAgo = 0; barsAgo < looked.windowBars; barsAgo++) {
    const index = window.size - 1 - barsAgo;
    const price = heading.front(window.bar(index));
    const last = touches.at(-1)?.barsAgo ?? Number.NEGATIVE_INFINITY;
    if (barsAgo - last >= TOUCH_GAP_BARS && isNear(extreme.price, price)) {
      touches.push({price, ...window.moment(index)});
    }
  }
  const level = levelOf(touches.sort((a, b) => heading.beyond(b.price, a.price)));
  return level && {...level, price: extreme.price};
}

function newestExtreme({window, heading, windowBars}: Looked): Touch | undefined {
  let extreme: Touch | undefined;
  for (let index = window.size - windowBars; index < window.size; index++) {
    const price = heading.front(window.bar(index));
    if (extreme === undefined || heading.beyond(price, extreme.price) >= 0) {
      extreme = {price, ...window.moment(index)};
    }
  }
  return extreme;
}
