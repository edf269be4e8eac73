import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import {DateTime} from 'luxon';
import {describe, expect, it} from 'vitest';
import {type Bar, TIMEFRAME_MS, TIMEFRAMES, type Timeframe} from '../../src/market/bar.ts';
import {BARS_KEPT, BarSeries} from '../../src/market/bar-series.ts';
import {Zone} from '../../src/market/zone.ts';
import {testData} from '../test-data.ts';

type Tick = Readonly<{timeMs: number; bid: number}>;

const MINUTE_MS = 60_000;
const UTC = new Zone('UTC');
const UNBOUNDED = 1e6;

function seriesOf(ticks: readonly Tick[], zone = UTC): BarSeries {
  const series = new BarSeries(zone, UNBOUNDED);
  for (const tick of ticks) series.accept(tick);
  return series;
}

/** Bars by grouping: written without the series, its bounds or its zone. For zones of whole hours. */
function groupedBars(ticks: readonly Tick[], timeframe: Timeframe, zone: string): Bar[] {
  const groups = new Map<number, Tick[]>();
  for (const tick of ticks) {
    let start = Math.floor(tick.timeMs / TIMEFRAME_MS[timeframe]) * TIMEFRAME_MS[timeframe];
    if (timeframe === 'H4' || timeframe === 'D1') {
      const local = DateTime.fromMillis(tick.timeMs, {zone});
      const hour = timeframe === 'D1' ? 0 : Math.floor(local.hour / 4) * 4;
      start = local.startOf('day').set({hour}).toMillis();
    }
    groups.set(start, [...(groups.get(start) ?? []), tick]);
  }
  return [...groups].map(([timeMs, group]) => {
    const bids = group.map(({bid}) => bid);
    const [open = Number.NaN] = bids;
    const close = bids.at(-1) ?? Number.NaN;
    return {timeMs, open, high: Math.max(...bids), low: Math.min(...bids), close, ticks: bids.length};
  });
}

describe('BarSeries', () => {
  it('closes a minute with the first quote after it, and not before', () => {
    const series = new BarSeries(UTC);
    expect(series.accept({timeMs: 10_000, bid: 5})).toEqual([]);
    expect(series.accept({timeMs: 30_000, bid: 7})).toEqual([]);
    expect(series.accept({timeMs: 59_999.9, bid: 4})).toEqual([]);
    expect(series.closed('M1')).toEqual([]);
    expect(series.accept({timeMs: 60_000, bid: 6})).toEqual(['M1']);
    expect(series.closed('M1')).toEqual([{timeMs: 0, open: 5, high: 7, low: 4, close: 4, ticks: 3}]);
    expect(series.forming('M1')).toEqual({timeMs: 60_000, open: 6, high: 6, low: 6, close: 6, ticks: 1});
  });

  it('says every timeframe that closes with a quote, shortest first', () => {
    const series = new BarSeries(UTC);
    series.accept({timeMs: 0, bid: 1});
    expect(series.accept({timeMs: 240 * MINUTE_MS, bid: 1})).toEqual(['M1', 'M5', 'M15', 'M30', 'H1', 'H4']);
    expect(series.accept({timeMs: 1440 * MINUTE_MS, bid: 1})).toEqual([...TIMEFRAMES]);
  });

  it('draws no bar for a time without quotes', () => {
    const series = seriesOf([
      {timeMs: 0, bid: 1},
      {timeMs: 10 * MINUTE_MS, bid: 2},
      {timeMs: 20 * MINUTE_MS, bid: 3},
    ]);
    expect(series.closed('M1').map(({timeMs}) => timeMs / MINUTE_MS)).toEqual([0, 10]);
    expect(series.closed('M5').map(({timeMs}) => timeMs / MINUTE_MS)).toEqual([0, 10]);
  });

  it('keeps no more bars than the table says, and the newest of them', () => {
    const series = new BarSeries(UTC);
    const minutes = BARS_KEPT + 123;
    for (let minute = 0; minute <= minutes; minute++)
      series.accept({timeMs: minute * MINUTE_MS, bid: minute + 1});
    expect(series.closed('M1')).toHaveLength(BARS_KEPT);
    expect(series.closed('M1')[0]?.open).toBe(124);
    expect(series.lastClosed('M1')?.open).toBe(minutes);
    expect(series.lastClosed('M1', 2)?.open).toBe(minutes - 2);
    expect(series.closed('M1', 3).map(({open}) => open)).toEqual([minutes - 2, minutes - 1, minutes]);
    expect(series.lastClosed('M1', BARS_KEPT)).toBeUndefined();
  });

  it.each([
    ['set forward', '2024-03-30T20:00Z', ['2024-03-29T22:00', '2024-03-30T22:00', '2024-03-31T21:00']],
    ['set back', '2024-10-26T20:00Z', ['2024-10-25T21:00', '2024-10-26T21:00', '2024-10-27T22:00']],
  ])("begins days at the broker's midnight when the clock is %s", (_case, start, expected) => {
    const startMs = Date.parse(start);
    const ticks = Array.from({length: 74}, (_, hour) => ({timeMs: startMs + hour * 60 * MINUTE_MS, bid: 1}));
    const days = seriesOf(ticks, new Zone('Europe/Athens')).closed('D1');
    const begins = days.slice(0, 3).map(({timeMs}) => new Date(timeMs).toISOString().slice(0, 16));
    expect(begins).toEqual(expected);
  });

  it.each(['UTC', 'Europe/Athens', 'America/New_York'])(
    'gives the bars that grouping the quotes gives, forming ones included: %s',
    (name) => {
      const zone = new Zone(name);
      const moments = [
        '2024-03-09T12:00Z',
        '2024-03-30T12:00Z',
        '2024-10-26T12:00Z',
        '2024-11-02T12:00Z',
        '2024-06-01T12:00Z',
      ];
      const step = fc.record({
        waitMs: fc.oneof(
          fc.double({min: 0, max: 20_000, noNaN: true}),
          fc.integer({min: 0, max: 30}).map((minutes) => minutes * MINUTE_MS),
          fc.integer({min: 0, max: 9}).map((hours) => hours * 60 * MINUTE_MS),
        ),
        bid: fc.integer({min: 1, max: 50}),
      });
      const law = fc.property(
        fc.constantFrom(...moments),
        fc.array(step, {maxLength: 120}),
        (start, steps) => {
          let timeMs = Date.parse(start);
          const ticks = steps.map(({waitMs, bid}) => {
            timeMs += waitMs;
            return {timeMs, bid};
          });
          const series = seriesOf(ticks, zone);
          for (const timeframe of TIMEFRAMES) {
            const forming = series.forming(timeframe);
            const drawn = [...series.closed(timeframe), ...(forming === undefined ? [] : [forming])];
            expect(drawn).toEqual(groupedBars(ticks, timeframe, name));
          }
        },
      );
      fc.assert(law, {numRuns: 150});
    },
  );
});

describe('BarSeries.warmUp', () => {
  it('goes on as if it had seen the quotes itself', () => {
    const bids = Array.from({length: 30 * 60}, (_, minute) => 100 + ((minute * 7919) % 83));
    const ticks = bids.map((bid, minute) => ({timeMs: minute * MINUTE_MS, bid}));
    const whole = seriesOf(ticks);
    for (const cut of [1, 299, 300, 1439, 1440, 1500, 1517]) {
      const before = seriesOf(ticks.slice(0, cut + 1));
      const warm = new BarSeries(UTC, UNBOUNDED);
      warm.warmUp(new Map(TIMEFRAMES.map((timeframe) => [timeframe, before.closed(timeframe)])));
      for (const tick of ticks.slice(cut)) warm.accept(tick);
      for (const timeframe of TIMEFRAMES) {
        expect(warm.closed(timeframe), `${timeframe} cut at ${cut}`).toEqual(whole.closed(timeframe));
        expect(warm.forming(timeframe)).toEqual(whole.forming(timeframe));
      }
    }
  });

  it('takes no quote of a minute that was given closed', () => {
    const series = new BarSeries(UTC);
    series.warmUp(new Map([['M1', [{timeMs: 60_000, open: 1, high: 1, low: 1, close: 1, ticks: 1}]]]));
    expect(series.accept({timeMs: 119_000, bid: 9})).toEqual([]);
    expect(series.forming('M1')).toBeUndefined();
    series.accept({timeMs: 120_000, bid: 9});
    expect(series.closed('M1')).toHaveLength(1);
  });

  it('draws no longer bar again that was given closed, of minutes that were not', () => {
    const series = new BarSeries(UTC);
    const given = {open: 1, high: 1, low: 1, close: 1, ticks: 1};
    // A feed was asked for minutes just before a bar of five closed, and for those just after.
    const minutes = [0, 1, 2, 3].map((minute) => ({...given, timeMs: minute * MINUTE_MS}));
    const fives = [{...given, timeMs: 0, ticks: 5}];
    series.warmUp(
      new Map([
        ['M1', minutes],
        ['M5', fives],
      ]),
    );
    series.accept({timeMs: 4.5 * MINUTE_MS, bid: 9});
    expect(series.accept({timeMs: 5 * MINUTE_MS, bid: 9})).toEqual(['M1']);
    expect(series.closed('M5')).toEqual(fives);
    series.accept({timeMs: 10 * MINUTE_MS, bid: 9});
    expect(series.closed('M5').map(({timeMs}) => timeMs)).toEqual([0, 5 * MINUTE_MS]);
  });
});

describe('BarSeries.broke', () => {
  it('leaves out exactly the bars of a time in which quotes were lost, and those before', () => {
    const step = fc.record({
      waitMs: fc.oneof(
        fc.integer({min: 0, max: 20_000}),
        fc.integer({min: 0, max: 20}).map((minutes) => minutes * MINUTE_MS),
      ),
      bid: fc.integer({min: 1, max: 50}),
      isLost: fc.oneof({weight: 9, arbitrary: fc.constant(false)}, {weight: 1, arbitrary: fc.constant(true)}),
    });
    const law = fc.property(fc.array(step, {maxLength: 200}), (steps) => {
      let timeMs = 0;
      const all = steps.map(({waitMs, bid, isLost}) => ({timeMs: (timeMs += waitMs), bid, isLost}));
      const series = new BarSeries(UTC, UNBOUNDED);
      const losses: {fromMs: number; untilMs: number}[] = [];
      let lastMs = Number.NEGATIVE_INFINITY;
      for (const [index, tick] of all.entries()) {
        if (tick.isLost) continue;
        if (all[index - 1]?.isLost === true) {
          series.broke();
          losses.push({fromMs: lastMs, untilMs: tick.timeMs});
        }
        series.accept(tick);
        lastMs = tick.timeMs;
      }
      const seen = all.filter(({isLost}) => !isLost);
      const isWhole = (timeframe: Timeframe, bar: Bar) =>
        losses.every(
          ({fromMs, untilMs}) =>
            bar.timeMs + TIMEFRAME_MS[timeframe] <= fromMs ||
            // A bar that the quote before the loss has begun has lost it, be they of one time.
            (bar.timeMs >= untilMs && bar.timeMs > fromMs),
        );
      for (const timeframe of TIMEFRAMES) {
        const drawn = groupedBars(seen, timeframe, 'UTC');
        if (series.forming(timeframe) !== undefined) drawn.pop();
        const lastBroken = drawn.findLastIndex((bar) => !isWhole(timeframe, bar));
        expect(series.closed(timeframe), timeframe).toEqual(drawn.slice(lastBroken + 1));
      }
      const minutes = groupedBars(seen, 'M1', 'UTC').slice(0, -1);
      const hole = minutes.findLast((bar) => !isWhole('M1', bar));
      expect(series.holeEndMs).toBe(hole === undefined ? undefined : hole.timeMs + MINUTE_MS);
    });
    fc.assert(law, {numRuns: 400});
  });
});

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString().trim().split('\n');
}

const ticksFile = testData('lean', 'xauusd', 'tick', '20140505_xauusd_tick_quote.csv.gz');
const minutesFile = testData('lean', 'xauusd', 'minute', '20140505_xauusd_minute_quote.csv.gz');

describe.skipIf(ticksFile === undefined || minutesFile === undefined)(
  'BarSeries on a day of gold ticks',
  () => {
    it('draws the minutes that LEAN made of the same ticks', () => {
      const ticks = linesOf(ticksFile ?? '').map((line) => {
        const [timeMs = Number.NaN, bid = Number.NaN] = line.split(',').map(Number);
        return {timeMs, bid};
      });
      const series = seriesOf(ticks);
      const last = series.forming('M1');
      const drawn = [...series.closed('M1'), ...(last === undefined ? [] : [last])].map(
        ({timeMs, open, high, low, close}) => [timeMs, open, high, low, close],
      );
      expect(drawn).toEqual(
        linesOf(minutesFile ?? '').map((line) => line.split(',').slice(0, 5).map(Number)),
      );
    });
  },
);

type Candle = Readonly<{timestamp: number; open: number; high: number; low: number; close: number}>;

function dukascopy(name: string): readonly Candle[] | undefined {
  const path = testData('dukascopy', name);
  return path === undefined
    ? undefined
    : (JSON.parse(gunzipSync(readFileSync(path)).toString()) as readonly Candle[]);
}

const minutes = dukascopy('btcusd-m1-bid-2023-02-19-2023-02-20.json.gz');

describe.skipIf(minutes === undefined)('BarSeries on Dukascopy minutes', () => {
  const ticks = (minutes ?? []).flatMap(({timestamp, open, high, low, close}) =>
    [open, high, low, close].map((bid, index) => ({timeMs: timestamp + index * 15_000, bid})),
  );

  it.each([
    ['M5', 'btcusd-m5-bid-2023-02-19-2023-02-20.json.gz', 288],
    ['M15', 'btcusd-m15-bid-2023-02-19-2023-02-20.json.gz', 96],
    ['M30', 'btcusd-m30-bid-2023-02-19-2023-02-20.json.gz', 48],
    ['H1', 'btcusd-h1-bid-2023-01-01-2023-02-20.json.gz', 24],
    ['H4', 'btcusd-h4-bid-2023-01-01-2023-02-20.json.gz', 6],
  ] as const)('draws the same %s bars as Dukascopy', (timeframe, name, count) => {
    const from = minutes?.[0]?.timestamp ?? 0;
    const to = (minutes?.at(-1)?.timestamp ?? 0) + MINUTE_MS;
    const theirs = (dukascopy(name) ?? []).filter(
      ({timestamp}) => timestamp >= from && timestamp + TIMEFRAME_MS[timeframe] <= to,
    );
    const series = seriesOf([...ticks, {timeMs: to + 1e9, bid: 1}]);
    const drawn = series.closed(timeframe).map(({timeMs, open, high, low, close}) => {
      return {timestamp: timeMs, open, high, low, close};
    });
    expect(drawn).toEqual(theirs);
    expect(drawn).toHaveLength(count);
  });
});
