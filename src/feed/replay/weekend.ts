import type {Zone} from '../../market/zone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 3 January 1970 was a Saturday. */
const FIRST_SATURDAY = 2;
const CLOSING_HOUR = 17;

/** A time without quotes, by any clock: the last before it and the first after it, in ms since 1970. */
export type Closure = Readonly<{endMs: number; startMs: number}>;

/** When currencies close and open: 17:00 on Friday and on Sunday in New York. Epoch ms UTC. */
export type Weekend = Readonly<{closesMs: number; opensMs: number}>;

/** Longer ones are holes in the recording, or holidays: they say nothing about a weekend. */
export const WEEKEND_MS_MAX = 100 * HOUR_MS;

/** The weekend whose Saturday noon in New York lies in the closure (by UTC), or undefined. */
export function weekendIn({endMs, startMs}: Closure, newYork: Zone): Weekend | undefined {
  if (startMs - endMs > WEEKEND_MS_MAX) return undefined;
  const middleMs = (endMs + startMs) / 2;
  const localDays = (middleMs + newYork.offsetMs(middleMs)) / DAY_MS;
  const saturday = FIRST_SATURDAY + 7 * Math.round((localDays - FIRST_SATURDAY - 0.5) / 7);
  const noonMs = newYork.toUtcMs(saturday * DAY_MS + 12 * HOUR_MS);
  if (noonMs < endMs || noonMs > startMs) return undefined;
  return {
    closesMs: newYork.toUtcMs((saturday - 1) * DAY_MS + CLOSING_HOUR * HOUR_MS),
    opensMs: newYork.toUtcMs((saturday + 1) * DAY_MS + CLOSING_HOUR * HOUR_MS),
  };
}
