import {getTrueRange} from 'trading-signals';
import type {Bar} from '../bar.ts';

/**
 * How far the price went since the bar before closed: the greatest of high − low, |high − its close| and
 * |low − its close|, in price units. A bar without one before it has no true range.
 */
export function trueRange(bar: Pick<Bar, 'high' | 'low' | 'close'>, previous: Pick<Bar, 'close'>): number {
  return getTrueRange(bar, previous.close);
}
