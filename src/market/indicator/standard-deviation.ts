import type {StudyDefinition} from '../study/study.ts';
import {closesOf} from './closes.ts';
import {requirePeriod, windowed} from './definition.ts';

/** Standard deviation of the last `period` closes, of the population, in price units. */
export function standardDeviation(period: number): StudyDefinition<number> {
  requirePeriod('the period of standardDeviation', period);
  return windowed(`standardDeviation(${period})`, period, (bars) => closesOf(bars).deviation);
}
