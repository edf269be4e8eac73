import {describe, expect, it} from 'vitest';
import {LOOP_DEFAULTS, MonitorLoops} from '../../src/engine/monitor-loops.ts';
import type {FeedEvent} from '../../src/ports/feed.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

/** A feed that the test pushes into. */
class PushedEvents implements AsyncIterable<FeedEvent> {
  readonly #waiting: FeedEvent[] = [];
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.end());
  }

  push(event: FeedEvent): void {
    this.#waiting.push(event);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FeedEvent> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function started() {
  const world = await MonitorWorld.open();
  const stop = new AbortController();
  const events = new PushedEvents(stop.signal);
  const loops = new MonitorLoops(world.monitor, world.clock, {record: (entry) => world.journal.push(entry)});
  const ended = loops.run(events, stop.signal);
  return {world, stop, events, loops, ended};
}

describe('MonitorLoops', () => {
  it('notices a plan of another process within a second', async () => {
    const {world, stop, ended} = await started();
    await world.store.add([aPlan({when: {price: {above: 9000}}})], START_MS);
    await world.clock.advance(1000);
    expect(world.monitor.census().plans).toBe(1);
    stop.abort();
    await ended;
  });

  it('expires a plan on time in a market without quotes', async () => {
    const {world, stop, ended} = await started();
    await world.store.add([aPlan({expiresAtMs: START_MS + 60_000})], START_MS);
    await world.clock.advance(59_999);
    expect(await world.status()).toBe('pending');
    await world.clock.advance(1);
    await rest();
    expect(await world.status()).toBe('expired');
    stop.abort();
    await ended;
  });

  it('keeps running without plans, and ends with the signal, leaving no timer', async () => {
    const {world, stop, ended} = await started();
    await world.clock.advance(10 * LOOP_DEFAULTS.sweepMs);
    expect(world.monitor.lastSweep?.due).toBe(0);
    stop.abort();
    expect(await ended).toBe('aborted');
    expect(world.clock.timers).toBe(0);
  });

  it('ends when the feed does, after the work under way', async () => {
    const {world, events, ended} = await started();
    await world.add(aPlan());
    await world.clock.advance(1000);
    const timeMs = world.clock.now();
    events.push({
      type: 'quote',
      quote: {symbol: 'XAUUSD', bid: 1300, ask: 1301, timeMs, receivedAtMs: timeMs},
    });
    events.end();
    expect(await ended).toBe('feedEnded');
    expect(await world.status()).toBe('executed');
  });

  it('goes on with the next quote after one whose work threw, and counts it', async () => {
    const {world, events, loops, ended} = await started();
    await world.add(aPlan({when: {price: {above: 1305}}}));
    await world.clock.advance(1000);
    const quote = (bid: number, symbol = 'XAUUSD') => {
      const timeMs = world.clock.now() + bid / 1000;
      events.push({type: 'quote', quote: {symbol, bid, ask: bid + 0.5, timeMs, receivedAtMs: timeMs}});
    };
    const {onQuote} = world.monitor;
    world.monitor.onQuote = (one) => {
      if (one.bid === 1302) throw new Error('the book is damaged');
      return onQuote.call(world.monitor, one);
    };
    for (const bid of [1301, 1302, 1306]) quote(bid);
    events.end();
    expect(await ended).toBe('feedEnded');
    expect(await world.status()).toBe('executed');
    expect(loops.report().find(({name}) => name === 'work quotes')).toMatchObject({
      turns: 3,
      failures: 1,
      consecutiveFailures: 0,
      lastError: 'the book is damaged',
    });
  });

  it('starts a loop again that ended without being asked to, and counts it', async () => {
    const {world, stop, loops, ended} = await started();
    const {sleep} = world.clock;
    let broken = 0;
    world.clock.sleep = (ms, signal) => {
      if (ms !== LOOP_DEFAULTS.syncMs || broken === 2) return sleep.call(world.clock, ms, signal);
      broken += 1;
      return Promise.reject(new Error('the timer was lost'));
    };
    await world.store.add([aPlan({when: {price: {above: 9000}}})], START_MS);
    await world.clock.advance(3000);
    expect(world.monitor.census().plans).toBe(1);
    expect(loops.report().find(({name}) => name === 'look for changes')).toMatchObject({
      restarts: 2,
      lastError: 'the timer was lost',
    });
    stop.abort();
    await ended;
  });

  it('tells of a turn that hangs, once, and of its end', async () => {
    const {world, stop, ended} = await started();
    const {sweep} = world.monitor;
    const hanging = Promise.withResolvers<void>();
    world.monitor.sweep = () => hanging.promise.then(() => sweep.call(world.monitor));
    await world.clock.advance(LOOP_DEFAULTS.sweepMs + 120_000);
    const told = () => world.journal.flatMap((entry) => (entry.kind === 'supervised' ? [entry.state] : []));
    expect(told()).toEqual(['stalled']);
    hanging.resolve();
    await rest();
    expect(told()).toEqual(['stalled', 'recovered']);
    stop.abort();
    await ended;
  });

  it('counts failures that are the same, and begins anew with another one or after a success', async () => {
    const {world, stop, ended} = await started();
    const changes = world.store.changesSince.bind(world.store);
    const answers = ['full', 'full', 'full', 'locked', 'locked', null, 'locked'];
    world.store.changesSince = (revision) => {
      const answer = answers.shift() ?? null;
      return answer === null ? changes(revision) : Promise.reject(new Error(answer));
    };
    await world.clock.advance(2500);
    const told = world.journal.flatMap((entry) =>
      entry.kind === 'failure' ? [`${entry.message} ${entry.inARow}`] : [],
    );
    expect(told).toEqual(['full 1', 'full 2', 'full 3', 'locked 1', 'locked 2', 'locked 1']);
    stop.abort();
    await ended;
  });

  it('goes on after a failure of the store, and notes it', async () => {
    const {world, stop, ended} = await started();
    const changes = world.store.changesSince.bind(world.store);
    world.store.changesSince = () => Promise.reject(new Error('disk on fire'));
    await world.clock.advance(600);
    expect(world.journal).toContainEqual({
      kind: 'failure',
      planId: null,
      reasonCode: 'unforeseen',
      doing: 'look for changes',
      message: 'disk on fire',
      inARow: 1,
    });
    world.store.changesSince = changes;
    await world.store.add([aPlan({when: {price: {above: 9000}}})], START_MS);
    await world.clock.advance(1000);
    expect(world.monitor.census().plans).toBe(1);
    stop.abort();
    await ended;
  });
});
