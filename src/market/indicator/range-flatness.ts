import {getAverage, getStandardDeviation} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod} from './definition.ts';
import {derived} from './derived.ts';
import {trueRanges} from './true-ranges.ts';

/** How small and how even the true ranges of some bars are. */
export type RangeFlatness = Readonly<{
  /** The widest of them, price units. */
  widest: number;
  /** Their standard deviation (of the population) over their mean; 0 where nothing moved. */
  unevenness: number;
}>;

/** Of the last `bars` bars. */
export function rangeFlatness(bars: number): StudyDefinition<RangeFlatness> {
  requirePeriod('the bars of rangeFlatness', bars);
  return derived(`rangeFlatness(${bars})`, trueRanges(bars), (ranges) => {
    const mean = getAverage([...ranges]);
    const deviation = getStandardDeviation([...ranges], mean);
    return {widest: Math.max(...ranges), unevenness: mean === 0 ? 0 : deviation / mean};
  });
}
