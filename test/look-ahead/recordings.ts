import {openRecording} from '../../src/feed/replay/recording.ts';
import type {RecordingOptions} from '../../src/feed/replay/recording-options.ts';
import {type Bar, TIMEFRAME_MS, TIMEFRAMES, type Timeframe} from '../../src/market/bar.ts';
import type {Quote} from '../../src/market/quote.ts';
import {Zone} from '../../src/market/zone.ts';
import {testData} from '../test-data.ts';

/** The clock of the broker, whose midnight begins a day: three hours ahead of UTC, in all recordings. */
export const DAY_ZONE = new Zone('Etc/GMT-3');
const AHEAD_MS = 3 * 3_600_000;

/** Quotes of one market, and the bars that whoever has all of them would draw. */
export type Recording = Readonly<{
  symbol: string;
  quotes: readonly Quote[];
  /** By timeframe, oldest first; the last of each may not have ended. */
  bars: ReadonlyMap<Timeframe, readonly Bar[]>;
}>;

export const NOTHING_RECORDED: Recording = {symbol: '', quotes: [], bars: new Map()};

type Source = Readonly<{files: readonly (readonly string[])[]; options: RecordingOptions}>;

const TICKS = (symbol: string, days: readonly string[]): Source => ({
  files: days.map((day) => ['lean', symbol, 'tick', `${day}_${symbol}_tick_quote.csv.gz`]),
  options: {},
});

/** What this machine may have of a market: minutes of months (four quotes each), and every quote of some days. */
export const SOURCES = {
  goldMinutes: {
    files: [['mt5', 'XAUUSD_M1_copy_rates_dump.csv.gz']],
    options: {symbol: 'XAUUSD', zone: DAY_ZONE, timeframe: 'M1'},
  },
  goldTicks: TICKS('xauusd', ['20140505', '20140506']),
  euroMinutes: {
    files: [['mt4', 'EURUSD1.csv.gz']],
    options: {symbol: 'EURUSD', zone: DAY_ZONE, timeframe: 'M1', spread: 0.0001},
  },
  euroTicks: {files: [['lean', 'eurusd', '20140505_eurusd_tick_quote.csv.gz']], options: {}},
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;

/** Whether this machine has it. */
export function hasRecording(name: SourceName): boolean {
  return SOURCES[name].files.every((path) => testData(...path) !== undefined);
}

/** Reads at most the first `quotesMax` quotes, as a replay reads them. */
export async function recordingOf(
  name: SourceName,
  quotesMax = Number.POSITIVE_INFINITY,
): Promise<Recording> {
  const {files, options} = SOURCES[name];
  const paths = files.map((path) => testData(...path)).filter((path) => path !== undefined);
  const quotes: Quote[] = [];
  for await (const batch of (await openRecording(paths, options)).batches()) {
    quotes.push(...batch);
    if (quotes.length >= quotesMax) break;
  }
  quotes.length = Math.min(quotes.length, quotesMax);
  return {symbol: quotes[0]?.symbol ?? '', quotes, bars: barsOf(quotes)};
}

/** Drawn from the bids apart from the product, by a clock that is never set. */
function barsOf(quotes: readonly Quote[]): ReadonlyMap<Timeframe, readonly Bar[]> {
  return new Map(
    TIMEFRAMES.map((timeframe) => {
      const lengthMs = TIMEFRAME_MS[timeframe];
      const bars: {-readonly [Part in keyof Bar]: Bar[Part]}[] = [];
      for (const {timeMs: atMs, bid} of quotes) {
        const timeMs = Math.floor((atMs + AHEAD_MS) / lengthMs) * lengthMs - AHEAD_MS;
        const last = bars.at(-1);
        if (last?.timeMs !== timeMs) {
          bars.push({timeMs, open: bid, high: bid, low: bid, close: bid, ticks: 1});
          continue;
        }
        last.high = Math.max(last.high, bid);
        last.low = Math.min(last.low, bid);
        last.close = bid;
        last.ticks += 1;
      }
      return [timeframe, bars];
    }),
  );
}

/** The newest bars that had ended at that time, at most `count`, oldest first: what a feed would answer. */
export function barsBefore(
  {bars}: Recording,
  timeframe: Timeframe,
  {atMs, count}: Readonly<{atMs: number; count: number}>,
): readonly Bar[] {
  const all = bars.get(timeframe) ?? [];
  let [end, above] = [0, all.length];
  while (end < above) {
    const middle = (end + above) >> 1;
    if ((all[middle]?.timeMs ?? 0) + TIMEFRAME_MS[timeframe] <= atMs) end = middle + 1;
    else above = middle;
  }
  return all.slice(Math.max(0, end - count), end);
}
