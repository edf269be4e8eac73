import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';

/** Open, high, low, close and, where they matter, ticks. */
export type Row = readonly [open: number, high: number, low: number, close: number, ticks?: number];

export const MINUTE_MS = TIMEFRAME_MS.M1;

/** 2024-05-06T08:00Z, a Monday. */
export const START_MS = Date.UTC(2024, 4, 6, 8);

/** A bar a minute. */
export function barsOf(rows: readonly Row[]): Bar[] {
  return rows.map(([open, high, low, close, ticks = 100], index) => ({
    timeMs: START_MS + index * MINUTE_MS,
    open,
    high,
    low,
    close,
    ticks,
  }));
}

/** Rows that close where the next opens, with wicks of `wick` on both sides; the first opens at the first price. */
export function rowsThrough(closes: readonly number[], wick = 0): Row[] {
  return closes.slice(1).map((close, index): Row => {
    const open = closes[index] ?? close;
    return [open, Math.max(open, close) + wick, Math.min(open, close) - wick, close];
  });
}

/** What a fresh study says after these bars. */
export function studied<Result>(
  definition: StudyDefinition<Result>,
  bars: readonly Bar[],
  timeframe: Timeframe = 'M1',
): Result | undefined {
  const study = definition.create(timeframe);
  for (const bar of bars) study.add(bar);
  return study.result;
}

/** The same as `studied`, of a result that must be there. */
export function known<Result>(
  definition: StudyDefinition<Result>,
  bars: readonly Bar[],
  timeframe?: Timeframe,
): Result {
  const result = studied(definition, bars, timeframe);
  if (result === undefined) throw new Error(`${definition.key} says nothing of ${bars.length} bars`);
  return result;
}

/** Highs become lows and the way up the way down; exact for prices on a grid of 1/1024 below the constant. */
export function mirrored(bars: readonly Bar[], constant = 4096): Bar[] {
  return bars.map(({timeMs, open, high, low, close, ticks}) => ({
    timeMs,
    open: constant - open,
    high: constant - low,
    low: constant - high,
    close: constant - close,
    ticks,
  }));
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A random walk on a grid of 1/1024 around 2048: calm and wild spells, price gaps, missing minutes, flat bars.
 */
export function walk(seed: number, count: number): Bar[] {
  const roll = dice(seed);
  const grid = (value: number) => Math.round(value * 1024) / 1024;
  const bars: Bar[] = [];
  let price = 2048;
  let timeMs = START_MS;
  let spread = 0.5;
  for (let index = 0; index < count; index++) {
    if (roll() < 0.03) spread = 2 ** -Math.floor(roll() * 4);
    if (roll() < 0.05) price = grid(price + (roll() - 0.5) * 4 * spread);
    timeMs += roll() < 0.02 ? Math.floor(roll() * 3000) * MINUTE_MS : MINUTE_MS;
    const open = price;
    const isFlat = roll() < 0.03;
    const close = isFlat ? open : grid(open + (roll() - 0.5) * 2 * spread);
    const wick = () => (isFlat ? 0 : grid(roll() * roll() * spread));
    const high = Math.max(open, close) + wick();
    const low = Math.min(open, close) - wick();
    bars.push({timeMs, open, high, low, close, ticks: Math.floor(roll() * 300)});
    price = close;
  }
  return bars;
}
