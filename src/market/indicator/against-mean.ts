import {getAverage} from 'trading-signals';
import {withoutNoise} from '../price.ts';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod} from './definition.ts';
import {derived} from './derived.ts';
import {history} from './history.ts';

/**
 * What a measure says now over the mean of what it said after each of the `bars` bars before. Undefined where that mean is 0.
 */
export function againstMean(of: StudyDefinition<number>, bars: number): StudyDefinition<number> {
  requirePeriod('the bars of againstMean', bars);
  return derived(`againstMean(${of.key},${bars})`, history(of, bars + 1), (values) => {
    const mean = getAverage(values.slice(0, bars));
    if (mean === 0) return undefined;
    const ratio = (values.at(-1) ?? Number.NaN) / mean;
    return withoutNoise(ratio, ratio);
  });
}
