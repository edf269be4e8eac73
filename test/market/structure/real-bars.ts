import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import type {Bar} from '../../../src/market/bar.ts';
import {testData} from '../../test-data.ts';

/** The servers' clocks are at GMT+3 in both files. */
const SERVER_OFFSET_MS = 3 * 3_600_000;

const gold = testData('mt5', 'XAUUSD_M1_copy_rates_dump.csv.gz');
const euro = testData('mt4', 'EURUSD1.csv.gz');

/** Whether this machine has the recordings. */
export const HAS_REAL_BARS = gold !== undefined && euro !== undefined;

/** One-minute bars of gold, from `first`, `count` of them. */
export function goldBars(first: number, count: number): Bar[] {
  return linesOf(gold)
    .slice(1 + first, 1 + first + count)
    .map((line) => {
      const [time = '', ...numbers] = line.split(',');
      return barOf(Date.parse(`${time.replace(' ', 'T')}Z`), numbers);
    });
}

/** The same of EURUSD. */
export function euroBars(first: number, count: number): Bar[] {
  return linesOf(euro)
    .slice(first, first + count)
    .map((line) => {
      const [date = '', time = '', ...numbers] = line.split(',');
      return barOf(Date.parse(`${date.replaceAll('.', '-')}T${time}Z`), numbers);
    });
}

function barOf(serverMs: number, cells: readonly string[]): Bar {
  const [open = NaN, high = NaN, low = NaN, close = NaN, ticks = NaN] = cells.map(Number);
  return {timeMs: serverMs - SERVER_OFFSET_MS, open, high, low, close, ticks};
}

function linesOf(path: string | undefined): string[] {
  return path === undefined ? [] : gunzipSync(readFileSync(path)).toString().trim().split(/\r?\n/);
}
