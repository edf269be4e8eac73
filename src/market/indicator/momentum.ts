import {getAverage, getPercentageChange} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod, windowed} from './definition.ts';

/** How the close changed from bar to bar, over a number of changes. */
export type Momentum = Readonly<{
  /** The newest close less that before the first change, in price units. */
  change: number;
  /** Of the changes, those upwards; 0 to 1. What neither rises nor falls stood still. */
  risingShare: number;
  fallingShare: number;
  /** Mean of the changes, each in percent of the close before it. */
  meanPercent: number;
  /** The same of the older and of the newer half; of an odd number the middle one is in neither. */
  earlierMeanPercent: number;
  recentMeanPercent: number;
}>;

/** The last `bars` changes of the close. */
export function momentum(bars: number): StudyDefinition<Momentum> {
  requirePeriod('the bars of momentum', bars, 2);
  return windowed(`momentum(${bars})`, bars + 1, (window) => {
    const steps = stepsOf(window);
    const percents = steps.map(([from, to]) => getPercentageChange(from, to));
    const half = Math.floor(bars / 2);
    const [first, last] = [window[0]?.close ?? Number.NaN, window.at(-1)?.close ?? Number.NaN];
    return {
      change: last - first,
      risingShare: steps.filter(([from, to]) => to > from).length / bars,
      fallingShare: steps.filter(([from, to]) => to < from).length / bars,
      meanPercent: getAverage(percents),
      earlierMeanPercent: getAverage(percents.slice(0, half)),
      recentMeanPercent: getAverage(percents.slice(bars - half)),
    };
  });
}

function stepsOf(bars: readonly Bar[]): (readonly [from: number, to: number])[] {
  return bars.flatMap(({close}, index) => {
    const previous = bars[index - 1];
    return previous === undefined ? [] : [[previous.close, close] as const];
  });
}
