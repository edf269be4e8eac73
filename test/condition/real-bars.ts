import {openRecording} from '../../src/feed/replay/recording.ts';
import type {RecordingOptions} from '../../src/feed/replay/recording-options.ts';
import {type Bar, TIMEFRAMES, type Timeframe} from '../../src/market/bar.ts';
import {BarSeries} from '../../src/market/bar-series.ts';
import type {Quote} from '../../src/market/quote.ts';
import {Zone} from '../../src/market/zone.ts';
import {testData} from '../test-data.ts';

/** Gold in two months of 2026: four quotes for each of its minutes, so that its bars have no volume to speak of. */
const MINUTES = ['mt5', 'XAUUSD_M1_copy_rates_dump.csv.gz'] as const;
/** Gold on two days of May 2014, quote by quote. */
const TICKS = [5, 6].map(
  (day) => ['lean', 'xauusd', 'tick', `2014050${day}_xauusd_tick_quote.csv.gz`] as const,
);

/** Whether this machine has the recordings. */
export const HAS_REAL_BARS = [MINUTES, ...TICKS].every((path) => testData(...path) !== undefined);

/** Quotes made of the first `minutes` one-minute bars of gold in 2026. */
export async function goldMinutes(minutes: number): Promise<readonly Quote[]> {
  return quotesOf([MINUTES], {symbol: 'XAUUSD', zone: new Zone('Etc/GMT-3'), timeframe: 'M1'}, 4 * minutes);
}

/** At most so many quotes of gold on 2014-05-05 and 06: some 280,000. */
export async function goldTicks(count = Number.POSITIVE_INFINITY): Promise<readonly Quote[]> {
  return quotesOf(TICKS, {}, count);
}

/** The bars that these quotes close, of each timeframe, oldest first. */
export function barsOf(quotes: readonly Quote[]): ReadonlyMap<Timeframe, readonly Bar[]> {
  const series = new BarSeries(new Zone('UTC'), quotes.length + 1);
  for (const quote of quotes) series.accept(quote);
  return new Map(TIMEFRAMES.map((timeframe) => [timeframe, series.closed(timeframe)]));
}

async function quotesOf(
  paths: readonly (readonly string[])[],
  options: RecordingOptions,
  count: number,
): Promise<readonly Quote[]> {
  const files = paths.map((path) => testData(...path)).filter((file) => file !== undefined);
  const quotes: Quote[] = [];
  for await (const batch of (await openRecording(files, options)).batches()) {
    quotes.push(...batch);
    if (quotes.length >= count) break;
  }
  return quotes.slice(0, count);
}
