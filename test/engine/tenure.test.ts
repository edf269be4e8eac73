import {afterEach, describe, expect, it} from 'vitest';
import {Tenure, TENURE_DEFAULTS} from '../../src/engine/tenure.ts';
import {BusyError} from '../../src/errors.ts';
import type {Clock} from '../../src/ports/clock.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import type {Store} from '../../src/ports/store.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const {ttlMs, renewMs} = TENURE_DEFAULTS;
const HOUR_MS = 3_600_000;

/** The clock of a machine whose wall time is off by so much; for durations it is as good as any. */
class OffClock implements Clock {
  offMs: number;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, offMs: number) {
    this.#clock = clock;
    this.offMs = offMs;
  }

  now = () => this.#clock.now() + this.offMs;
  monotonic = () => this.#clock.monotonic();
  at = (timeMs: number, fn: () => void) => this.#clock.at(timeMs - this.offMs, fn);
  sleep = (ms: number, signal?: AbortSignal) => this.#clock.sleep(ms, signal);
}

type TakeOptions = Readonly<{host?: string; waitMs?: number; gone?: readonly number[]; clock?: Clock}>;

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function open() {
  const clock = new VirtualClock(START_MS);
  const store = await SqliteStore.open({path: ':memory:', clock, random: new SeededRandom(1)});
  opened.push(store);
  const journal: JournalEntry[] = [];
  const take = (holderId: string, options: TakeOptions = {}) =>
    Tenure.take(
      {
        clock: options.clock ?? clock,
        store,
        journal: {record: (entry) => journal.push(entry)},
        processes: {
          host: options.host ?? 'here',
          pid: Number(holderId.slice(1)),
          processStart: holderId,
          isGone: (pid) => options.gone?.includes(pid) ?? false,
        },
      },
      {holderId, ttlMs, renewMs, waitMs: options.waitMs ?? 0},
    );
  return {clock, store, journal, take};
}

describe('Tenure', () => {
  it('is one monitor’s at a time; the second is told who, where and since when', async () => {
    const {take} = await open();
    const first = await take('p1');
    expect(first.epoch).toBe(1);
    const refused = await take('p2').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BusyError);
    expect(refused).toMatchObject({
      code: 'MONITOR_RUNNING',
      message: `Another monitor watches this database: process 1 on here, since ${new Date(START_MS).toISOString()}`,
    });
  });

  it('passes at once when it is released, with the next epoch', async () => {
    const {take} = await open();
    await (await take('p1')).release();
    expect((await take('p2')).epoch).toBe(2);
  });

  it('passes at once when its process on this machine has ended, and not when one elsewhere seems to', async () => {
    const {take} = await open();
    await take('p1');
    await expect(take('p2', {host: 'elsewhere', gone: [1]})).rejects.toBeInstanceOf(BusyError);
    expect((await take('p2', {gone: [1]})).epoch).toBe(2);
  });

  it('passes to one that waits when the holder has not renewed it for its time to live', async () => {
    const {take, clock} = await open();
    await take('p1');
    const waiting = take('p2', {waitMs: 60_000});
    await clock.advance(ttlMs - 1000);
    await rest();
    const taken = waiting.then(({epoch}) => epoch);
    await clock.advance(2000);
    expect(await taken).toBe(2);
  });

  it('is renewed for as long as it is held, and then is nobody else’s', async () => {
    const {take, clock} = await open();
    const first = await take('p1');
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    for (let count = 0; count < 20; count += 1) await clock.advance(renewMs);
    expect(first.isHeld()).toBe(true);
    await expect(take('p2')).rejects.toBeInstanceOf(BusyError);
    stop.abort();
    expect(await held).toBe('aborted');
  });

  it('that has lapsed and that nobody took is renewed, and work goes on', async () => {
    const {take, clock, journal} = await open();
    const first = await take('p1');
    clock.set(START_MS + ttlMs);
    expect(first.isHeld()).toBe(false);
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    await clock.advance(renewMs);
    expect(first.isHeld()).toBe(true);
    expect(journal.map((entry) => entry.kind === 'lease' && entry.state)).toEqual([
      'taken',
      'lapsed',
      'renewed',
    ]);
    stop.abort();
    await held;
  });

  it('that has lapsed is told of once, however often it cannot be renewed, and again the next time', async () => {
    const {take, clock, store, journal} = await open();
    const first = await take('p1');
    const renew = store.renewLease.bind(store);
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    for (let time = 0; time < 2; time++) {
      store.renewLease = () => Promise.reject(new BusyError('STORE_BUSY', 'it stayed locked'));
      await clock.advance(ttlMs + 60_000);
      store.renewLease = renew;
      await clock.advance(renewMs);
    }
    const states = journal.flatMap((entry) => (entry.kind === 'lease' ? [entry.state] : []));
    expect(states).toEqual(['taken', 'lapsed', 'renewed', 'lapsed', 'renewed']);
    const counts = journal.flatMap((entry) => (entry.kind === 'failure' ? [entry.inARow] : []));
    expect(counts.slice(0, 3)).toEqual([1, 2, 3]);
    // Counted anew after the renewal.
    expect(counts.lastIndexOf(1)).toBeGreaterThan(100);
    stop.abort();
    await held;
  });

  it('that another one has taken is lost, for good', async () => {
    const {take, clock} = await open();
    const first = await take('p1');
    clock.set(START_MS + ttlMs);
    const second = await take('p2');
    const held = first.hold(new AbortController().signal);
    await clock.advance(renewMs);
    expect(await held).toBe('lost');
    expect(first.report().state).toBe('lost');
    expect(first.isHeld()).toBe(false);
    expect(second.isHeld()).toBe(true);
  });

  it('does not lapse after a renewal that has waited long for a lock: the next one is the earlier for it', async () => {
    const {clock, store, journal, take} = await open();
    const tenure = await take('p1');
    const renewLease = store.renewLease.bind(store);
    store.renewLease = async (...call) => {
      store.renewLease = renewLease;
      await clock.sleep(ttlMs - 1000);
      return renewLease(...call);
    };
    const end = new AbortController();
    const holding = tenure.hold(end.signal);
    // The renewal is asked for, is answered at the last moment, and gives but a second from then on.
    await clock.advance(renewMs);
    await clock.advance(ttlMs - 1000);
    await clock.advance(1);
    for (let count = 0; count < 5; count += 1) await clock.advance(renewMs - 1);
    expect(tenure.isHeld()).toBe(true);
    expect(journal.filter(({kind}) => kind === 'lease')).toHaveLength(1);
    end.abort();
    await holding;
  });

  it('keeps trying to renew while the database is locked, and holds again when it is not', async () => {
    const {take, clock, store} = await open();
    const first = await take('p1');
    const renewLease = store.renewLease.bind(store);
    store.renewLease = () => Promise.reject(new BusyError('STORE_BUSY', 'the database is locked'));
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    for (let count = 0; count < 5; count += 1) await clock.advance(renewMs);
    expect(first.report().state).toBe('lapsed');
    store.renewLease = renewLease;
    await clock.advance(renewMs);
    expect(first.report().state).toBe('held');
    stop.abort();
    await held;
  });

  it('is asked about inside the claim: without it nothing is sent, and no attempt is used up', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await world.store.releaseLease(world.tenure.epoch, world.clock.now());
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect(world.journal.filter(({kind}) => kind === 'claimRefused')).toMatchObject([{code: 'leaseLost'}]);
    expect(await world.row()).toMatchObject({status: 'pending', levels: [{attempts: 0}]});
  });
});

describe('a lease by another wall clock', () => {
  it.each([
    ['20 s', 20_000],
    ['an hour', HOUR_MS],
    ['a year', 365 * 24 * HOUR_MS],
  ])(
    '%s ahead is had by a start that does not wait, once nobody renews it for its life',
    async (_, aheadMs) => {
      const {take, clock, store, journal} = await open();
      await take('p1', {clock: new OffClock(clock, aheadMs)});
      const taken = take('p2').then(({epoch}) => epoch);
      await clock.advance(ttlMs);
      expect(await store.lease()).toMatchObject({epoch: 1});
      await clock.advance(1000);
      expect(await taken).toBe(2);
      expect(journal.at(-1)).toMatchObject({
        state: 'taken',
        epoch: 2,
        message: expect.stringContaining('renew'),
      });
      expect(await store.lease()).toMatchObject({expiresAtMs: clock.now() - 750 + ttlMs});
    },
  );

  it('is had by one that waits, though its clock is set back meanwhile', async () => {
    const {take, clock, store} = await open();
    const machine = new OffClock(clock, 0);
    await take('p1', {clock: machine});
    const waiting = take('p2', {clock: machine, waitMs: 60_000});
    await clock.advance(5000);
    machine.offMs = -HOUR_MS;
    await clock.advance(ttlMs - 5000);
    expect(await store.lease()).toMatchObject({epoch: 1});
    await clock.advance(1000);
    expect(await store.lease()).toMatchObject({epoch: 2});
    expect((await waiting).isHeld()).toBe(true);
  });

  it.each([
    ['9 s behind', 0, -9000],
    ['9 s behind', 60_000, -9000],
    ['10 s ahead', 60_000, 10_000],
    ['an hour ahead', 0, HOUR_MS],
    ['an hour ahead', 60_000, HOUR_MS],
    ['a year ahead', 60_000, 365 * 24 * HOUR_MS],
  ])('%s is not had while it is renewed, by one that waits %d ms', async (_, waitMs, offMs) => {
    const {take, clock, store} = await open();
    const first = await take('p1', {clock: new OffClock(clock, offMs)});
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    const refused = take('p2', {waitMs}).catch((error: unknown) => error);
    await clock.advance(waitMs + 2 * ttlMs);
    expect(await refused).toMatchObject({code: 'MONITOR_RUNNING'});
    expect(first.isHeld()).toBe(true);
    expect(await store.lease()).toMatchObject({epoch: 1, renewedAtMs: clock.now() + offMs});
    stop.abort();
    expect(await held).toBe('aborted');
  });

  it('is not had when it was renewed after it was seen last', async () => {
    const {take, clock, store} = await open();
    const ahead = new OffClock(clock, HOUR_MS);
    await take('p1', {clock: ahead});
    const acquireLease = store.acquireLease.bind(store);
    store.acquireLease = async (...request) => {
      await store.renewLease(1, ttlMs, ahead.now());
      return acquireLease(...request);
    };
    const refused = take('p2').catch((error: unknown) => error);
    await clock.advance(ttlMs + 1000);
    expect(await refused).toMatchObject({code: 'MONITOR_RUNNING'});
    expect(await store.lease()).toMatchObject({epoch: 1, renewedAtMs: ahead.now() - 750});
  });
});

describe('a monitor that waits', () => {
  it('only reads, four times a second, and asks for the lease once, when it may be had', async () => {
    const {take, clock, store} = await open();
    const first = await take('p1');
    const stop = new AbortController();
    const held = first.hold(stop.signal);
    const calls = {lease: 0, acquireLease: 0};
    const lease = store.lease.bind(store);
    const acquireLease = store.acquireLease.bind(store);
    store.lease = () => {
      calls.lease += 1;
      return lease();
    };
    store.acquireLease = (...request) => {
      calls.acquireLease += 1;
      return acquireLease(...request);
    };
    const taken = take('p2', {waitMs: 60_000 + ttlMs + 1000}).then(({epoch}) => epoch);
    await clock.advance(60_000);
    expect(calls).toEqual({lease: 241, acquireLease: 0});
    stop.abort();
    await held;
    await clock.advance(ttlMs + 1000);
    expect(await taken).toBe(2);
    expect(calls.acquireLease).toBe(1);
  });

  it('takes it when a database that somebody keeps locked is let go, and ends when that takes too long', async () => {
    const {take, clock, store, journal} = await open();
    const acquireLease = store.acquireLease.bind(store);
    store.acquireLease = () => Promise.reject(new BusyError('STORE_BUSY', 'process 9 holds it'));
    await expect(take('p1')).rejects.toMatchObject({code: 'STORE_BUSY'});
    expect(journal).toEqual([]);
    const tooLong = take('p2', {waitMs: 1000}).catch((error: unknown) => error);
    const taken = take('p3', {waitMs: 60_000}).then(({epoch}) => epoch);
    await clock.advance(30_000);
    expect(await tooLong).toMatchObject({code: 'STORE_BUSY'});
    expect(journal.at(-1)).toMatchObject({
      kind: 'failure',
      doing: 'take the lease',
      reasonCode: 'STORE_BUSY',
    });
    store.acquireLease = acquireLease;
    await clock.advance(250);
    expect(await taken).toBe(1);
  });
});
