import {describe, expect, it} from 'vitest';
import type {MonitorOptions} from '../../src/engine/monitor-options.ts';
import {SOURCE_CLOCK_DEFAULTS} from '../../src/engine/source-clock.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, filled, MonitorWorld, START_MS} from './monitor-world.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A plan that is older than any time to which a clock is set back here. */
function anOldPlan(changes: Partial<Plan> = {}): Plan {
  return aPlan({createdAtMs: START_MS - 24 * HOUR_MS, ...changes});
}

/** A monitor on a machine whose wall clock the test sets. The source’s clock is right, and is measured. */
async function open(options: Partial<MonitorOptions> = {}) {
  const world = await MonitorWorld.open({
    sourceClock: {...SOURCE_CLOCK_DEFAULTS, offsetMs: 'measured'},
    ...options,
  });
  const {clock} = world;
  const sourceMs = () => START_MS + clock.monotonic();
  const setClock = (byMs: number) => {
    const now = clock.now.bind(clock);
    clock.now = () => now() + byMs;
  };
  const measure = () => {
    for (let count = 0; count < 3; count += 1) world.monitor.onSourceClock(sourceMs(), clock.now(), 5);
  };
  /** A second later a quote that left the source so long ago. */
  const quote = async (bid: number, ageMs = 0) => {
    clock.set(sourceMs() + 1000);
    const times = {timeMs: sourceMs() - ageMs, receivedAtMs: clock.now()};
    world.monitor.onQuote({symbol: 'XAUUSD', bid, ask: bid + 0.5, ...times});
    await rest();
  };
  measure();
  return {world, setClock, measure, quote};
}

/** The broker rejects the first order, and takes the next. */
function rejectsOnce({broker}: MonitorWorld): void {
  broker.answer = () => {
    broker.answer = (intent) => Promise.resolve(filled(intent));
    return Promise.resolve({status: 'rejected', code: 'REQUOTE', message: 'price moved', retry: 'later'});
  };
}

/** The store fails the first of these calls. */
function failsOnce({store}: MonitorWorld, method: 'claim' | 'cancel' | 'expire'): void {
  const own = store[method];
  Object.assign(store, {
    [method]: () => {
      Object.assign(store, {[method]: own.bind(store)});
      return Promise.reject(new Error('the database is locked'));
    },
  });
}

describe('a machine whose clock was set', () => {
  it('fires nothing on an old quote that looks fresh by it, before anybody has looked', async () => {
    const {world, setClock, measure, quote} = await open();
    await world.add(anOldPlan());
    setClock(-HOUR_MS);
    await quote(1300, HOUR_MS / 2);
    expect(world.monitor.quoteCounts).toMatchObject({accepted: 1, stale: 0});
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.gateRows).toMatchObject([{reason: 'clockUnsure'}]);
    world.monitor.lookAtClock();
    measure();
    await quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it.each<[string, Partial<Plan>, (world: MonitorWorld) => void]>([
    ['the end of the pause after a rejection', {}, rejectsOnce],
    ['the end of the pause after a failure', {}, (world) => failsOnce(world, 'claim')],
    ['its time of day', {when: {time: {between: ['11:00', '11:30'], zone: 'UTC'}}}, () => undefined],
  ])('asks who waits for %s at the next quote, and no event has missed it', async (_, changes, prepare) => {
    const {world, setClock, measure, quote} = await open({failurePauseMs: 10_000});
    prepare(world);
    await world.add(anOldPlan(changes));
    // At the first it is tried; at the second it is asked, and sleeps.
    for (let count = 0; count < 2; count += 1) await quote(1300);
    expect(await world.status()).toBe('pending');
    setClock(-45 * MINUTE_MS);
    expect(await world.monitor.sweep()).toMatchObject({missedByEvents: 0, skipped: {gateShut: 1}});
    world.monitor.lookAtClock();
    measure();
    expect(await world.monitor.sweep()).toMatchObject({missedByEvents: 0, skipped: {armedSince: 1}});
    await quote(1300);
    expect(await world.status()).toBe('executed');
    await world.monitor.sweep();
    expect(world.monitor.missedByEvents).toBe(0);
  });

  it('asks who waits to be cancelled at the next quote, too', async () => {
    const {world, setClock, quote} = await open();
    failsOnce(world, 'cancel');
    await world.add(anOldPlan({when: {price: {above: 9000}}, cancelWhen: {price: {above: 1300}}}));
    await quote(1301);
    expect(await world.status()).toBe('pending');
    setClock(-HOUR_MS);
    world.monitor.lookAtClock();
    await quote(1301);
    expect(await world.status()).toBe('cancelled');
  });

  it('expires at once what is over by the new time, without a quote, and nothing else', async () => {
    const {world, setClock} = await open();
    await world.add(
      anOldPlan({id: 'over', expiresAtMs: START_MS + HOUR_MS}),
      anOldPlan({id: 'later', expiresAtMs: START_MS + HOUR_MS + 1}),
      anOldPlan({id: 'never'}),
    );
    setClock(HOUR_MS);
    world.monitor.lookAtClock();
    await rest();
    expect(await Promise.all(['over', 'later', 'never'].map((id) => world.status(id)))).toEqual([
      'expired',
      'pending',
      'pending',
    ]);
  });

  it('expires at once what is over and paused after a failure to expire it', async () => {
    const {world, setClock, quote} = await open();
    failsOnce(world, 'expire');
    await world.add(anOldPlan({expiresAtMs: START_MS - 2 * HOUR_MS}));
    await quote(1300);
    expect(await world.status()).toBe('pending');
    setClock(-HOUR_MS);
    world.monitor.lookAtClock();
    await rest();
    expect(await world.status()).toBe('expired');
  });

  it('keeps every pause when it was only corrected by a little', async () => {
    const {world, setClock, quote} = await open({failurePauseMs: 10_000});
    failsOnce(world, 'claim');
    await world.add(anOldPlan());
    await quote(1300);
    setClock(-1000);
    world.monitor.lookAtClock();
    for (let second = 0; second < 10; second += 1) await quote(1300);
    expect(world.broker.submitted).toEqual([]);
    await quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('is not held back by a pause that was stored before, when the monitor starts only then', async () => {
    const {world, setClock, measure, quote} = await open();
    rejectsOnce(world);
    await world.add(anOldPlan());
    await quote(1300);
    expect((await world.row()).levels).toMatchObject([{status: 'pending', retryAtMs: START_MS + 6000}]);
    setClock(-HOUR_MS);
    await world.restart();
    measure();
    await quote(1300);
    expect(await world.status()).toBe('executed');
    expect(world.monitor.missedByEvents).toBe(0);
  });
});
