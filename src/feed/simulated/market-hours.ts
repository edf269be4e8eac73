import {hashedChance} from './hashed-chance.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1970 began on a Thursday: Friday 21:00 UTC, when the market closes. */
const FIRST_CLOSE_MS = DAY_MS + 21 * HOUR_MS;
/** To Sunday 22:00 UTC. */
const WEEKEND_MS = 49 * HOUR_MS;

const STALL_EVERY_MS = 10 * 60_000;
const STALL_CHANCE = 0.15;
const STALL_MS_MIN = 3000;
const STALL_MS_MAX = 20_000;

const STREAMS = {stall: 910, stallStart: 911, stallLength: 912} as const;

/** A time without quotes. */
export type Silence = Readonly<{fromMs: number; toMs: number}>;

/** The weekend that contains the moment, or undefined. */
export function weekendAt(timeMs: number): Silence | undefined {
  const fromMs = FIRST_CLOSE_MS + weekOf(timeMs) * WEEK_MS;
  return timeMs < fromMs + WEEKEND_MS ? {fromMs, toMs: fromMs + WEEKEND_MS} : undefined;
}

/** Number of the market's week. A new one begins with the weekend. */
export function weekOf(timeMs: number): number {
  return Math.floor((timeMs - FIRST_CLOSE_MS) / WEEK_MS);
}

/** The stall that contains the moment, or undefined: some seconds in which a symbol's feed hangs. */
export function stallAt(seed: number, timeMs: number): Silence | undefined {
  const slot = Math.floor(timeMs / STALL_EVERY_MS);
  if (hashedChance(seed, STREAMS.stall, slot) >= STALL_CHANCE) return undefined;
  const lengthMs =
    STALL_MS_MIN + hashedChance(seed, STREAMS.stallLength, slot) * (STALL_MS_MAX - STALL_MS_MIN);
  const fromMs =
    slot * STALL_EVERY_MS + hashedChance(seed, STREAMS.stallStart, slot) * (STALL_EVERY_MS - STALL_MS_MAX);
  return timeMs >= fromMs && timeMs < fromMs + lengthMs ? {fromMs, toMs: fromMs + lengthMs} : undefined;
}
