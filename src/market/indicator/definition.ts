import type {Bar} from '../bar.ts';
import {Anchored} from '../study/anchored.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {RecomputedStudy} from './recomputed-study.ts';

/** What no definition may look back beyond, in bars. */
export const BARS_NEEDED_MAX = 1200;

/**
 * An indicator of the last `size` bars, computed from all of them at each bar.
 *
 * @param compute Takes `size` bars, oldest first; undefined where they have no answer.
 */
export function windowed<Result>(
  key: string,
  size: number,
  compute: (bars: readonly Bar[]) => Result | undefined,
): StudyDefinition<Result> {
  return {key, barsNeeded: checkedBars(key, size), create: () => new RecomputedStudy(size, compute)};
}

/** An indicator that remembers all bars since it began, and is begun anew at every anchor; see `Anchored`. */
export function anchored<Result>(
  key: string,
  settleBars: number,
  fresh: () => Study<Result>,
): StudyDefinition<Result> {
  return {
    key,
    barsNeeded: checkedBars(key, 2 * settleBars),
    create: (timeframe) => new Anchored(timeframe, settleBars, fresh),
  };
}

/** Parameters are checked where plans are read; what comes here wrong is a defect. */
export function requirePeriod(name: string, bars: number, least = 1): void {
  if (!Number.isSafeInteger(bars) || bars < least) {
    throw new Error(`Invariant: ${name} is a whole number from ${least}, and was ${bars}`);
  }
}

function checkedBars(key: string, bars: number): number {
  if (bars <= BARS_NEEDED_MAX) return bars;
  throw new Error(`Invariant: ${key} needs ${bars} bars, and ${BARS_NEEDED_MAX} are kept`);
}
