import type {StudyDefinition} from '../study/study.ts';
import {closesOf} from './closes.ts';
import {requirePeriod, windowed} from './definition.ts';

/** All in price units. */
export type BollingerBands = Readonly<{
  middle: number;
  upper: number;
  lower: number;
  /** Upper − lower: twice the standard deviations asked for. */
  width: number;
}>;

/** The mean of the last `period` closes, and so many standard deviations of theirs (of the population) around it. */
export function bollinger(period: number, deviations: number): StudyDefinition<BollingerBands> {
  requirePeriod('the period of bollinger', period);
  if (!(Number.isFinite(deviations) && deviations > 0)) {
    throw new Error(`Invariant: bollinger has bands above zero deviations away, and ${deviations} was asked`);
  }
  return windowed(`bollinger(${period},${deviations})`, period, (bars) => {
    const {mean, deviation} = closesOf(bars);
    const away = deviations * deviation;
    return {middle: mean, upper: mean + away, lower: mean - away, width: 2 * away};
  });
}
