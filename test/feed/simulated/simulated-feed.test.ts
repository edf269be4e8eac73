import {describe, expect, it} from 'vitest';
import {SimulatedFeed, type SimulatedFeedOptions} from '../../../src/feed/simulated/simulated-feed.ts';
import {TIMEFRAME_MS} from '../../../src/market/bar.ts';
import {BarSeries} from '../../../src/market/bar-series.ts';
import type {Quote} from '../../../src/market/quote.ts';
import {QuoteFilter} from '../../../src/market/quote-filter.ts';
import {Zone} from '../../../src/market/zone.ts';
import type {FeedEvent, PastQuote} from '../../../src/ports/feed.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5, 10);
const MINUTE_MS = 60_000;

/** A feed with its clock, and everything it has said so far, with the time at which it did. */
function aRun(startMs: number, symbols: readonly string[], options: Partial<SimulatedFeedOptions> = {}) {
  const clock = new VirtualClock(startMs);
  const feed = new SimulatedFeed({clock, ...options});
  for (const symbol of symbols) feed.subscribe(symbol);
  const stop = new AbortController();
  const seen: Readonly<{atMs: number; event: FeedEvent}>[] = [];
  const done = (async () => {
    for await (const event of feed.events(stop.signal)) seen.push({atMs: clock.now(), event});
  })();
  const quotes = (symbol?: string) =>
    seen.flatMap(({event}) =>
      event.type === 'quote' && (symbol ?? event.quote.symbol) === event.quote.symbol ? [event.quote] : [],
    );
  const end = async () => {
    stop.abort();
    await done;
  };
  return {clock, feed, seen, quotes, end};
}

async function passOf(feed: SimulatedFeed): Promise<Quote[]> {
  const quotes: Quote[] = [];
  for await (const event of feed.pass(new AbortController().signal))
    if (event.type === 'quote') quotes.push(event.quote);
  return quotes;
}

const priced = ({symbol, bid, ask, timeMs}: Quote) => `${symbol} ${timeMs} ${bid} ${ask}`;

describe('SimulatedFeed.events', () => {
  it('gives about one quote per symbol and tick, at its time, in order', async () => {
    const run = aRun(MONDAY_MS, ['XAUUSD', 'EURUSD'], {faults: false});
    await run.clock.advance(MINUTE_MS);
    await run.end();
    expect(run.quotes('XAUUSD').length).toBeGreaterThanOrEqual(239);
    expect(run.quotes('XAUUSD').length).toBeLessThanOrEqual(241);
    let last = MONDAY_MS;
    for (const {atMs, event} of run.seen) {
      if (event.type !== 'quote') throw new Error('only quotes were expected');
      expect(event.quote.timeMs).toBe(atMs);
      expect(event.quote.receivedAtMs).toBe(atMs);
      expect(atMs).toBeGreaterThanOrEqual(last);
      last = atMs;
    }
    expect(run.clock.timers).toBe(0);
  });

  it('is one market for processes that start at different times', async () => {
    const early = aRun(MONDAY_MS, ['XAUUSD', 'FOO']);
    const late = aRun(MONDAY_MS + 5 * MINUTE_MS + 17, ['BTCUSD', 'FOO', 'XAUUSD']);
    await early.clock.advanceTo(MONDAY_MS + 10 * MINUTE_MS);
    await late.clock.advanceTo(MONDAY_MS + 10 * MINUTE_MS);
    await early.end();
    await late.end();
    for (const symbol of ['XAUUSD', 'FOO']) {
      const both = early.quotes(symbol).filter(({timeMs}) => timeMs > MONDAY_MS + 5 * MINUTE_MS + 17);
      expect(both.length).toBeGreaterThan(1000);
      expect(late.quotes(symbol).map(priced)).toEqual(both.map(priced));
    }
  });

  it('differs by seed and by symbol', async () => {
    const bids = async (symbol: string, seed: number) => {
      const run = aRun(MONDAY_MS, [symbol], {seed});
      await run.clock.advance(MINUTE_MS);
      await run.end();
      return run.quotes().map(({bid}) => bid);
    };
    const first = await bids('XAUUSD', 1);
    expect(await bids('XAUUSD', 1)).toEqual(first);
    expect(await bids('XAUUSD', 2)).not.toEqual(first);
    expect(await bids('XAUUSDm', 1)).not.toEqual(first);
  });

  it('takes and drops symbols at once, also while it waits for nothing', async () => {
    const run = aRun(MONDAY_MS, []);
    await run.clock.advance(MINUTE_MS);
    expect(run.seen).toEqual([]);
    run.feed.subscribe('XAUUSD');
    await run.clock.advance(1000);
    const count = run.quotes('XAUUSD').length;
    expect(count).toBeGreaterThanOrEqual(3);
    run.feed.unsubscribe('XAUUSD');
    await run.clock.advance(0);
    expect(run.clock.timers).toBe(0);
    await run.clock.advance(MINUTE_MS);
    expect(run.quotes('XAUUSD')).toHaveLength(count);
    await run.end();
  });

  it('gives a symbol that was subscribed long before it started only new quotes', async () => {
    const clock = new VirtualClock(MONDAY_MS);
    const feed = new SimulatedFeed({clock});
    feed.subscribe('XAUUSD');
    clock.set(MONDAY_MS + 1000);
    const events = feed.events(new AbortController().signal);
    const first = events.next();
    await clock.advance(1000);
    const {value: event} = (await first) as IteratorYieldResult<FeedEvent>;
    expect(event).toMatchObject({type: 'quote', quote: {symbol: 'XAUUSD'}});
    const timeMs = event.type === 'quote' ? event.quote.timeMs : 0;
    expect(timeMs).toBeGreaterThan(MONDAY_MS + 1000);
    await events.return(undefined);
  });

  it('says so when quotes were left out, instead of giving old ones', async () => {
    const run = aRun(MONDAY_MS, ['XAUUSD'], {faults: false});
    await run.clock.advance(1000);
    const before = run.seen.length;
    run.clock.set(MONDAY_MS + 3_600_000);
    await run.clock.advance(1000);
    await run.end();
    expect(run.seen[before]?.event).toMatchObject({type: 'gap', symbol: 'XAUUSD'});
    const after = run.quotes().slice(before);
    expect(after.every(({timeMs}) => timeMs > MONDAY_MS + 3_600_000)).toBe(true);
    expect(after.length).toBeGreaterThanOrEqual(3);
  });
});

describe('SimulatedFeed.pass', () => {
  it('gives each symbol the quote that a long run saw last', async () => {
    const symbols = ['XAUUSD', 'EURUSD', 'S1', 'S2'];
    const run = aRun(MONDAY_MS, symbols);
    for (let pass = 0; pass < 60; pass++) {
      // Not a multiple of the tick; long enough to meet stalls.
      await run.clock.advance(17_381);
      const once = new SimulatedFeed({clock: new VirtualClock(run.clock.now())});
      for (const symbol of symbols) once.subscribe(symbol);
      const quotes = await passOf(once);
      expect(quotes).toHaveLength(symbols.length);
      for (const quote of quotes) {
        const seen = run.quotes(quote.symbol).at(-1);
        expect(priced(quote)).toBe(seen === undefined ? undefined : priced(seen));
        expect(quote.receivedAtMs).toBe(run.clock.now());
      }
    }
    await run.end();
  });
});

describe('the simulated market', () => {
  const FRIDAY_MS = Date.UTC(2026, 0, 9, 20, 55);
  const CLOSE_MS = Date.UTC(2026, 0, 9, 21);
  const OPEN_MS = Date.UTC(2026, 0, 11, 22);

  it('never gives a quote that the filter refuses, wherever in a year the next one is', async () => {
    const symbols = ['XAUUSD', 'EURUSD', 'BTCUSD', 'XAGUSD', 'FOO', 'bar.x', '123'];
    for (const symbol of symbols) {
      const filter = new QuoteFilter();
      for (const volatility of [1, 8]) {
        const clock = new VirtualClock(MONDAY_MS + volatility * 400 * 86_400_000);
        const feed = new SimulatedFeed({clock, volatility, alwaysOpen: false});
        feed.subscribe(symbol);
        for (let step = 0; step < 3000; step++) {
          clock.set(clock.now() + (step % 3 === 0 ? 40 * 3_600_000 : 1234));
          for (const quote of await passOf(feed)) {
            expect(filter.refuses(quote)).toBeUndefined();
            expect(quote.ask).toBeGreaterThan(quote.bid);
          }
        }
      }
    }
  });

  it('writes prices with the digits of the instrument', async () => {
    const feed = new SimulatedFeed({clock: new VirtualClock(MONDAY_MS)});
    for (const symbol of ['XAUUSD', 'EURUSD', 'USDJPY']) feed.subscribe(symbol);
    const decimals = Object.fromEntries(
      (await passOf(feed)).map(({symbol, bid, ask}) => [
        symbol,
        [bid, ask].map((price) => String(price).split('.')[1]?.length ?? 0),
      ]),
    );
    for (const [symbol, digits] of [
      ['XAUUSD', 2],
      ['EURUSD', 5],
      ['USDJPY', 3],
    ] as const) {
      expect(Math.max(...(decimals[symbol] ?? []))).toBeLessThanOrEqual(digits);
    }
  });

  it('rests on weekends unless it is told not to, or the instrument is crypto', async () => {
    const run = aRun(FRIDAY_MS, ['XAUUSD', 'BTCUSD'], {alwaysOpen: false});
    await run.clock.advanceTo(CLOSE_MS + 30 * MINUTE_MS);
    expect(run.quotes('XAUUSD').at(-1)?.timeMs).toBeLessThan(CLOSE_MS);
    expect(run.quotes('BTCUSD').at(-1)?.timeMs).toBeGreaterThan(CLOSE_MS + 29 * MINUTE_MS);
    run.feed.unsubscribe('BTCUSD');
    const last = run.quotes('XAUUSD').at(-1);
    const once = new SimulatedFeed({clock: run.clock, alwaysOpen: false});
    once.subscribe('XAUUSD');
    await run.clock.advanceTo(OPEN_MS - 1);
    expect((await passOf(once)).map(priced)).toEqual(last === undefined ? [] : [priced(last)]);
    await run.clock.advanceTo(OPEN_MS + MINUTE_MS);
    await run.end();
    const reopened = run.quotes('XAUUSD').find(({timeMs}) => timeMs > CLOSE_MS);
    expect(reopened?.timeMs).toBeGreaterThanOrEqual(OPEN_MS);
    expect(reopened?.timeMs).toBeLessThan(OPEN_MS + 30_000);
    expect(Math.abs((reopened?.bid ?? 0) - (last?.bid ?? 0))).toBeGreaterThan(0.5);
  });

  it('stalls for seconds and widens its spread when faults are on, and not when they are off', async () => {
    const around22 = Date.UTC(2026, 0, 5, 21, 30);
    const facts = async (faults: boolean) => {
      const run = aRun(around22, ['XAUUSD'], {faults});
      await run.clock.advance(90 * MINUTE_MS);
      await run.end();
      const quotes = run.quotes();
      const waits = quotes.slice(1).map(({timeMs}, index) => timeMs - (quotes[index]?.timeMs ?? 0));
      const spreads = quotes.map(({bid, ask}) => ask - bid);
      return {longestWaitMs: Math.max(...waits), widening: Math.max(...spreads) / Math.min(...spreads)};
    };
    const faulty = await facts(true);
    expect(faulty.longestWaitMs).toBeGreaterThan(2500);
    expect(faulty.longestWaitMs).toBeLessThan(21_000);
    expect(faulty.widening).toBeGreaterThan(3);
    const clean = await facts(false);
    expect(clean.longestWaitMs).toBeLessThan(500);
    expect(clean.widening).toBeLessThan(1.2);
  });
});

describe('SimulatedFeed.past', () => {
  it('gives the quotes of a span as they came, its end left out', async () => {
    const run = aRun(MONDAY_MS, ['XAUUSD']);
    await run.clock.advance(10 * MINUTE_MS);
    await run.end();
    const [fromMs, untilMs] = [MONDAY_MS + 2 * MINUTE_MS, MONDAY_MS + 7 * MINUTE_MS];
    const came = run.quotes().filter(({timeMs}) => timeMs >= fromMs && timeMs < untilMs);
    const past = await run.feed.past.quotes('XAUUSD', fromMs, untilMs);
    const told = (quotes: readonly PastQuote[]) => quotes.map(({bid, ask, timeMs}) => ({bid, ask, timeMs}));
    expect(told(past)).toEqual(told(came));
    expect(past.length).toBeGreaterThan(1000);
  });

  it('gives the minutes that its quotes draw', async () => {
    const run = aRun(MONDAY_MS, ['XAUUSD']);
    // A quote closes the last minute.
    await run.clock.advance(30 * MINUTE_MS + 25_000);
    await run.end();
    const series = new BarSeries(new Zone('UTC'));
    for (const quote of run.quotes()) series.accept(quote);
    const expected = series.closed('M1').slice(1);
    expect(await run.feed.past.bars('XAUUSD', 'M1', expected.length)).toEqual(expected);
  });

  it.each(['M5', 'H1', 'D1'] as const)(
    'gives the %s bars before now, open and close as quoted',
    async (timeframe) => {
      const clock = new VirtualClock(MONDAY_MS + 1234);
      const bars = await new SimulatedFeed({clock, alwaysOpen: false}).past.bars('EURUSD', timeframe, 300);
      expect(bars).toHaveLength(300);
      const newest = bars.at(-1);
      expect((newest?.timeMs ?? 0) + TIMEFRAME_MS[timeframe]).toBeLessThanOrEqual(clock.now());
      for (const [index, bar] of bars.entries()) {
        expect(bar.timeMs % TIMEFRAME_MS[timeframe]).toBe(0);
        expect(bar.timeMs).toBeGreaterThan(bars[index - 1]?.timeMs ?? 0);
        expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
        expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
        expect(bar.ticks).toBeGreaterThan(0);
      }
      const at = new VirtualClock((newest?.timeMs ?? 0) + TIMEFRAME_MS[timeframe] - 1);
      const feed = new SimulatedFeed({clock: at, alwaysOpen: false});
      feed.subscribe('EURUSD');
      expect((await passOf(feed))[0]?.bid).toBe(newest?.close);
    },
  );
});
