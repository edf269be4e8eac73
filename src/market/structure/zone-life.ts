import type {BarWindow, Moment} from './bar-window.ts';
import type {Heading, PriceRange} from './heading.ts';

/** A zone that gives way: a close so much beyond its far edge, in ATR(14) of that bar. */
const FAILURE_ATR = 0.1;

export type Retests = Readonly<{
  /** First bars of the visits, newest first: bars whose range reached into the zone after one that did not. */
  retests: readonly Moment[];
  /** Whether the bar closed last is in the zone. */
  isRetesting: boolean;
}>;

/** The first bar after `afterIndex` that closes through a zone which holds along `heading`: below support. */
export function failureIndex(
  window: BarWindow,
  heading: Heading,
  {zone, afterIndex}: Readonly<{zone: PriceRange; afterIndex: number}>,
): number | undefined {
  for (let index = afterIndex + 1; index < window.size; index++) {
    const depth = heading.beyond(heading.rear(zone), window.bar(index).close);
    const atr = window.atr(index);
    if (atr !== undefined && depth > FAILURE_ATR * atr) return index;
  }
  return undefined;
}

/** Visits of the price to a zone after `afterIndex`; that bar itself has left the zone. */
export function retestsOf(window: BarWindow, zone: PriceRange, afterIndex: number): Retests {
  const retests: Moment[] = [];
  let isInside = false;
  for (let index = afterIndex + 1; index < window.size; index++) {
    const {low, high} = window.bar(index);
    const isTouching = low <= zone.high && high >= zone.low;
    if (isTouching && !isInside) retests.push(window.moment(index));
    isInside = isTouching;
  }
  return {retests: retests.reverse(), isRetesting: isInside};
}
