import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, it} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {quotesOf} from './recorded-files.ts';

/** Prices in points of 0.00001; a time in ms. */
type Tick = Readonly<{timeMs: number; bid: number; ask: number}>;
type Bar = Readonly<{timeMs: number; open: number; high: number; low: number; close: number}>;

const MINUTE_MS = 60_000;
/** Eastern Standard Time. */
const EST_MS = -5 * 60 * MINUTE_MS;
const folder = mkdtempSync(join(tmpdir(), 'vigil-round-trip-'));
afterAll(() => rmSync(folder, {recursive: true}));

const price = (points: number) => (points / 100_000).toFixed(5);
const iso = (timeMs: number) => new Date(timeMs).toISOString();
/** `2024.01.02` and `03:04:05.678`. */
function dateAndTime(timeMs: number): [string, string] {
  const [date = '', time = ''] = iso(timeMs).replace('Z', '').split('T');
  return [date.replaceAll('-', '.'), time];
}
const digits = (timeMs: number) => {
  const [date, time] = dateAndTime(timeMs);
  return `${date.replaceAll('.', '')} ${time.replaceAll(':', '').replace('.', '')}`;
};

/** As MetaTrader 5 does: what did not change is left out. */
function mt5Ticks(ticks: readonly Tick[]): string[] {
  return [
    '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>',
    ...ticks.map(({timeMs, bid, ask}, index) => {
      const last = ticks[index - 1];
      const bidCell = bid === last?.bid && ask !== last.ask ? '' : price(bid);
      const askCell = ask === last?.ask && bid !== last.bid ? '' : price(ask);
      const flags = (bidCell === '' ? 0 : 2) + (askCell === '' ? 0 : 4);
      return [...dateAndTime(timeMs), bidCell, askCell, '', '', flags].join('\t');
    }),
  ];
}

const TICK_FORMATS: readonly (readonly [string, string, (ticks: readonly Tick[]) => string[]])[] = [
  ['mt5-tick', 'EURUSD.csv', mt5Ticks],
  [
    'histdata-tick',
    'DAT_ASCII_EURUSD_T_202401.csv',
    (ticks) => ticks.map(({timeMs, bid, ask}) => `${digits(timeMs + EST_MS)},${price(bid)},${price(ask)},0`),
  ],
  [
    'dukascopy-tick, arrays',
    'eurusd-tick-2024-01-02.json',
    (ticks) => [
      JSON.stringify(ticks.map(({timeMs, bid, ask}) => [timeMs, Number(price(ask)), Number(price(bid))])),
    ],
  ],
  [
    'dukascopy-tick, objects',
    'eurusd-tick-2024-01-02.json',
    (ticks) => [
      JSON.stringify(
        ticks.map(({timeMs, bid, ask}) => ({
          timestamp: timeMs,
          askPrice: Number(price(ask)),
          bidPrice: Number(price(bid)),
        })),
        null,
        1,
      ),
    ],
  ],
  [
    'csv',
    'EURUSD.csv',
    (ticks) => [
      'time,bid,ask',
      ...ticks.map(({timeMs, bid, ask}) => `${iso(timeMs)},${price(bid)},${price(ask)}`),
    ],
  ],
];

const ohlc = ({open, high, low, close}: Bar) => [open, high, low, close].map(price);

const BAR_FORMATS: readonly (readonly [string, string, (bars: readonly Bar[]) => string[]])[] = [
  [
    'mt4-bars',
    'EURUSD1.csv',
    (bars) =>
      bars.map((bar) => {
        const [date, time] = dateAndTime(bar.timeMs);
        return [date, time.slice(0, 5), ...ohlc(bar), 7].join(',');
      }),
  ],
  [
    'mt5-bars',
    'EURUSD_M1_2024.csv',
    (bars) => [
      '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
      ...bars.map((bar) => {
        const [date, time] = dateAndTime(bar.timeMs);
        return [date, time.slice(0, 8), ...ohlc(bar), 7, 0, 0].join('\t');
      }),
    ],
  ],
  [
    'histdata-bars',
    'DAT_ASCII_EURUSD_M1_2024.csv',
    (bars) => bars.map((bar) => [digits(bar.timeMs + EST_MS).slice(0, 15), ...ohlc(bar), 0].join(';')),
  ],
  [
    'dukascopy-bars',
    'eurusd-m1-bid-2024-01-02.json',
    (bars) => ['[', bars.map((bar) => `[${[bar.timeMs, ...ohlc(bar), 1.5].join(', ')}]`).join(',\n'), ']'],
  ],
  [
    'binance-bars',
    'EURUSD-1m-2024-01-02.csv',
    (bars) =>
      bars.map((bar) => [bar.timeMs, ...ohlc(bar), 5, bar.timeMs + MINUTE_MS - 1, 1, 2, 1, 1, 0].join(',')),
  ],
];

const START_MS = Date.UTC(2024, 0, 1);
const points = fc.integer({min: 1, max: 300_000});
const ticks = fc.array(
  fc.record({
    timeMs: fc.integer({min: START_MS, max: START_MS + 300 * 86_400_000}),
    bid: points,
    ask: points,
  }),
  {minLength: 1, maxLength: 60},
);
const bars = fc
  .array(
    fc.record({
      minute: fc.integer({min: 0, max: 400_000}),
      prices: fc.tuple(points, points, points, points),
    }),
    {minLength: 1, maxLength: 60},
  )
  .map((rows) => {
    const minutes = new Map(rows.map(({minute, prices}) => [minute, prices]));
    return [...minutes]
      .sort(([a], [b]) => a - b)
      .map(([minute, [open, close, ...others]]) => ({
        timeMs: START_MS + minute * MINUTE_MS,
        open,
        high: Math.max(open, close, ...others),
        low: Math.min(open, close, ...others),
        close,
      }));
  });

async function read(name: string, lines: readonly string[]) {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const recording = await openRecording([path], {timeframe: 'M1'});
  const quotes = await quotesOf(recording);
  expect(recording.badLines.first).toEqual([]);
  return quotes;
}

describe('a recording that was written from random prices', () => {
  it.each(TICK_FORMATS)('is read back quote by quote: %s', async (_format, name, write) => {
    await fc.assert(
      fc.asyncProperty(ticks, async (written) => {
        const quotes = await read(name, write(written));
        expect(quotes.map(({timeMs, bid, ask}) => [timeMs, bid, ask])).toEqual(
          written.map(({timeMs, bid, ask}) => [timeMs, Number(price(bid)), Number(price(ask))]),
        );
      }),
      {numRuns: 60},
    );
  });

  it.each(BAR_FORMATS)('is read back bar by bar: %s', async (_format, name, write) => {
    await fc.assert(
      fc.asyncProperty(bars, async (written) => {
        const quotes = await read(name, write(written));
        expect(quotes).toHaveLength(4 * written.length);
        const readBack = written.map((_, index) => {
          const four = quotes.slice(4 * index, 4 * index + 4);
          const bids = four.map(({bid}) => bid);
          return [four[0]?.timeMs, four[3]?.timeMs, bids[0], Math.max(...bids), Math.min(...bids), bids[3]];
        });
        expect(readBack).toEqual(
          written.map((bar) => [bar.timeMs, bar.timeMs + MINUTE_MS - 1, ...ohlc(bar).map(Number)]),
        );
      }),
      {numRuns: 60},
    );
  });
});
