import {BarWindow, type Moment} from '../structure/bar-window.ts';
import {readSwings} from '../structure/swings.ts';
import type {M1Window} from './m1-window.ts';

/** Bars on each side; fewer than elsewhere, since minutes turn quickly. */
const SWING_BARS = 2;

/** Price and time of a swing. */
export type SwingLevel = Moment & Readonly<{price: number}>;

export type LastSwings = Readonly<{
  /** Newest first, at most 8. */
  highs: readonly SwingLevel[];
  lows: readonly SwingLevel[];
}>;

/** Strict swings of the window, two bars on each side; the newest is known two bars after it. */
export function lastSwings({bars}: Pick<M1Window, 'bars'>): LastSwings {
  const {highs, lows} = readSwings(new BarWindow(bars), SWING_BARS);
  return {highs: highs.map(levelOf), lows: lows.map(levelOf)};
}

function levelOf({price, timeMs, barsAgo}: SwingLevel): SwingLevel {
  return {price, timeMs, barsAgo};
}
