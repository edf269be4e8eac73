import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {describeClock} from '../../../src/feed/replay/clock-measuring.ts';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import type {RecordingOptions} from '../../../src/feed/replay/recording-options.ts';
import type {Timeframe} from '../../../src/market/bar.ts';
import {BarSeries} from '../../../src/market/bar-series.ts';
import {QuoteFilter} from '../../../src/market/quote-filter.ts';
import {Zone} from '../../../src/market/zone.ts';
import {testData} from '../../test-data.ts';
import {aFile, quotesOf, replayed} from './recorded-files.ts';

const FOLDERS = ['mt4', 'mt5', 'dukascopy', 'nautilus'] as const;
const root = testData('dukascopy') === undefined ? undefined : join(testData('dukascopy') ?? '', '..');

function pathOf(folder: string, name: string): string {
  return join(root ?? '', folder, name);
}

/** Quotes that each file holds, counted by Python: ticks, and four for a bar that was traded in. */
const COUNTED = `
import csv, gzip, json, os, sys
counts = {}
for folder in sys.argv[2:]:
    for name in sorted(os.listdir(os.path.join(sys.argv[1], folder))):
        path = os.path.join(sys.argv[1], folder, name)
        text = (gzip.open(path, 'rt') if name.endswith('.gz') else open(path)).read()
        if '.json' in name:
            records = json.loads(text)
            is_tick = 'tick' in name
            filler = lambda r: not is_tick and isinstance(r, list) and r[5] == 0
            count = sum(1 for r in records if not filler(r))
            counts[name] = count if is_tick else 4 * count
        else:
            rows = list(csv.reader(text.splitlines()))
            has_header = not rows[0][0][0].isdigit()
            counts[name] = 4 * (len(rows) - has_header)
print(json.dumps(counts))
`;

function countedByPython(): Record<string, number> {
  const output = execFileSync('python3', ['-c', COUNTED, root ?? '', ...FOLDERS], {encoding: 'utf8'});
  return JSON.parse(output) as Record<string, number>;
}

describe.skipIf(root === undefined)('openRecording of every real file', () => {
  it('reads as many quotes as Python counts, and finds no bad line', async () => {
    const counted = countedByPython();
    const read: Record<string, number> = {};
    for (const folder of FOLDERS) {
      for (const name of readdirSync(join(root ?? '', folder))) {
        const path = pathOf(folder, name);
        // Asks are no market alone.
        const paths = name.includes('-ask-') ? [path, path.replace('-ask-', '-bid-')] : [path];
        const options = name.startsWith('sample_') ? {symbol: 'EURUSD'} : {};
        const recording = await openRecording(paths, options);
        const quotes = await quotesOf(recording);
        read[name] = quotes.length;
        if (recording.badLines.count > 0) expect.fail(`${name}: ${recording.badLines.first[0]?.reason}`);
      }
    }
    expect(Object.keys(read).length).toBeGreaterThan(17);
    expect(read).toEqual(counted);
  });

  it.each([
    ['mt4', 'EURUSD1.csv.gz', {}, 'EURUSD', '2022-08-15T10:06:00.000Z 1.0234 1.0234'],
    [
      'dukascopy',
      'btcusd-tick-2023-02-20T12-2023-02-20T13.json.gz',
      {},
      'BTCUSD',
      '2023-02-20T12:00:00.084Z 24849.4 24921.5',
    ],
    [
      'dukascopy',
      'sample_tick_data.json.gz',
      {symbol: 'EURUSD'},
      'EURUSD',
      '2019-02-04T00:00:00.994Z 1.14543 1.14545',
    ],
    ['nautilus', 'ADABTC-1m-2021-11-27.csv', {}, 'ADABTC', '2021-11-27T00:00:00.000Z 0.00002853 0.00002853'],
  ])('reads symbol and first quote of %s/%s', async (folder, name, options, symbol, first) => {
    const {rows, symbols} = await replayed(pathOf(folder, name), options);
    expect(symbols).toEqual([symbol]);
    expect(rows[0]).toBe(first);
  });

  it('gives quotes that the filter accepts, but for asks of GBPUSD below their bids, as Python counts them', async () => {
    const refused: Record<string, number> = {};
    for (const [folder, names] of [
      ['mt4', ['EURUSD1.csv.gz']],
      [
        'dukascopy',
        ['btcusd-tick-2023-02-20T12-2023-02-20T13.json.gz', 'btcusd-m1-bid-2023-02-19-2023-02-20.json.gz'],
      ],
      ['nautilus', ['ADABTC-1m-2021-11-27.csv', 'gbpusd-m1-bid-2012.csv.gz gbpusd-m1-ask-2012.csv.gz']],
    ] as const) {
      for (const name of names) {
        const recording = await openRecording(name.split(' ').map((one) => pathOf(folder, one)));
        const filter = new QuoteFilter();
        for (const quote of await quotesOf(recording)) {
          const refusal = filter.refuses(quote);
          if (refusal !== undefined) refused[refusal] = (refused[refusal] ?? 0) + 1;
        }
      }
    }
    const crossed = `
import csv, gzip, sys
a, b = [list(csv.reader(gzip.open(path, 'rt')))[1:] for path in sys.argv[1:]]
print(sum(float(x[i]) < float(y[i]) for x, y in zip(a, b) for i in range(1, 5)))
`;
    const paths = ['ask', 'bid'].map((side) => pathOf('nautilus', `gbpusd-m1-${side}-2012.csv.gz`));
    const counted = Number(execFileSync('python3', ['-c', crossed, ...paths], {encoding: 'utf8'}));
    expect(refused).toEqual({crossed: counted});
  });

  it('joins bids and asks of GBPUSD, minute by minute', async () => {
    const paths = ['ask', 'bid'].map((side) => pathOf('nautilus', `gbpusd-m1-${side}-2012.csv.gz`));
    const {rows, bad, symbols} = await replayed(paths);
    const [ask = [], bid = []] = paths.map((path) =>
      gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1),
    );
    const opens = bid.map((line, index) => {
      const [time = '', open = ''] = line.split(',');
      return `${new Date(time).toISOString()} ${Number(open)} ${Number(ask[index]?.split(',')[1])}`;
    });
    expect(rows.filter((_, index) => index % 4 === 0)).toEqual(opens);
    expect(symbols).toEqual(['GBPUSD']);
    expect(bad).toEqual([]);
  });

  it('makes no quotes of the flat bars that fill the time after the close on Friday', async () => {
    const {rows} = await replayed(pathOf('dukascopy', 'sample_m1_data_flats.json.gz'), {symbol: 'EURUSD'});
    expect(rows.at(-1)).toMatch(/^2020-05-01T20:59:59.999Z /);
  });
});

type Ohlc = Readonly<{timestamp: number; open: number; high: number; low: number; close: number}>;

function oracle(name: string): Ohlc[] {
  return JSON.parse(gunzipSync(readFileSync(pathOf('dukascopy', name))).toString()) as Ohlc[];
}

describe.skipIf(root === undefined)('bars drawn from the quotes of Dukascopy minutes', () => {
  const DAY = '2023-02-19-2023-02-20';
  const LONG = '2023-01-01-2023-02-20';
  const dayMs = Date.UTC(2023, 1, 19);

  it.each<[Timeframe, string, number]>([
    ['M1', `btcusd-m1-bid-${DAY}.json.gz`, 1440],
    ['M5', `btcusd-m5-bid-${DAY}.json.gz`, 288],
    ['M15', `btcusd-m15-bid-${DAY}.json.gz`, 96],
    ['M30', `btcusd-m30-bid-${DAY}.json.gz`, 48],
    ['H1', `btcusd-h1-bid-${LONG}.json.gz`, 24],
    ['H4', `btcusd-h4-bid-${LONG}.json.gz`, 6],
  ])('are those of Dukascopy: %s', async (timeframe, name, count) => {
    const series = new BarSeries(new Zone('UTC'));
    const recording = await openRecording([pathOf('dukascopy', `btcusd-m1-bid-${DAY}.json.gz`)]);
    const drawn = new Map<number, Ohlc>();
    const keep = () => {
      const bar = series.lastClosed(timeframe);
      if (bar === undefined) return;
      const {timeMs, open, high, low, close} = bar;
      drawn.set(timeMs, {timestamp: timeMs, open, high, low, close});
    };
    for (const quote of await quotesOf(recording)) {
      if (series.accept(quote).includes(timeframe)) keep();
    }
    // The last bar closes with the first quote of the next day.
    series.accept({bid: 1, timeMs: dayMs + 86_400_000});
    keep();
    const expected = oracle(name).filter(({timestamp}) => timestamp >= dayMs);
    expect(expected).toHaveLength(count);
    expect([...drawn.values()]).toEqual(expected);
  });

  it('are those of Dukascopy: seconds of its ticks', async () => {
    const recording = await openRecording([
      pathOf('dukascopy', 'btcusd-tick-2023-02-20T12-2023-02-20T13.json.gz'),
    ]);
    const bids = new Map<number, number[]>();
    for (const {timeMs, bid} of await quotesOf(recording)) {
      const second = Math.floor(timeMs / 1000) * 1000;
      bids.set(second, [...(bids.get(second) ?? []), bid]);
    }
    const drawn = [...bids].map(([timestamp, prices]) => ({
      timestamp,
      open: prices[0],
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1),
    }));
    expect(drawn).toEqual(oracle('btcusd-s1-bid-2023-02-20T12-2023-02-20T13.json.gz'));
  });
});

describe.skipIf(root === undefined)('clocks of real files', () => {
  const measure = async (folder: string, name: string, options: RecordingOptions = {}) =>
    openRecording([pathOf(folder, name)], {zone: 'auto', ...options});

  it.each([
    ['mt4', 'EURUSD1.csv.gz', 'is UTC+3: 4 of 4 weekends agree', '2022-08-15T07:06:00.000Z'],
    [
      'mt5',
      'XAUUSD_M1_copy_rates_dump.csv.gz',
      'is likely UTC+3: 8 of 9 weekends agree; it opens an hour after currencies do, as metals and indices',
      '2026-03-24T14:00:00.000Z',
    ],
  ])('measures that of %s/%s', async (folder, name, clock, first) => {
    const recording = await measure(folder, name);
    expect(recording.clocks.map(describeClock)).toEqual([`the clock of "${name}" ${clock}`]);
    expect(new Date(recording.startMs ?? 0).toISOString()).toBe(first);
  });

  it('refuses US30, which has hours of its own', async () => {
    await expect(measure('mt5', 'US30m_H1_202401012300_202509082200.csv.gz')).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      field: 'zone',
      message:
        'the clock of "US30m_H1_202401012300_202509082200.csv.gz" cannot be measured: 18 of its 88 weekends ' +
        'close and open as currencies or metals do, by any clock',
      hint: 'say it: --zone Europe/Athens, or --zone +03:00',
    });
  });

  it('measures nothing where times say their zone', async () => {
    const {clocks} = await measure('nautilus', 'gbpusd-m1-bid-2012.csv.gz');
    expect(clocks).toEqual([]);
  });

  it('finds UTC when the zone of GBPUSD is taken off, by Python', async () => {
    const strip = 'import gzip,sys;sys.stdout.write(gzip.open(sys.argv[1],"rt").read().replace("+00:00",""))';
    const text = execFileSync('python3', ['-c', strip, pathOf('nautilus', 'gbpusd-m1-bid-2012.csv.gz')], {
      encoding: 'utf8',
      maxBuffer: 1e7,
    });
    const {recording} = await replayed(aFile('GBPUSD_M1.csv', Buffer.from(text)), {zone: 'auto'});
    expect(recording.clocks.map(({clock, certainty}) => `${certainty}: ${clock}`)).toEqual(['sure: UTC']);
  });
});
