import {describe, expect, it} from 'vitest';
import type {Bar, Timeframe} from '../../src/market/bar.ts';
import type {FeedPast} from '../../src/ports/feed.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const MINUTE_MS = 60_000;

/** Falls by a cent a minute, so that the RSI is 0 as soon as there is one. */
function falling(count: number, endMs: number, lengthMs = MINUTE_MS): readonly Bar[] {
  return Array.from({length: count}, (_, index) => {
    const close = 1300 + (count - index) / 100;
    const timeMs = endMs - (count - index) * lengthMs;
    return {timeMs, open: close + 0.01, high: close + 0.01, low: close, close, ticks: 4};
  });
}

const OVERSOLD = aPlan({when: {rsi: {timeframe: 'M1', period: 14, below: 30}}});

/** A feed that keeps bars, and no quotes. */
function pastOf(
  bars: (asked: Readonly<{timeframe: Timeframe; count: number}>) => readonly Bar[] | Promise<readonly Bar[]>,
): FeedPast {
  return {
    bars: async (_symbol, timeframe, count) => bars({timeframe, count}),
    quotes: () => Promise.resolve([]),
  };
}

/** Why the plan's conditions have their verdicts. */
function reasons(world: MonitorWorld): (string | undefined)[] {
  return world.monitor.explain('plan')?.conditions.map(({reason}) => reason) ?? [];
}

/** One quote so many seconds after the start, at a price that goes on falling. */
async function quoteAt(world: MonitorWorld, seconds: number): Promise<void> {
  world.clock.set(START_MS + (seconds - 1) * 1000);
  await world.quote(1300 - seconds / 6000);
}

describe('a condition on closed bars', () => {
  it('is asked when a bar closes, and not in between', async () => {
    const world = await MonitorWorld.open();
    await world.add(OVERSOLD);
    await world.clock.advance(0);
    const askedAt: number[] = [];
    const {monitor} = world;
    for (let seconds = 1; seconds <= 14 * 60; seconds += 20) {
      const before = monitor.explain('plan')?.levels[0]?.lastEvaluatedMs;
      await quoteAt(world, seconds);
      const after = monitor.explain('plan')?.levels[0]?.lastEvaluatedMs;
      if (after !== before) askedAt.push(seconds);
    }
    expect(askedAt).toEqual([1, ...Array.from({length: 13}, (_, minute) => minute * 60 + 61)]);
    expect(await world.status()).toBe('pending');
    // The fifteenth close: there are fourteen changes.
    await quoteAt(world, 14 * 60 + 1);
    expect(await world.status()).toBe('pending');
    await quoteAt(world, 15 * 60 + 1);
    expect(await world.status()).toBe('executed');
  });

  it('is unknown until enough bars have closed, and says so', async () => {
    const world = await MonitorWorld.open();
    await world.add(OVERSOLD);
    await quoteAt(world, 1);
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([
      {path: 'when.rsi', verdict: 'unknown', reason: 'tooFewBars', threshold: 'RSI(14) of M1 < 30'},
    ]);
  });

  it('is unknown on bars that are older than they can be', async () => {
    const world = await MonitorWorld.open();
    world.past = pastOf(({timeframe}) => (timeframe === 'M1' ? falling(300, START_MS - 10 * MINUTE_MS) : []));
    await world.add(OVERSOLD);
    await world.clock.advance(0);
    await quoteAt(world, 1);
    expect(reasons(world)).toEqual(['barsStale']);
    expect(await world.status()).toBe('pending');
  });
});

describe('a hold on closed bars', () => {
  const minutes = (from: number, to: number) =>
    Array.from({length: to - from + 1}, (_, index) => (from + index) * 60 + 1);

  it.each([
    ['goes on from one bar to the next', minutes(16, 18), 'executed'],
    // After a minute without quotes the newest that has closed is the one before it: soon too old, and none closes.
    [
      'is broken when they grow old, though none has closed',
      [16 * 60 + 1, 18 * 60 + 1, 18 * 60 + 12],
      'pending',
    ],
  ])('%s', async (_, seconds, status) => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {holdFor: {condition: OVERSOLD.when, seconds: 200}}}));
    // It is known from the fifteenth close on.
    for (const second of [...minutes(0, 15), ...seconds]) await quoteAt(world, second);
    expect(await world.status()).toBe('pending');
    await quoteAt(world, 19 * 60 + 1);
    expect(await world.status()).toBe(status);
    for (const second of minutes(20, 23)) await quoteAt(world, second);
    expect(await world.status()).toBe('executed');
  });
});

describe('bars from before the first quote', () => {
  it('come from the feed, of the timeframes and as many as the plans need', async () => {
    const world = await MonitorWorld.open();
    const asked: [Timeframe, number][] = [];
    world.past = pastOf(({timeframe, count}) => {
      asked.push([timeframe, count]);
      return timeframe === 'M5' ? falling(300, START_MS, 5 * MINUTE_MS) : [];
    });
    await world.add(aPlan({when: {rsi: {timeframe: 'M5', period: 14, below: 30}}}));
    await world.clock.advance(0);
    expect(asked).toEqual([
      ['M5', 196],
      ['M1', 10],
    ]);
    await quoteAt(world, 1);
    expect(await world.status()).toBe('executed');
  });

  it('are not asked for by plans that look at no bars', async () => {
    const world = await MonitorWorld.open();
    world.past = pastOf(() => {
      throw new Error('nobody needs bars');
    });
    await world.add(aPlan({when: {price: {below: 1}}}));
    await world.clock.advance(0);
    await quoteAt(world, 1);
    await quoteAt(world, 61);
    expect(world.kinds()).toEqual([]);
  });

  it('keep their place among the quotes that come while the feed is being asked', async () => {
    const world = await MonitorWorld.open();
    let answer: (bars: readonly Bar[]) => void = () => undefined;
    world.past = pastOf(({timeframe}) =>
      timeframe === 'M1' ? new Promise((resolve) => (answer = resolve)) : [],
    );
    await world.add(OVERSOLD);
    await quoteAt(world, 1);
    expect(reasons(world)).toEqual(['warmingUp']);
    await quoteAt(world, 50);
    answer(falling(300, START_MS));
    await world.clock.advance(0);
    expect(await world.status()).toBe('pending');
    // Whoever waited for a bar is asked at the next quote: the analyses have changed.
    await quoteAt(world, 55);
    expect(await world.status()).toBe('executed');
  });

  it('are asked for again after a pause that grows, when the feed does not answer', async () => {
    const world = await MonitorWorld.open();
    let isSilent = true;
    let asked = 0;
    world.past = pastOf(({timeframe}) => {
      if (timeframe === 'M1') asked += 1;
      return isSilent ? new Promise(() => undefined) : falling(300, START_MS);
    });
    await world.add(OVERSOLD);
    const quoteAtMs = async (ms: number) => {
      await world.clock.advance(START_MS + ms - 1000 - world.clock.now());
      await world.quote(1300 - ms / 1e6);
    };
    // It may take ten seconds, and is asked again one second after that, and then two.
    await quoteAtMs(11_500);
    expect(asked).toBe(2);
    await quoteAtMs(23_499);
    expect(asked).toBe(2);
    isSilent = false;
    await quoteAtMs(24_600);
    await quoteAtMs(25_700);
    expect([asked, await world.status()]).toEqual([3, 'executed']);
    expect(world.journal.filter(({kind}) => kind === 'failure')).toMatchObject([
      {doing: 'ask for the bars of XAUUSD'},
      {doing: 'ask for the bars of XAUUSD'},
    ]);
  });
});

describe('quotes that were lost', () => {
  /** Three hundred falling minutes at every time, known up to the last one that has closed. */
  const keptUntil = (world: MonitorWorld) => () =>
    falling(300, Math.floor(world.clock.now() / MINUTE_MS) * MINUTE_MS);

  it('make the feed be asked again when their minute closes, and its bar counts', async () => {
    const world = await MonitorWorld.open();
    let asked = 0;
    const kept = keptUntil(world);
    world.past = pastOf(({timeframe}) => {
      if (timeframe !== 'M1') return [];
      asked += 1;
      return kept();
    });
    // Of the minute of the first quote nobody knows what came before it: it is asked for once it has closed.
    await world.add(aPlan({when: {rsi: {timeframe: 'M1', period: 14, above: 70}}}));
    await quoteAt(world, 31);
    expect(asked).toBe(1);
    await quoteAt(world, 61);
    expect(asked).toBe(2);
    for (let minute = 2; minute < 10; minute++) await quoteAt(world, minute * 60 + 1);
    expect(asked).toBe(2);
    await quoteAt(world, 601);
    world.monitor.onGap('XAUUSD');
    await quoteAt(world, 631);
    expect([asked, reasons(world)]).toEqual([2, ['unmet']]);
    await quoteAt(world, 661);
    expect([asked, reasons(world)]).toEqual([3, ['unmet']]);
    expect(world.monitor.explain('plan')?.conditions[0]?.observed).toBe(0);
  });

  it('are noticed by a silence that an open market does not have', async () => {
    const world = await MonitorWorld.open();
    let asked = 0;
    const kept = keptUntil(world);
    world.past = pastOf(({timeframe}) => {
      if (timeframe === 'M1') asked += 1;
      return timeframe === 'M1' ? kept() : [];
    });
    await world.add(aPlan({when: {rsi: {timeframe: 'M1', period: 14, above: 70}}}));
    for (const seconds of [1, 61, 121]) await quoteAt(world, seconds);
    const before = asked;
    // Two minutes and 5 s after the bar of the last quote: nothing is known to be wrong.
    await quoteAt(world, 121 + 125);
    expect(asked).toBe(before);
    await quoteAt(world, 121 + 125 + 126);
    expect(asked).toBe(before + 1);
  });

  it('are drawn from the feed’s quotes where its bars do not reach', async () => {
    const world = await MonitorWorld.open();
    const spans: [number, number][] = [];
    world.past = {
      bars: (_symbol, timeframe) => Promise.resolve(timeframe === 'M1' ? falling(300, START_MS) : []),
      quotes: (_symbol, fromMs, untilMs) => {
        spans.push([fromMs - START_MS, untilMs - START_MS]);
        const quotes = Array.from({length: 80}, (_, index) => START_MS + index * 30_000).filter(
          (timeMs) => timeMs >= fromMs && timeMs < untilMs,
        );
        return Promise.resolve(quotes.map((timeMs) => ({bid: 2000 + timeMs / MINUTE_MS, ask: 3000, timeMs})));
      },
    };
    await world.add(aPlan({when: {rsi: {timeframe: 'M1', period: 14, above: 99}}}));
    await quoteAt(world, 1);
    // A stall of half an hour, in which the market rose.
    await quoteAt(world, 1801);
    expect(spans).toEqual([
      [0, 600_000],
      [600_000, 1_200_000],
      [1_200_000, 1_800_000],
      [1_800_000, 1_801_001],
    ]);
    expect(reasons(world)).toEqual(['met']);
    expect(await world.status()).toBe('pending');
    await quoteAt(world, 1802);
    expect(await world.status()).toBe('executed');
  });

  it('leave analyses unknown until enough bars have closed since, where the feed gives neither', async () => {
    const world = await MonitorWorld.open();
    world.past = pastOf(({timeframe}) => (timeframe === 'M1' ? falling(300, START_MS) : []));
    await world.add(aPlan({when: {rsi: {timeframe: 'M1', period: 14, above: 70}}}));
    await quoteAt(world, 1);
    expect(reasons(world)).toEqual(['unmet']);
    world.monitor.onGap('XAUUSD');
    await quoteAt(world, 31);
    expect(reasons(world)).toEqual(['unmet']);
    await quoteAt(world, 61);
    expect(reasons(world)).toEqual(['barsMissing']);
    expect(world.journal.at(-1)).toMatchObject({
      kind: 'failure',
      doing: 'ask for the bars of XAUUSD',
      message: expect.stringContaining('reach the time in which quotes were lost') as unknown,
    });
    for (let minute = 2; minute < 16; minute++) await quoteAt(world, minute * 60 + 1);
    expect(reasons(world)).toEqual(['barsMissing']);
    await quoteAt(world, 16 * 60 + 1);
    expect(reasons(world)).toEqual(['unmet']);
  });

  it('leave longer bars alone that had closed before, and no others', async () => {
    const world = await MonitorWorld.open();
    world.past = pastOf(({timeframe}) =>
      timeframe === 'M5' ? falling(300, START_MS, 5 * MINUTE_MS) : falling(10, START_MS),
    );
    await world.add(aPlan({when: {rsi: {timeframe: 'M5', period: 14, above: 70}}}));
    await quoteAt(world, 1);
    world.monitor.onGap('XAUUSD');
    await quoteAt(world, 61);
    expect(reasons(world)).toEqual(['unmet']);
    for (const seconds of [121, 181, 241]) await quoteAt(world, seconds);
    expect(reasons(world)).toEqual(['unmet']);
    await quoteAt(world, 301);
    expect(reasons(world)).toEqual(['barsMissing']);
    // What the next bar says of those before the hole would be wrong.
    for (let minute = 6; minute < 80; minute++) await quoteAt(world, minute * 60 + 1);
    expect(reasons(world)).toEqual(['barsMissing']);
    await quoteAt(world, 80 * 60 + 1);
    expect(reasons(world)).toEqual(['unmet']);
  });
});

describe('a condition that names a longer timeframe for when its bars are stale', () => {
  const written = {timeframe: 'M1', timeframeIfStale: 'M5', period: 14, above: 70} as const;

  /** Minutes that fall, and fives of which the RSI is 100. */
  async function asking(rsi: object): Promise<MonitorWorld> {
    const world = await MonitorWorld.open();
    world.past = pastOf(({timeframe}) => {
      const bars = falling(300, START_MS, timeframe === 'M5' ? 5 * MINUTE_MS : MINUTE_MS);
      if (timeframe === 'M1') return bars;
      return bars.map(({timeMs, ...bar}, index) => ({...bar, timeMs, close: bar.close + index / 10}));
    });
    await world.add(aPlan({when: {rsi}}));
    await quoteAt(world, 1);
    world.monitor.onGap('XAUUSD');
    return world;
  }

  it('looks at those while its own have not come, says so, and is back at its own when they have', async () => {
    const world = await asking(written);
    await quoteAt(world, 31);
    expect(reasons(world)).toEqual(['unmet']);
    await quoteAt(world, 61);
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([
      {
        verdict: 'met',
        observed: '100 (of M5)',
        threshold: 'RSI(14) of M1 > 70 (of M5 while those bars are stale)',
      },
    ]);
    world.past = pastOf(({timeframe}) => (timeframe === 'M1' ? falling(300, START_MS + MINUTE_MS) : []));
    await quoteAt(world, 63);
    await world.clock.advance(0);
    expect(reasons(world)).toEqual(['unmet']);
  });

  it('fires on them', async () => {
    const world = await asking(written);
    await quoteAt(world, 61);
    await quoteAt(world, 62);
    expect(await world.status()).toBe('executed');
  });

  it('is unknown when theirs are missing too', async () => {
    const world = await asking({...written, above: undefined, below: 1});
    await quoteAt(world, 301);
    await quoteAt(world, 302);
    expect(reasons(world)).toEqual(['barsMissing']);
  });
});

describe('what analyses a desk keeps', () => {
  it('is what its plans ask for, each once, and nothing after the last of them', async () => {
    const world = await MonitorWorld.open();
    const on = (id: string, timeframe: Timeframe) =>
      aPlan({id, when: {rsi: {timeframe, period: 14, below: 30}}});
    await world.add(on('a', 'M1'), on('b', 'M1'), on('c', 'M5'));
    expect(world.monitor.census()).toMatchObject({plans: 3, studies: 2});
    await world.store.edit(on('c', 'M15'), 1, world.clock.now());
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 3, studies: 2});
    await world.store.edit({...on('c', 'M15'), when: {price: {below: 1}}}, 2, world.clock.now());
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 3, studies: 1});
    for (const id of ['a', 'b']) await world.store.cancel(id, 'test', world.clock.now());
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 1, studies: 0});
  });
});
