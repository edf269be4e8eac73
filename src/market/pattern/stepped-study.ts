import type {Bar, Timeframe} from '../bar.ts';
import {BARS_NEEDED_MAX} from '../indicator/definition.ts';
import type {StudyDefinition} from '../study/study.ts';

/**
 * A study that says after each bar what its step makes of it: for those that are made of other studies, or remember
 * what happened a bounded number of bars ago.
 *
 * @param begin Gives the step of a fresh study.
 */
export function steppedStudy<Result>(
  key: string,
  barsNeeded: number,
  begin: (timeframe: Timeframe) => (bar: Bar) => Result | undefined,
): StudyDefinition<Result> {
  if (barsNeeded > BARS_NEEDED_MAX) {
    throw new Error(`Invariant: ${key} needs ${barsNeeded} bars, and ${BARS_NEEDED_MAX} are kept`);
  }
  return {
    key,
    barsNeeded,
    create: (timeframe) => {
      const step = begin(timeframe);
      let result: Result | undefined;
      return {
        add: (bar) => {
          result = step(bar);
        },
        get result() {
          return result;
        },
      };
    },
  };
}
