import {getMedian} from 'trading-signals';
import type {StudyDefinition} from '../study/study.ts';
import {atr} from './atr.ts';
import {derived} from './derived.ts';
import {history} from './history.ts';

export const VOLATILITY_STATES = ['expanding', 'stable', 'contracting'] as const;
export type VolatilityState = (typeof VOLATILITY_STATES)[number];

/** How much the price moves, against what was usual. */
export type VolatilityLevel = Readonly<{
  state: VolatilityState;
  /** ATR(14) over its median; exactly 0.8 and exactly 1.2 are stable. */
  ratio: number;
}>;

/** In 50 bars there are so many windows of the 15 that an ATR(14) takes. */
const WINDOWS = 36;
const CONTRACTING_BELOW = 0.8;
const EXPANDING_ABOVE = 1.2;

/**
 * ATR(14) against the median of the rolling ATR(14) over the last 50 bars.
 * Undefined where the price stood still for most of them.
 */
export function volatilityState(): StudyDefinition<VolatilityLevel> {
  return derived('volatilityState', history(atr(14), WINDOWS), (atrs) => {
    const usual = median(atrs);
    if (usual === 0) return undefined;
    const ratio = (atrs.at(-1) ?? Number.NaN) / usual;
    return {state: stateOfRatio(ratio), ratio};
  });
}

/** The middle of them, or the mean of both middles. */
export function median(values: readonly number[]): number {
  // The library's takes them in order of size.
  return getMedian(values.toSorted((a, b) => a - b));
}

/** @param ratio ATR(14) over its median. */
export function stateOfRatio(ratio: number): VolatilityState {
  if (ratio < CONTRACTING_BELOW) return 'contracting';
  return ratio > EXPANDING_ABOVE ? 'expanding' : 'stable';
}
