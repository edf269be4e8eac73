import type {Condition} from '../condition/condition-kind.ts';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../market/bar.ts';

/** A market that goes nowhere: up and down by equal steps, the same again after eight bars. */
const WAVE = [0, 0.5, 1, 0.5, 0, -0.5, -1, -0.5] as const;
/** Of the swing, beyond open and close. */
const WICK_SHARE = 0.25;

/** Holds as soon as the microstructure of the minutes is known, whatever it says. */
export const MINUTES_KNOWN: Condition = {
  any: ['stable', 'expanding', 'contracting'].map((is) => ({m1Volatility: {is}})),
};

export type MadeMarket = Readonly<{
  /** Around which it swings. */
  price: number;
  /** Furthest from it, price units. */
  swing: number;
}>;

/**
 * Closed bars of a made-up market, oldest first, the newest the last that has closed at `nowMs`. A bar is a function
 * of its own time: whoever asks later gets the same one. Aligned to UTC.
 */
export function madeBars(
  {price, swing}: MadeMarket,
  timeframe: Timeframe,
  {count, nowMs}: Readonly<{count: number; nowMs: number}>,
): readonly Bar[] {
  const lengthMs = TIMEFRAME_MS[timeframe];
  const end = Math.floor(nowMs / lengthMs);
  const at = (index: number) => price + swing * (WAVE[index % WAVE.length] ?? 0);
  return Array.from({length: count}, (_, place): Bar => {
    const index = end - count + place;
    const [open, close] = [at(index), at(index + 1)];
    const wick = swing * WICK_SHARE;
    return {
      timeMs: index * lengthMs,
      open,
      high: Math.max(open, close) + wick,
      low: Math.min(open, close) - wick,
      close,
      ticks: 20 + (index % WAVE.length),
    };
  });
}
