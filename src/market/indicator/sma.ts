import type {StudyDefinition} from '../study/study.ts';
import {closesOf} from './closes.ts';
import {requirePeriod, windowed} from './definition.ts';

/** Simple moving average of the last `period` closes, in price units. */
export function sma(period: number): StudyDefinition<number> {
  requirePeriod('the period of sma', period);
  return windowed(`sma(${period})`, period, (bars) => closesOf(bars).mean);
}
