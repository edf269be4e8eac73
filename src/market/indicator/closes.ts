import {getAverage, getStandardDeviation} from 'trading-signals';
import type {Bar} from '../bar.ts';

/** Of the closes of some bars, all in price units. */
export type Closes = Readonly<{
  newest: number;
  mean: number;
  /** Of the population: the sum of squares is divided by the number of bars. */
  deviation: number;
}>;

/**
 * Mean and standard deviation of the closes of at least one bar, oldest first.
 *
 * They are counted from the newest close: differences of prices that are near each other are exact, so that a market
 * that stands still has a deviation of 0 and not the rounding errors of its price.
 */
export function closesOf(bars: readonly Bar[]): Closes {
  const newest = bars.at(-1)?.close ?? Number.NaN;
  const distances = bars.map(({close}) => close - newest);
  const mean = getAverage(distances);
  return {newest, mean: newest + mean, deviation: getStandardDeviation(distances, mean)};
}
