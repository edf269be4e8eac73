import {withoutNoise} from '../price.ts';
import type {StudyDefinition} from '../study/study.ts';
import {windowed} from './definition.ts';
import {history} from './history.ts';
import {trueRange} from './true-range.ts';

/** The true range of the last bar; price units, as a decimal: it is compared with levels. */
export const NEWEST_TRUE_RANGE: StudyDefinition<number> = windowed('trueRange', 2, ([previous, bar]) =>
  previous === undefined || bar === undefined
    ? undefined
    : withoutNoise(trueRange(bar, previous), Math.max(bar.high, previous.close)),
);

/** Those of the last `count` bars, oldest first. */
export function trueRanges(count: number): StudyDefinition<readonly number[]> {
  return history(NEWEST_TRUE_RANGE, count);
}
