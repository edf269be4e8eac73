import {hashedChance} from './hashed-chance.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const HALF_HOUR_MS = 30 * MINUTE_MS;
/** Around 22:00 UTC banks roll positions over and hardly quote. */
const ROLL_OVER_MS = 22 * 60 * MINUTE_MS;
const ROLL_OVER_HALF_MS = 10 * MINUTE_MS;
const ROLL_OVER_FACTOR = 4;

const NEWS_CHANCE = 0.1;
const NEWS_MS = 4 * MINUTE_MS;
const NEWS_FACTOR = 3;

const STREAMS = {news: 920, wobble: 921} as const;

/** By how much the usual spread is widened at a moment; from 0.9 on. */
export function spreadFactor(seed: number, timeMs: number): number {
  // The wobble lasts a second, so that the spread does not flicker with every tick.
  const wobble = 0.9 + 0.3 * hashedChance(seed, STREAMS.wobble, Math.floor(timeMs / 1000));
  return wobble * Math.max(rollOverFactor(timeMs), newsFactor(seed, timeMs));
}

function rollOverFactor(timeMs: number): number {
  const timeOfDay = timeMs - Math.floor(timeMs / DAY_MS) * DAY_MS;
  const share = 1 - Math.abs(timeOfDay - ROLL_OVER_MS) / ROLL_OVER_HALF_MS;
  return share <= 0 ? 1 : 1 + (ROLL_OVER_FACTOR - 1) * share;
}

/** News come on the half hour, and calm down in a few minutes. */
function newsFactor(seed: number, timeMs: number): number {
  const slot = Math.floor(timeMs / HALF_HOUR_MS);
  const share = 1 - (timeMs - slot * HALF_HOUR_MS) / NEWS_MS;
  if (share <= 0 || hashedChance(seed, STREAMS.news, slot) >= NEWS_CHANCE) return 1;
  return 1 + (NEWS_FACTOR - 1) * share;
}
