import {hashedChance} from './hashed-chance.ts';

export type Regime = 'trend' | 'range' | 'volatile';

const HOUR_MS = 3_600_000;
/** A regime lasts an hour or an equal part of one. */
const PARTS_OF_HOUR = [1, 1, 2, 4, 12];
const REGIMES: readonly Regime[] = ['trend', 'range', 'range', 'volatile'];
/** So long the market takes to change. */
const CHANGE_MS = 60_000;

/** How far the slow and the quick movements swing, as a multiple of the usual. */
export type Swing = Readonly<{slow: number; quick: number}>;

const SWINGS: Readonly<Record<Regime, Swing>> = {
  trend: {slow: 1.8, quick: 0.6},
  range: {slow: 0.6, quick: 0.8},
  volatile: {slow: 1.2, quick: 2.5},
};

const STREAMS = {parts: 900, regime: 901} as const;

/** Which regime rules at a moment, and since when. */
export function regimeAt(seed: number, timeMs: number): Readonly<{regime: Regime; sinceMs: number}> {
  const hour = Math.floor(timeMs / HOUR_MS);
  const parts = pick(PARTS_OF_HOUR, hashedChance(seed, STREAMS.parts, hour));
  const lengthMs = HOUR_MS / parts;
  const part = Math.floor((timeMs - hour * HOUR_MS) / lengthMs);
  const regime = pick(REGIMES, hashedChance(seed, STREAMS.regime, hour * 12 + part));
  return {regime, sinceMs: hour * HOUR_MS + part * lengthMs};
}

/** The swing at a moment; after a change of regime it goes over from the old one without a jump. */
export function swingAt(seed: number, timeMs: number): Swing {
  const {regime, sinceMs} = regimeAt(seed, timeMs);
  const swing = SWINGS[regime];
  const share = (timeMs - sinceMs) / CHANGE_MS;
  if (share >= 1) return swing;
  const before = SWINGS[regimeAt(seed, sinceMs - 1).regime];
  return {
    slow: before.slow + (swing.slow - before.slow) * share,
    quick: before.quick + (swing.quick - before.quick) * share,
  };
}

function pick<T>(items: readonly T[], chance: number): T {
  const item = items[Math.floor(chance * items.length)];
  if (item === undefined) throw new Error('Invariant: a chance lies in [0, 1)');
  return item;
}
