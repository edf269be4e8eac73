import {describe, expect, it} from 'vitest';
import {LockBook} from '../../../src/contention/lock-book.ts';
import {Heartbeat} from '../../../src/diagnose/db-lock/heartbeat.ts';
import type {LockMeter} from '../../../src/ports/locks.ts';
import {LATEST_VERSION} from '../../../src/store/sqlite/migrations.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  takeLease,
} from '../../ports/stored-values.ts';
import {Child} from './child.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

/** Waits until the store has found the database locked so many times. */
async function seenBusy(store: SqliteStore | WorkerStore, times: number): Promise<void> {
  while (store.counters().busyRetries < times) await REAL.clock.sleep(1);
}

describe.each([
  ['SqliteStore', (path: string, deadlineMs: number) => SqliteStore.open({path, deadlineMs, ...REAL})],
  ['WorkerStore', (path: string, deadlineMs: number) => WorkerStore.open({path, deadlineMs, ...REAL})],
] as const)('%s while another process holds the write lock', (_, open) => {
  const locked = async (deadlineMs: number) => {
    const path = temporaryDatabase();
    const store = await open(path, deadlineMs);
    await takeLease(store);
    await store.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
    await store.claim(anIntent(), claimTerms(), NOW_MS);
    const holder = new Child('hold-lock', path);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    return {path, store, holder};
  };

  it('tries again until the lock is let go', async () => {
    const {store, holder} = await locked(20_000);
    expect(store.lockHolders()).toEqual([]);
    const cancelling = store.cancel('other', 'enough', NOW_MS);
    await seenBusy(store, 3);
    expect(store.counters().lockedForMs).toBeGreaterThan(0);
    if (process.platform === 'linux') expect(store.lockHolders()).toMatchObject([{pid: holder.pid}]);
    holder.say('unlock');
    expect(await cancelling).toMatchObject({done: true, row: {status: 'cancelled'}});
    expect(store.counters()).toMatchObject({lockedForMs: 0, waiting: 0});
    expect(store.lockHolders()).toEqual([]);
    expect(store.counters().busyMs).toBeGreaterThan(0);
    await store.close();
  });

  it('gives up a command at the deadline and says what for, how long, and who', async () => {
    const {path, store, holder} = await locked(60);
    const error: unknown = await store.cancel('other', 'enough', NOW_MS).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({name: 'BusyError', code: 'STORE_BUSY'});
    expect(String(error)).toMatch(/the database ".*" stayed locked for \d\.\d s/);
    expect(String(error)).toContain(path);
    expect(String(error)).toMatch('while cancelling plan "other"');
    if (process.platform === 'linux') expect(String(error)).toMatch(`process ${holder.pid} (`);
    expect(await store.get('other')).toMatchObject({status: 'pending'});
    holder.say('unlock');
    await holder.line(2);
    await store.close();
  });

  it('lets a settlement wait past the deadline, and nothing of its plan overtake it', async () => {
    const {store, holder} = await locked(40);
    const settling = store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS);
    await expect(store.cancel('other', 'enough', NOW_MS)).rejects.toMatchObject({code: 'STORE_BUSY'});
    const closing = store.report('A1b2C3d4E5f6G7h8', CLOSED_REPORT, NOW_MS);
    expect(store.counters().waiting).toBe(2);
    holder.say('unlock');
    expect(await settling).toMatchObject({done: true, row: {status: 'executed'}});
    expect(await closing).toMatchObject({done: true, row: {status: 'closed'}});
    await store.close();
  });

  it('goes on reading', async () => {
    const {store, holder} = await locked(20_000);
    const cancelling = store.cancel('other', 'enough', NOW_MS);
    await seenBusy(store, 1);
    expect((await store.changesSince(0)).rows).toHaveLength(2);
    expect(store.counters().waiting).toBe(1);
    holder.say('unlock');
    await cancelling;
    await store.close();
  });

  it('closes after the deadline even when a settlement could not be made', async () => {
    const {store} = await locked(50);
    const settling = store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS);
    const refused = expect(settling).rejects.toMatchObject({code: 'STORE_BUSY'});
    await seenBusy(store, 1);
    await store.close();
    await refused;
  });

  it('leaves the loop of this thread free', async () => {
    const {store, holder} = await locked(20_000);
    const heartbeat = new Heartbeat(REAL.clock);
    const stop = new AbortController();
    const beating = heartbeat.run(stop.signal);
    const cancelling = store.cancel('other', 'enough', NOW_MS);
    await seenBusy(store, 16);
    const {spanMs, gapsMs, ownGapMs} = heartbeat.take();
    holder.say('unlock');
    await cancelling;
    stop.abort();
    await beating;
    // A connection that waited for the lock itself would stand still for all of sixteen tries. What this thread
    // waited for a processor is taken off.
    expect(gapsMs.length).toBeGreaterThan(10);
    expect(ownGapMs).toBeLessThan(spanMs / 2);
    await store.close();
  });

  it('opens when the lock of a migration is let go', async () => {
    const path = temporaryDatabase();
    const holder = new Child('hold-lock', path);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    await expect(open(path, 30)).rejects.toMatchObject({
      code: 'STORE_BUSY',
      message: expect.stringContaining('while opening it') as string,
    });
    const opening = open(path, 20_000);
    holder.say('unlock');
    const store = await opening;
    expect(store.migration).toEqual({from: 0, to: LATEST_VERSION});
    await store.close();
  });
});

describe.each([
  ['SqliteStore', (meter: LockMeter) => SqliteStore.open({path: temporaryDatabase(), meter, ...REAL})],
  ['WorkerStore', (meter: LockMeter) => WorkerStore.open({path: temporaryDatabase(), meter, ...REAL})],
] as const)('the meter of a %s', (_, open) => {
  it('is told of its writes', async () => {
    const book = new LockBook(REAL.clock);
    const store = await open(book.meter('databaseWriter'));
    await store.add([aPlan()], NOW_MS);
    await Promise.all([store.cancel('gold-dip', 'enough', NOW_MS), store.list()]);
    await store.close();
    const {acquisitions, releases, depth, holder, holdMs} = book.report().classes.databaseWriter;
    expect({acquisitions, releases, depth, holder}).toEqual({
      acquisitions: 2,
      releases: 2,
      depth: 0,
      holder: null,
    });
    expect(holdMs.max).toBeGreaterThan(0);
  });
});
