import {afterEach, describe, expect, it} from 'vitest';
import {MonitorMetrics, SERIES_MAX} from '../../../src/app/metrics/monitor-metrics.ts';
import {SYMBOLS_MAX} from '../../../src/app/metrics/quote-metrics.ts';
import {settingsSchema} from '../../../src/app/settings.ts';
import {LockBook} from '../../../src/contention/lock-book.ts';
import {SILENT} from '../../../src/ports/journal.ts';
import type {Store} from '../../../src/ports/store.ts';
import {overridden} from '../../../src/overridden.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aPlan, filled, MonitorWorld, restingReport, START_MS} from '../../engine/monitor-world.ts';
import {hasPython, Scrape, scraped} from './scraped.ts';

const stops: AbortController[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** Lets the loops run without a feed until the test ends. */
function running(loops: ReturnType<typeof scraped>['loops']): void {
  const stop = new AbortController();
  stops.push(stop);
  const {signal} = stop;
  async function* nothing() {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), {once: true}));
    yield* [];
  }
  void loops.run(nothing(), signal);
}

/** A store of which claims and settlements take their time. */
function slow(world: () => MonitorWorld, claimMs: number, settleMs: number): (store: Store) => Store {
  return (store) =>
    overridden(store, {
      claim: async (...args) => {
        await world().clock.sleep(claimMs);
        return store.claim(...args);
      },
      settle: async (...args) => {
        await world().clock.sleep(settleMs);
        return store.settle(...args);
      },
    });
}

describe.skipIf(!hasPython)('the metrics of a monitor', () => {
  it('says how long an execution took, step by step, from the receipt of its quote', async () => {
    const world: MonitorWorld = await MonitorWorld.open(
      {},
      slow(() => world, 40, 30),
    );
    const {scrape} = scraped(world);
    world.broker.answer = async (intent) => {
      await world.clock.sleep(120);
      return filled(intent);
    };
    await world.add(aPlan());
    world.clock.set(START_MS + 1000);
    // It was received 7 ms ago, and waited in the feed.
    await world.quote(1300, 1300.5, {receivedAtMs: world.clock.now() + 1000 - 7});
    await world.clock.advance(300);
    const seen = await scrape();
    const sumOf = (name: string) => seen.value(`${name}_seconds_sum`);
    expect(sumOf('claim_latency')).toBeCloseTo(0.047, 9);
    expect(sumOf('claim_duration')).toBeCloseTo(0.04, 9);
    expect(sumOf('order_duration')).toBeCloseTo(0.12, 9);
    expect(sumOf('settle_duration')).toBeCloseTo(0.03, 9);
    const bucket = (le: string) => seen.value('claim_latency_seconds_bucket', {le});
    expect([bucket('0.025'), bucket('0.05'), bucket('+Inf')]).toEqual([0, 1, 1]);
    expect(seen.by('fires_total')).toMatchObject({executed: 1, failed: 0, claimRefused: 0});
  });

  it('counts what became of each level that fired', async () => {
    let breaks = false;
    const world = await MonitorWorld.open({}, (store) =>
      overridden(store, {
        claim: (...args) => (breaks ? Promise.reject(new Error('no disk')) : store.claim(...args)),
      }),
    );
    const {scrape} = scraped(world);
    world.broker.answer = (intent) => {
      switch (intent.planId) {
        case 'rests':
          return Promise.resolve({status: 'accepted', report: restingReport(intent)});
        case 'rejected':
          return Promise.resolve({status: 'rejected', code: 'NO', message: 'no money', retry: 'never'});
        case 'notSent':
          return Promise.resolve({status: 'notSent', reason: 'the line is dead'});
        default:
          return Promise.resolve(filled(intent));
      }
    };
    for (const id of ['fills', 'rests', 'rejected', 'notSent']) {
      await world.add(aPlan({id, group: null}));
      await world.quote(1300);
    }
    await world.store.cancel('notSent', 'enough', world.clock.now());
    await world.monitor.sync();
    // Somebody cancels it while the monitor has not heard of that yet.
    await world.add(aPlan({id: 'refused'}));
    await world.store.cancel('refused', 'first', world.clock.now());
    await world.quote(1300);
    await world.add(aPlan({id: 'broken'}));
    breaks = true;
    await world.quote(1300);
    const seen = await scrape();
    expect(seen.by('fires_total')).toEqual({
      executed: 1,
      working: 1,
      rejected: 1,
      notSent: 1,
      parked: 0,
      claimRefused: 1,
      failed: 1,
    });
    expect(seen.by('claims_refused_total')).toMatchObject({moved: 1, halted: 0});
  });

  it('counts an order in doubt when it is parked, and what is found out of it later', async () => {
    const world = await MonitorWorld.open();
    const {scrape} = scraped(world);
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'the line broke'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    await world.add(aPlan());
    await world.quote(1300);
    await world.clock.advance(120_000);
    const parked = await scrape();
    expect(parked.by('fires_total')).toMatchObject({parked: 1, executed: 0});
    expect(parked.value('orders_in_doubt')).toBe(1);
    const [intent] = world.broker.submitted;
    if (intent === undefined) throw new Error('nothing was sent');
    const outcome = filled(intent);
    if (outcome.status !== 'accepted') throw new Error('it is filled');
    world.broker.found = () => Promise.resolve({status: 'found', report: outcome.report});
    await world.monitor.reconcile();
    const settled = await scrape();
    expect(settled.by('recovered_orders_total')).toMatchObject({executed: 1, parked: 0});
    expect(settled.by('fires_total')).toEqual(parked.by('fires_total'));
    expect(settled.value('orders_in_doubt')).toBe(0);
  });

  it('agrees with the status, and with what was counted by hand', async () => {
    const world = await MonitorWorld.open();
    const {scrape, status, locks, loops, metrics} = scraped(world);
    running(loops);
    await world.add(
      aPlan({id: 'far', when: {all: [{price: {above: 9000}}, {spread: {atMost: 1}}]}}),
      aPlan({id: 'other', symbol: 'EURUSD', when: {price: {above: 2}}}),
    );
    await world.quote(1300);
    await world.quote(1301);
    await world.quote(1302, 1301);
    await world.quote(1.1, 1.2, {symbol: 'NOBODY'});
    await locks.lockOf('plan', 'far').runExclusive(() => Promise.resolve());
    await world.clock.advance(31_000);
    world.feedLink.become('down');
    world.feedLink.become('up');
    world.feedLink.become('degraded');
    world.feedLink.become('up');
    const counted = metrics.counted(SILENT);
    for (const entry of world.journal) counted.record(entry);
    await world.store.halt({reason: 'news', atMs: world.clock.now(), flatten: false});
    await world.monitor.sync();

    const seen = await scrape();
    const said = status();
    // By hand.
    expect(seen.by('quotes_total')).toMatchObject({accepted: 2, crossed: 1, unwatched: 1, stale: 0});
    expect(seen.by('conditions')).toMatchObject({
      'all met': 0,
      'all unmet': 1,
      'price unmet': 1,
      'spread met': 1,
    });
    expect(seen.by('symbols')).toMatchObject({late: 1, none: 1, fresh: 0});
    expect(seen.by('quote_age_seconds')).toEqual({XAUUSD: (world.clock.now() - START_MS - 2000) / 1000});
    expect(seen.value('sweeps_total')).toBe(1);
    expect(seen.by('sweep_levels')).toEqual({due: 2, evaluated: 1, failed: 0});
    expect(seen.by('sweep_skipped_levels')).toEqual({noQuote: 1});
    expect(seen.value('halted')).toBe(1);
    expect(seen.by('gate_shut')).toMatchObject({halted: 1, feedDown: 0});
    expect(seen.value('ready')).toBe(1);
    expect(seen.by('link_reconnects_total')).toEqual({feed: 1, broker: 0});
    expect(seen.value('link_state', {link: 'feed', state: 'up'})).toBe(1);
    expect(seen.value('link_state', {link: 'feed', state: 'down'})).toBe(0);
    expect(seen.by('plans')).toMatchObject({pending: 2, executed: 0});
    expect(seen.value('lock_acquisitions_total', {class: 'plan'})).toBe(1);
    expect(seen.by('event_loop_delay_seconds')).toEqual({50: 0.001, 99: 0.02, max: 0.3});
    // By the status.
    expect(seen.by('census')).toEqual(said.census);
    expect(seen.value('missed_by_events_total')).toBe(said.missedByEvents);
    expect(seen.value('lease_epoch')).toBe(said.lease?.epoch);
    expect(seen.value('database_writes_total')).toBe(said.store?.writes);
    expect(seen.value('database_groups_total')).toBe(said.store?.groups);
    for (const {name, turns, failures} of said.loops) {
      expect(seen.value('loop_turns_total', {loop: name})).toBe(turns);
      expect(seen.value('loop_failures_total', {loop: name})).toBe(failures);
    }
    expect(said.loops.find(({name}) => name === 'look for changes')?.turns).toBeGreaterThan(100);
    expect(seen.value('sweep_age_seconds')).toBe(
      (world.clock.now() - Date.parse(said.sweep?.at ?? '')) / 1000,
    );
  });

  it('has few series for 1,000 plans on 300 symbols, and names no plan in any', async () => {
    const world = await MonitorWorld.open();
    const {scrape, metrics} = scraped(world);
    const plans = Array.from({length: 1000}, (_, index) =>
      aPlan({
        id: `plan-${index}-x`,
        symbol: `SYM${index % 300}`,
        group: index % 7 === 0 ? `group-${index}` : null,
        when: index % 10 === 0 ? {always: true} : {price: {above: 9000 + index}},
      }),
    );
    await world.add(...plans);
    for (let index = 0; index < 300; index += 1) await world.quote(1300, 1300.5, {symbol: `SYM${index}`});
    // Between slices of plans it waits for the clock.
    const looked = world.monitor.sweep().then(() => world.monitor.remember());
    await world.clock.advance(10);
    await looked;
    const counted = metrics.counted(SILENT);
    for (const entry of world.journal) counted.record(entry);
    const seen = await scrape();
    expect(seen.value('fires_total', {outcome: 'executed'})).toBe(100);
    expect(seen.samples.length).toBeLessThan(SERIES_MAX);
    expect(Object.keys(seen.by('quote_age_seconds'))).toHaveLength(SYMBOLS_MAX);
    expect(seen.value('quote_age_left_out_symbols')).toBe(300 - SYMBOLS_MAX);
    const states = Object.values(seen.by('symbols'));
    expect(states.reduce((sum, count) => sum + count, 0)).toBe(300);
    const labels = new Set(seen.samples.flatMap(([, has]) => Object.values(has)));
    const naming = [...labels].filter((value) => /plan-\d|group-\d/.test(value));
    expect(naming).toEqual([]);
  });

  it('can be asked while the monitor starts, and then says that it is not ready', async () => {
    const clock = new VirtualClock(START_MS);
    const metrics = new MonitorMetrics({
      clock,
      loopDelay: {delays: () => ({p50: 0, p99: 0, max: 0})},
      parts: () => ({
        settings: {...settingsSchema.parse({}), db: 'plans.db'},
        clock,
        startedAtMs: START_MS,
        monitor: undefined,
        loops: undefined,
        tenure: undefined,
        store: undefined,
        locks: new LockBook(clock),
      }),
    });
    const {body, contentType} = await metrics.exposition();
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    const seen = new Scrape(body);
    expect(seen.value('ready')).toBe(0);
    expect(seen.value('lease_held')).toBe(0);
    // What is not known is not there, rather than 0.
    for (const name of ['lease_epoch', 'sweep_age_seconds', 'sweeps_total', 'orders_in_doubt', 'halted'])
      expect(seen.value(name)).toBeUndefined();
  });

  it('is whole in the eyes of the parser when a symbol has quotes and lines in its name', async () => {
    const world = await MonitorWorld.open();
    const {scrape} = scraped(world);
    const symbol = 'A"B\\C\nD{},=';
    world.symbols = {
      find: () => ({listed: true, listing: {feedSymbol: symbol, brokerSymbol: 'XAUUSD'}}),
    };
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300, 1300.5, {symbol});
    expect((await scrape()).by('quote_age_seconds')).toEqual({[symbol]: 0});
  });
});
