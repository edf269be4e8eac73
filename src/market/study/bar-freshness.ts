import {TIMEFRAME_MS, type Timeframe} from '../bar.ts';
import type {MarketHours} from '../session/market-hours.ts';

/** After the end of a bar: time for the quote that closes the next one. */
const GRACE_MS = 5000;

/**
 * How fresh the newest closed bar is.
 *
 * | state | its age, in time in which the market was open                        |
 * | ----- | --------------------------------------------------------------------- |
 * | fresh | at most two bars: the next one has not had to close yet                |
 * | late  | five seconds more: nothing is wrong yet                                |
 * | stale | longer: bars are missing, and what they would have said is not known   |
 */
export type BarFreshness = 'fresh' | 'late' | 'stale';

/**
 * @param barTimeMs When the newest closed bar began.
 * @param atMs By the clock that stamps the bars: the time of the quote in hand.
 * @param hours Undefined: the market never closes.
 */
export function barFreshness(
  timeframe: Timeframe,
  barTimeMs: number,
  atMs: number,
  hours: MarketHours | undefined,
): BarFreshness {
  const freshMs = 2 * TIMEFRAME_MS[timeframe];
  const ageMs = atMs - barTimeMs;
  if (ageMs <= freshMs) return 'fresh';
  const openMs = hours?.openMs(barTimeMs, atMs) ?? ageMs;
  if (openMs <= freshMs) return 'fresh';
  return openMs <= freshMs + GRACE_MS ? 'late' : 'stale';
}
