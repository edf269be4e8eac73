import {steppedStudy} from '../pattern/stepped-study.ts';
import type {StudyDefinition} from '../study/study.ts';

export type PreviousDay = Readonly<{
  high: number;
  low: number;
  close: number;
  /** Open time of its bar: the broker's midnight, where the market was open then. */
  timeMs: number;
}>;

/**
 * High and low of the day that closed last, by the broker's clock: of the day bars alone, so `create` takes D1 only.
 *
 * On a Monday that is what the broker draws last before it: Friday, or a short Sunday where there is one.
 */
export function previousDay(): StudyDefinition<PreviousDay> {
  return steppedStudy('previousDay', 1, (timeframe) => {
    if (timeframe !== 'D1') {
      throw new Error(`Invariant: the previous day is a day bar, and this is ${timeframe}`);
    }
    return ({high, low, close, timeMs}) => ({high, low, close, timeMs});
  });
}
