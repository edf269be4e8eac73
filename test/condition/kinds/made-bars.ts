import {type Bar, TIMEFRAME_MS} from '../../../src/market/bar.ts';

/** 2024-05-06T08:00Z, a Monday. */
const START_MS = Date.UTC(2024, 4, 6, 8);

function minute(index: number, values: Partial<Bar>): Bar {
  const {close = 100, open = close, ticks = 100} = values;
  const {high = Math.max(open, close), low = Math.min(open, close)} = values;
  return {timeMs: START_MS + index * TIMEFRAME_MS.M1, open, high, low, close, ticks};
}

/** One-minute bars that close so, each between its two neighbours' closes. */
export function barsOfCloses(closes: readonly number[]): Bar[] {
  return closes.map((close, index) => minute(index, {close, open: closes[index - 1] ?? close}));
}

/** One-minute bars about 100 with these true ranges; a bar before them gives the first one its range. */
export function barsOfRanges(ranges: readonly number[]): Bar[] {
  return [0, ...ranges].map((range, index) => minute(index, {high: 100 + range / 2, low: 100 - range / 2}));
}

/** One-minute bars of so many quotes each. */
export function barsOfTicks(ticks: readonly number[]): Bar[] {
  return ticks.map((count, index) => minute(index, {ticks: count}));
}

/** One-minute bars that are given as open, high, low and close. */
export function barsOfRows(
  rows: readonly (readonly [open: number, high: number, low: number, close: number])[],
): Bar[] {
  return rows.map(([open, high, low, close], index) => minute(index, {open, high, low, close}));
}

/** Each of the values so many times. */
export function repeated(count: number, ...values: readonly number[]): number[] {
  return Array.from({length: count}, () => values).flat();
}
