import {getAverage} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod} from './definition.ts';
import {derived} from './derived.ts';
import {trueRanges} from './true-ranges.ts';

/**
 * The mean true range of the last `bars` bars over that of as many before them: below 1 the market calms down. Undefined where the price stood still before.
 */
export function atrChange(bars: number): StudyDefinition<number> {
  requirePeriod('the bars of atrChange', bars);
  return derived(`atrChange(${bars})`, trueRanges(2 * bars), (ranges) => {
    const before = getAverage(ranges.slice(0, bars));
    return before === 0 ? undefined : getAverage(ranges.slice(bars)) / before;
  });
}
