import {getAverage, getStandardDeviation} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod, windowed} from './definition.ts';

/** Tick volumes: numbers of quotes. */
export type TickVolume = Readonly<{
  newest: number;
  /** Mean of the bars before it. */
  mean: number;
  /** Their standard deviation, of the population. */
  deviation: number;
}>;

/** The volume of the newest bar, and the usual one of the `lookback` bars before it. */
export function tickVolume(lookback: number): StudyDefinition<TickVolume> {
  requirePeriod('the lookback of tickVolume', lookback);
  return windowed(`tickVolume(${lookback})`, lookback + 1, (bars) => {
    const before = bars.slice(0, -1).map(({ticks}) => ticks);
    const mean = getAverage(before);
    return {newest: bars.at(-1)?.ticks ?? Number.NaN, mean, deviation: getStandardDeviation(before, mean)};
  });
}
