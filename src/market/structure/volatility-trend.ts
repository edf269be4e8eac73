import {median, stateOfRatio, type VolatilityState} from '../indicator/volatility-state.ts';
import type {BarWindow} from './bar-window.ts';

/** Bars whose ATR makes the usual one. */
const USUAL_BARS = 50;

/**
 * How the ATR(14) of the newest bar stands to the median of those of the last 50 bars; undefined while the window
 * has no ATR.
 */
export function volatilityTrend(window: BarWindow): VolatilityState | undefined {
  const atrs: number[] = [];
  for (let index = Math.max(0, window.size - USUAL_BARS); index < window.size; index++) {
    const atr = window.atr(index);
    if (atr !== undefined) atrs.push(atr);
  }
  const now = atrs.at(-1);
  return now === undefined ? undefined : stateOfRatio(now / median(atrs));
}
