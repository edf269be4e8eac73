import type {StudyDefinition} from '../study/study.ts';
import {closesOf} from './closes.ts';
import {requirePeriod, windowed} from './definition.ts';

/**
 * How many standard deviations (of the population) the newest close is above the mean of the last `lookback`
 * closes, itself among them; below zero when under it. Undefined while all of them are the same.
 */
export function zScore(lookback: number): StudyDefinition<number> {
  requirePeriod('the lookback of zScore', lookback, 2);
  return windowed(`zScore(${lookback})`, lookback, (bars) => {
    const {newest, mean, deviation} = closesOf(bars);
    return deviation === 0 ? undefined : (newest - mean) / deviation;
  });
}
