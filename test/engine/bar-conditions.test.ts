import {describe, expect, it} from 'vitest';
import type {Bar, Timeframe} from '../../src/market/bar.ts';
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

  it('is unknown on bars that are older than they can be, and met again when there are new ones', async () => {
    const world = await MonitorWorld.open();
    world.feedBars = (_symbol, timeframe) =>
      Promise.resolve(timeframe === 'M1' ? falling(300, START_MS - 10 * MINUTE_MS) : []);
    await world.add(OVERSOLD);
    await world.clock.advance(0);
    await quoteAt(world, 1);
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([{reason: 'barsStale'}]);
    expect(await world.status()).toBe('pending');
    await quoteAt(world, 61);
    expect(await world.status()).toBe('executed');
  });
});

describe('bars from before the first quote', () => {
  it('come from the feed, of the timeframes and as many as the plans need', async () => {
    const world = await MonitorWorld.open();
    const asked: [Timeframe, number][] = [];
    world.feedBars = (_symbol, timeframe, count) => {
      asked.push([timeframe, count]);
      return Promise.resolve(timeframe === 'M5' ? falling(300, START_MS, 5 * MINUTE_MS) : []);
    };
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
    world.feedBars = () => Promise.reject(new Error('nobody needs bars'));
    await world.add(aPlan({when: {price: {below: 1}}}));
    await world.clock.advance(0);
    expect(world.kinds()).toEqual([]);
  });

  it('keep their place among the quotes that come while the feed is being asked', async () => {
    const world = await MonitorWorld.open();
    let answer: (bars: readonly Bar[]) => void = () => undefined;
    world.feedBars = (_symbol, timeframe) =>
      timeframe === 'M1' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve([]);
    await world.add(OVERSOLD);
    await quoteAt(world, 1);
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([{reason: 'warmingUp'}]);
    await quoteAt(world, 59);
    answer(falling(300, START_MS));
    await world.clock.advance(0);
    expect(await world.status()).toBe('pending');
    await quoteAt(world, 61);
    expect(await world.status()).toBe('executed');
  });

  it('are done without when the feed does not answer, and asked for again by the next sweep', async () => {
    const world = await MonitorWorld.open();
    let isSilent = true;
    world.feedBars = () =>
      isSilent ? new Promise(() => undefined) : Promise.resolve(falling(300, START_MS));
    await world.add(OVERSOLD);
    await world.clock.advance(10_001);
    await quoteAt(world, 11);
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([{reason: 'tooFewBars'}]);
    expect(world.journal).toContainEqual(
      expect.objectContaining({kind: 'failure', doing: 'ask for the bars of XAUUSD'}),
    );
    isSilent = false;
    await world.monitor.sweep();
    await world.clock.advance(0);
    await quoteAt(world, 61);
    expect(await world.status()).toBe('executed');
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
