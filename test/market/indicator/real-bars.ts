import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {testData} from '../../test-data.ts';

export type RealBars = Readonly<{name: string; timeframe: Timeframe; bars: readonly Bar[]}>;

/** The clock of the servers that wrote all three files was three hours ahead of UTC. */
export const SERVER_AHEAD_MS = 3 * 3_600_000;

/** Bars of real markets; some lists are empty where this machine has no data. */
export const REAL_BARS: readonly RealBars[] = [
  {
    // From 2026-03-26 on, with the weekend before 2026-03-30.
    name: 'XAUUSD M1',
    timeframe: 'M1',
    bars: barsOf(
      ['mt5', 'XAUUSD_M1_copy_rates_dump.csv.gz'],
      /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d):\d\d,(.*)$/,
    ).slice(2000, 7000),
  },
  {
    // From 2022-08-19 on, with a hole of 32 days and the weekend before 2022-09-26.
    name: 'EURUSD M1',
    timeframe: 'M1',
    bars: barsOf(['mt4', 'EURUSD1.csv.gz'], /^(\d{4})\.(\d\d)\.(\d\d),(\d\d:\d\d),(.*)$/).slice(6000, 11_000),
  },
  {
    name: 'US30 H1',
    timeframe: 'H1',
    bars: barsOf(
      ['mt5', 'US30m_H1_202401012300_202509082200.csv.gz'],
      /^(\d{4})\.(\d\d)\.(\d\d)\t(\d\d:\d\d):\d\d\t(.*)$/,
    ).slice(0, 5000),
  },
];

/** @param line Date and time in its first four groups, then open, high, low, close and tick volume in the fifth. */
function barsOf(path: readonly string[], line: RegExp): readonly Bar[] {
  const file = testData(...path);
  if (file === undefined) return [];
  return gunzipSync(readFileSync(file))
    .toString()
    .split(/\r?\n/)
    .flatMap((text) => {
      const [, year, month, day, time, values] = line.exec(text) ?? [];
      if (values === undefined) return [];
      const [open, high, low, close, ticks] = values.split(/[,\t]/).map(Number);
      return [
        {
          timeMs: Date.parse(`${year}-${month}-${day}T${time}Z`) - SERVER_AHEAD_MS,
          open: open ?? Number.NaN,
          high: high ?? Number.NaN,
          low: low ?? Number.NaN,
          close: close ?? Number.NaN,
          ticks: ticks ?? Number.NaN,
        },
      ];
    });
}
