import {withoutNoise} from '../price.ts';
import type {StudyDefinition} from '../study/study.ts';
import {requirePeriod} from './definition.ts';
import {derived} from './derived.ts';
import {trueRanges} from './true-ranges.ts';

/** Shares of true ranges: 0.3 is 30 %. */
export type VolatilityRecoil = Readonly<{
  /** How far the smallest true range was below the one before it. */
  drop: number;
  /** How far the newest is above the smallest; infinite where that is 0 and the newest is not. */
  rise: number;
}>;

/**
 * A collapse of the true range, and its return: the smallest of
 * the last `bars` ranges but the first. Where several are as small, that with the steepest drop.
 */
export function volatilityRecoil(bars: number): StudyDefinition<VolatilityRecoil> {
  requirePeriod('the bars of volatilityRecoil', bars, 2);
  return derived(`volatilityRecoil(${bars})`, trueRanges(bars), (ranges) => {
    const newest = ranges.at(-1) ?? Number.NaN;
    const least = Math.min(...ranges.slice(1));
    const before = Math.max(...ranges.filter((_, index) => ranges[index + 1] === least));
    return {
      drop: before === 0 ? 0 : withoutNoise(1 - least / before, 1),
      rise: least === 0 ? (newest === 0 ? 0 : Number.POSITIVE_INFINITY) : withoutNoise(newest / least - 1, 1),
    };
  });
}
