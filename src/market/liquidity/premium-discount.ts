import {requirePeriod, windowed} from '../indicator/definition.ts';
import type {StudyDefinition} from '../study/study.ts';

/** From and to, as position in the range; both ends belong to it. */
export type PositionBand = Readonly<{from: number; to: number}>;
export const DISCOUNT: PositionBand = {from: 0.21, to: 0.38};
export const PREMIUM: PositionBand = {from: 0.62, to: 0.79};

export type PremiumDiscount = Readonly<{
  /** Where the newest close is in the range: 0 at its low, which is cheap, to 1 at its high, which is dear. */
  position: number;
  high: number;
  low: number;
  timeMs: number;
}>;

/**
 * Where the price stands in the range of the last closed bars.
 *
 * @returns No result where all bars are one price: there is no range to stand in.
 */
export function premiumDiscount(bars = 50): StudyDefinition<PremiumDiscount> {
  requirePeriod('the range of premiumDiscount', bars);
  return windowed(`premiumDiscount(${bars})`, bars, (window) => {
    const newest = window.at(-1);
    const high = Math.max(...window.map((bar) => bar.high));
    const low = Math.min(...window.map((bar) => bar.low));
    if (newest === undefined || high === low) return undefined;
    return {position: (newest.close - low) / (high - low), high, low, timeMs: newest.timeMs};
  });
}
