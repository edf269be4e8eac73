import {getAverage} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod, windowed} from './definition.ts';
import {trueRange} from './true-range.ts';

/**
 * Average true range, in price units: the simple mean of the last `period` true ranges, each of which needs the
 * close before it. Not Wilder's smoothed one: levels in plans are multiples of the simple one.
 */
export function atr(period: number): StudyDefinition<number> {
  requirePeriod('the period of atr', period);
  return windowed(`atr(${period})`, period + 1, (bars) => {
    return getAverage(
      bars.flatMap((bar, index) => {
        const previous = bars[index - 1];
        return previous === undefined ? [] : [trueRange(bar, previous)];
      }),
    );
  });
}
