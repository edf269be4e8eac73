import {Tenure} from '../../src/engine/tenure.ts';
import {SteadyLink} from '../../src/link/steady-link.ts';
import {afterEach, describe, expect, it} from 'vitest';
import {PaperBroker} from '../../src/broker/paper/paper-broker.ts';
import {Monitor} from '../../src/engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {LOOP_DEFAULTS, MonitorLoops} from '../../src/engine/monitor-loops.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Plan} from '../../src/plan/plan.ts';
import type {FeedEvent} from '../../src/ports/feed.ts';
import {SILENT} from '../../src/ports/journal.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const HOLDING_NOTHING = {
  plans: 0,
  desks: 0,
  wakes: 0,
  studies: 0,
  expiries: 0,
  busy: 0,
  heldMutexes: 0,
};

const ROUNDS = 20;
/** The loops look for changed plans this often; a round of quotes takes longer. */
const ROUND_MS = 1000;

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A feed that says what the test tells it to, to whom it concerns. */
class ScriptedFeed {
  readonly subscribed = new Set<string>();
  readonly #waiting: FeedEvent[] = [];
  #wake: () => void = () => undefined;
  #isOver = false;

  readonly link = new SteadyLink(START_MS);
  readonly neverCloses = true;
  readonly past = undefined;
  subscribe = (symbol: string) => void this.subscribed.add(symbol);
  unsubscribe = (symbol: string) => void this.subscribed.delete(symbol);
  bars = () => Promise.resolve([]);

  say(quote: Quote): void {
    if (!this.subscribed.has(quote.symbol)) return;
    this.#waiting.push({type: 'quote', quote});
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *events(): AsyncGenerator<FeedEvent> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

describe('Monitor.census', () => {
  it.each([2, 200])('is empty when every plan of %i desks has ended', async (desks) => {
    const clock = new VirtualClock(START_MS);
    const random = new SeededRandom(1);
    const store = await SqliteStore.open({path: ':memory:', clock, random, databaseId: 'census'});
    const broker = await PaperBroker.open({path: null, clock, random, instruments: new InstrumentBook()});
    const feed = new ScriptedFeed();
    const monitor = new Monitor(
      {
        clock,
        store,
        broker,
        feed,
        journal: SILENT,
        tenure: await Tenure.forGood({clock, store, journal: SILENT}),
        instruments: new InstrumentBook(),
        quoteObserver: broker,
      },
      MONITOR_DEFAULTS,
    );
    opened.push(async () => {
      await broker.close();
      await store.close();
    });
    await monitor.open();
    expect(monitor.census()).toEqual(HOLDING_NOTHING);
    const ran = new MonitorLoops(monitor, clock, SILENT).run(feed.events(), new AbortController().signal);

    const symbols = Array.from({length: desks}, (_, index) => `SYM${String(index).padStart(3, '0')}`);
    const quoteAll = (bid: number) => {
      const nowMs = clock.now();
      for (const symbol of symbols)
        feed.say({symbol, bid, ask: bid + 0.1, timeMs: nowMs, receivedAtMs: nowMs});
    };
    const chance = new SeededRandom(desks);
    const toCancel: string[] = [];
    let peak = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      const plans: Plan[] = [];
      for (const symbol of chosen(symbols, Math.max(2, desks / 4), chance)) {
        const plan = (fate: string, more: Partial<Plan>) => {
          const id = `${fate}-${round}-${symbol}`;
          plans.push(aPlan({id, symbol, createdAtMs: clock.now(), stopLoss: 50, ...more}));
          return id;
        };
        plan('closed', {when: {price: {above: 101}}, takeProfit: 103});
        plan('expired', {
          when: {price: {above: 900}},
          expiresAtMs: clock.now() + 1 + Math.floor(chance.next() * 4000),
        });
        toCancel.push(
          plan('cancelled', {
            when: {any: [{price: {below: 10}}, {time: {between: ['00:00', '00:01'], zone: 'UTC'}}]},
          }),
        );
        // Cancelled in the very round in which its price comes: it ends one way or the other.
        toCancel.push(plan('raced', {when: {price: {above: 101.5}}, takeProfit: 103}));
      }
      await store.add(plans, clock.now());
      for (const bid of [100, 100.9, 101.2]) {
        quoteAll(bid);
        await clock.advanceTo(clock.now() + ROUND_MS / 4);
        await rest();
      }
      peak = Math.max(peak, monitor.census().plans);
      // Cancels arrive from elsewhere while the quotes go on, and are noticed at the next look.
      quoteAll(102);
      const cancels = toCancel
        .splice(0, Math.ceil(toCancel.length / 2))
        .map((id) => store.cancel(id, 'test', clock.now()));
      quoteAll(104);
      await Promise.all(cancels);
      await clock.advanceTo(clock.now() + ROUND_MS / 4);
      await rest();
      quoteAll(100);
      await rest();
    }
    for (const id of toCancel) await store.cancel(id, 'test', clock.now());
    // The longest expiry, and a take profit for whatever fired last. Then the reconciliation: a close
    // that came before its fill was recorded is found by it.
    for (const bid of [104, 100, 104, 100, 104]) {
      await clock.advanceTo(clock.now() + ROUND_MS);
      quoteAll(bid);
      await rest();
    }
    await clock.advanceTo(clock.now() + LOOP_DEFAULTS.reconcileMs);
    await rest();

    const {rows} = await store.list();
    const ends = new Set(rows.map(({plan, status}) => `${plan.id.split('-')[0]}: ${status}`));
    expect([...ends].sort()).toEqual([
      'cancelled: cancelled',
      'closed: closed',
      'expired: expired',
      'raced: cancelled',
      'raced: closed',
    ]);
    expect(peak).toBeGreaterThanOrEqual(desks);
    expect(monitor.census()).toEqual(HOLDING_NOTHING);
    expect([...feed.subscribed]).toEqual([]);
    expect(monitor.missedByEvents).toBe(0);

    feed.end();
    expect(await ran).toBe('feedEnded');
    await monitor.close();
    expect(clock.nextTimerMs).toBeUndefined();
  });
});

/** Some of the symbols, each at most once. */
function chosen(symbols: readonly string[], count: number, chance: SeededRandom): string[] {
  const left = [...symbols];
  return Array.from({length: Math.min(count, symbols.length)}, () =>
    left.splice(Math.floor(chance.next() * left.length), 1),
  ).flat();
}

describe('a sweep', () => {
  it('leaves no desk behind, whatever moment of it the end of the last plan comes into', async () => {
    for (let turns = 0; turns < 40; turns++) {
      const world = await MonitorWorld.open();
      await world.add(aPlan({when: {price: {below: 1}}}));
      await world.quote(1300);
      await world.store.cancel('plan', 'no more', world.clock.now());
      const ended = world.monitor.sync();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await world.monitor.sweep();
      await ended;
      expect([turns, world.monitor.census().desks, world.subscribed.size]).toEqual([turns, 0, 0]);
    }
  });
});
