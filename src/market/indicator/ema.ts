import {EMA} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {anchored, requirePeriod} from './definition.ts';
import {LibraryStudy} from './library-study.ts';

/**
 * Exponential moving average of the closes, in price units: each counts 2 / (period + 1), and the mean so far the
 * rest. It is seeded with the first close, and answers from the `period`-th bar.
 *
 * Settles in 3 · period bars: (1 − 2 / (period + 1))^(3 · period) < e⁻⁶ = 0.25 % is then left of the difference
 * between the seed and the mean of what came before it.
 *
 * @param period 1 to 200.
 */
export function ema(period: number): StudyDefinition<number> {
  requirePeriod('the period of ema', period);
  return anchored(`ema(${period})`, 3 * period, () => new LibraryStudy(new EMA(period)));
}
