import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import type {Bar} from '../../../src/market/bar.ts';
import {type M1Window, m1Window} from '../../../src/market/microstructure/m1-window.ts';
import {testData} from '../../test-data.ts';

export const MINUTE_MS = 60_000;
/** A Monday, 06:40 UTC: 100 minutes later London opens. */
export const START_MS = Date.UTC(2026, 2, 2, 6, 40);

type Shape = Readonly<{open?: number; high?: number; low?: number; close: number; ticks?: number}>;

/** Bars of successive minutes; what is not given follows from the close before and the close. */
export function minutes(shapes: readonly (Shape | number)[], startMs = START_MS): readonly Bar[] {
  let before: number | undefined;
  return shapes.map((shape, index) => {
    const {close, ...given} = typeof shape === 'number' ? {close: shape} : shape;
    const open = given.open ?? before ?? close;
    before = close;
    const {high = Math.max(open, close), low = Math.min(open, close), ticks = 1} = given;
    return {timeMs: startMs + index * MINUTE_MS, open, high, low, close, ticks};
  });
}

/** So many minutes in which every true range is 1 and no bar stands out: an ATR of exactly 1 around `price`. */
export function quiet(count: number, price = 100): readonly Shape[] {
  return Array.from({length: count}, () => ({
    open: price,
    high: price + 0.5,
    low: price - 0.5,
    close: price,
  }));
}

/** The window of bars that are enough and move. */
export function windowOf(bars: readonly Bar[]): M1Window {
  const window = m1Window(bars);
  if (window === undefined) throw new Error('Invariant: a window needs 50 bars that move');
  return window;
}

/** A window of an ATR of our choice, for parts that measure with nothing else. */
export function windowWithAtr(bars: readonly Bar[], atr: number): M1Window {
  const newest = bars.at(-1);
  if (newest === undefined) throw new Error('Invariant: a window has bars');
  return {bars, newest, trueRanges: [], atrSum: 14 * atr};
}

/** The market upside down. */
export function mirrored(bars: readonly Bar[], around: number): readonly Bar[] {
  return bars.map(({open, high, low, close, ...rest}) => {
    return {...rest, open: around - open, high: around - low, low: around - high, close: around - close};
  });
}

/** The market in another unit of price. */
export function scaled(bars: readonly Bar[], factor: number): readonly Bar[] {
  return bars.map(({open, high, low, close, ...rest}) => {
    return {...rest, open: factor * open, high: factor * high, low: factor * low, close: factor * close};
  });
}

/** Walks in steps of 1/1024, so that sums, negations and multiples of prices are exact; with holes in time. */
export function walks(barsMin: number, barsMax: number): fc.Arbitrary<readonly Bar[]> {
  const step = fc.record({
    gap: fc.constantFrom(0, 0, 0, 0, 40, -40),
    move: fc.integer({min: -60, max: 60}),
    above: fc.integer({min: 0, max: 50}),
    below: fc.integer({min: 0, max: 50}),
    ticks: fc.integer({min: 1, max: 200}),
    wait: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, 60, 3000),
  });
  return fc.array(step, {minLength: barsMin, maxLength: barsMax, size: 'max'}).map((steps) => {
    let timeMs = START_MS;
    let at = 50 * 1024;
    return steps.map(({gap, move, above, below, ticks, wait}) => {
      timeMs += wait * MINUTE_MS;
      const open = at + gap;
      const close = open + move;
      at = close;
      return {
        timeMs,
        open: open / 1024,
        high: (Math.max(open, close) + above) / 1024,
        low: (Math.min(open, close) - below) / 1024,
        close: close / 1024,
        ticks,
      };
    });
  });
}

/** The clock of the servers that wrote the files was three hours ahead of UTC. */
const SERVER_AHEAD_MS = 3 * 3_600_000;
const LINE = /^(\d{4})[-.](\d\d)[-.](\d\d)[ ,](\d\d:\d\d)(?::\d\d)?,(.*)$/;

/** All minutes of a real market; none where this machine has no data. */
export function realMinutes(...path: readonly string[]): readonly Bar[] {
  const file = testData(...path);
  if (file === undefined) return [];
  const lines = gunzipSync(readFileSync(file)).toString().split(/\r?\n/);
  return lines.flatMap((line) => {
    const [, year, month, day, time, values] = LINE.exec(line) ?? [];
    if (values === undefined) return [];
    const [open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, ticks = Number.NaN] =
      values.split(',').map(Number);
    const timeMs = Date.parse(`${year}-${month}-${day}T${time}Z`) - SERVER_AHEAD_MS;
    return [{timeMs, open, high, low, close, ticks}];
  });
}

export const GOLD_MINUTES = ['mt5', 'XAUUSD_M1_copy_rates_dump.csv.gz'] as const;
export const EURO_MINUTES = ['mt4', 'EURUSD1.csv.gz'] as const;
