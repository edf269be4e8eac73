import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import type {Quote} from '../../../src/market/quote.ts';
import {QuoteFilter} from '../../../src/market/quote-filter.ts';
import {Zone} from '../../../src/market/zone.ts';
import {testData} from '../../test-data.ts';
import {quotesOf} from './recorded-files.ts';

const data = testData('lean');

function pathsIn(...folder: readonly string[]): string[] {
  const path = testData(...folder) ?? '';
  return readdirSync(path, {withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({name}) => join(path, name))
    .sort();
}

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString().trim().split(/\r?\n/);
}

/** Number of lines, bad lines, and the filter's verdicts. */
async function judged(paths: readonly string[], options = {}) {
  const recording = await openRecording(paths, options);
  const quotes = await quotesOf(recording);
  const filter = new QuoteFilter();
  const counts: Record<string, number> = {accepted: 0};
  for (const quote of quotes) {
    const verdict = filter.refuses(quote) ?? 'accepted';
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return {quotes, counts, bad: recording.badLines.count};
}

describe.skipIf(data === undefined)('openRecording of real files', () => {
  it('reads two days of gold ticks as a plain reader of the same lines does', async () => {
    const paths = pathsIn('lean', 'xauusd', 'tick');
    const {quotes, counts, bad} = await judged([...paths].reverse());
    const expected = paths.flatMap((path, day) =>
      linesOf(path).map((line): Quote => {
        const [ms = Number.NaN, bid = Number.NaN, ask = Number.NaN] = line.split(',').map(Number);
        const timeMs = Date.UTC(2014, 4, 5 + day) + ms;
        return {symbol: 'XAUUSD', bid, ask, timeMs, receivedAtMs: timeMs};
      }),
    );
    expect(quotes).toHaveLength(expected.length);
    const isEqual = quotes.every((quote, index) => {
      const other = expected[index];
      return quote.timeMs === other?.timeMs && quote.bid === other.bid && quote.ask === other.ask;
    });
    expect(isEqual).toBe(true);
    expect(counts).toEqual({accepted: expected.length});
    expect(bad).toBe(0);
  });

  it('leaves the 12,061 crossed quotes of FXCM to the filter', async () => {
    const {counts, bad} = await judged(pathsIn('lean', 'eurusd', 'fxcm'), {zone: new Zone('Etc/GMT+5')});
    expect(counts).toEqual({accepted: 96_406 - 12_061, crossed: 12_061});
    expect(bad).toBe(0);
  });

  it.each([
    [['lean', 'xauusd', 'minute'], 4],
    [['lean', 'xauusd', 'second'], 4],
    [['lean', 'eurusd'], 1],
  ])('reads every line of %j, and the filter accepts all', async (folder, quotesPerLine) => {
    const paths = pathsIn(...folder);
    const lines = paths.reduce((sum, path) => sum + linesOf(path).length, 0);
    const {counts, bad} = await judged(paths);
    expect(counts).toEqual({accepted: lines * quotesPerLine});
    expect(bad).toBe(0);
  });

  it.each([
    ['US30m_H1_202401012300_202509082200.csv.gz', 'US30m', 9890, '2024-01-01T23:00:00.000Z 37763.9 37772.9'],
    ['XAUUSD_M1_copy_rates_dump.csv.gz', 'XAUUSD', 63_230, '2026-03-24T17:00:00.000Z 4381.49 4381.61'],
  ])('reads every bar of %s', async (name, symbol, bars, first) => {
    const {quotes, counts, bad} = await judged([testData('mt5', name) ?? '']);
    expect(counts).toEqual({accepted: bars * 4});
    expect(bad).toBe(0);
    const [quote] = quotes;
    expect(quote?.symbol).toBe(symbol);
    expect(`${new Date(quote?.timeMs ?? 0).toISOString()} ${quote?.bid} ${quote?.ask}`).toBe(first);
  });

  it('reads bars with times in ISO-8601', async () => {
    const {counts, bad} = await judged([testData('nautilus', 'gbpusd-m1-bid-2012.csv.gz') ?? '']);
    expect(counts).toEqual({accepted: 30_117 * 4});
    expect(bad).toBe(0);
  });
});
