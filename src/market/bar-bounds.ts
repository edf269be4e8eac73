import {TIMEFRAME_MS, type Timeframe} from './bar.ts';
import type {Zone} from './zone.ts';

/** From its first instant to the first of the next, epoch ms UTC. */
export type BarBounds = Readonly<{startMs: number; endMs: number}>;

/**
 * Where the bar that contains an instant begins and ends.
 *
 * Bars up to an hour last equally long and are counted from the full hours of the broker's clock. H4
 * and D1 follow the clock on the broker's wall: a day begins at midnight and four-hour bars at 0, 4, 8…
 * o'clock, so one of them is an hour shorter or longer on a day on which the clock is set.
 */
export function barBounds(timeframe: Timeframe, timeMs: number, zone: Zone): BarBounds {
  const lengthMs = TIMEFRAME_MS[timeframe];
  const localMs = timeMs + zone.offsetMs(timeMs);
  const index = Math.floor(localMs / lengthMs);
  if (lengthMs <= TIMEFRAME_MS.H1) {
    const startMs = timeMs - (localMs - index * lengthMs);
    return {startMs, endMs: startMs + lengthMs};
  }
  return {startMs: zone.toUtcMs(index * lengthMs), endMs: zone.toUtcMs((index + 1) * lengthMs)};
}
