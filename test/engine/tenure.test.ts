import {afterEach, describe, expect, it} from 'vitest';
import {Tenure, TENURE_DEFAULTS} from '../../src/engine/tenure.ts';
import {BusyError} from '../../src/errors.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import type {Store} from '../../src/ports/store.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const {ttlMs, renewMs} = TENURE_DEFAULTS;

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function open() {
  const clock = new VirtualClock(START_MS);
  const store = await SqliteStore.open({path: ':memory:', clock, random: new SeededRandom(1)});
  opened.push(store);
  const journal: JournalEntry[] = [];
  const take = (holderId: string, options: {host?: string; waitMs?: number; gone?: readonly number[]} = {}) =>
    Tenure.take(
      {
        clock,
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
