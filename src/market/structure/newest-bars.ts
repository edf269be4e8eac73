import {requirePeriod, windowed} from '../indicator/definition.ts';
import type {Bar} from '../bar.ts';
import type {StudyDefinition} from '../study/study.ts';

/** The last closed bars themselves, oldest first, for a rule that looks at them together with another timeframe. */
export function newestBars(count: number): StudyDefinition<readonly Bar[]> {
  requirePeriod('the count of newestBars', count);
  return windowed(`newestBars(${count})`, count, (bars) => [...bars]);
}
