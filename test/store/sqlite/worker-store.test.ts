import {rmSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {describe, expect, it, vi} from 'vitest';
import {ConflictError} from '../../../src/errors.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {ACCEPTED, anIntent, aPlan, claimTerms, NOW_MS, takeLease} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const PLANS = Array.from({length: 200}, (_, index) => aPlan({id: `plan-${index}`}));

describe('WorkerStore', () => {
  it('writes what waits together in one transaction', async () => {
    const store = await WorkerStore.open({path: temporaryDatabase(), ...REAL});
    await store.add(PLANS, NOW_MS);
    const swaps = await Promise.all(PLANS.map(({id}) => store.cancel(id, 'enough', NOW_MS)));
    expect(swaps.every(({done}) => done)).toBe(true);
    // The add; the first cancel, which found nobody else; all the others.
    expect(store.counters()).toMatchObject({writes: 201, groups: 3, busyRetries: 0, waiting: 0});
    expect(store.counters().walPages).toBeGreaterThan(0);
    await store.close();
  });

  it('rejects everything and says so when the database is deleted under it', async () => {
    const path = temporaryDatabase();
    const failures: unknown[] = [];
    const store = await WorkerStore.open({path, ...REAL, onFailure: (error) => failures.push(error)});
    await store.add([aPlan()], NOW_MS);
    rmSync(path);
    const lost = {name: 'StorageError', code: 'STORE_CANNOT_WRITE'};
    const calls = [store.cancel('gold-dip', 'enough', NOW_MS), store.list()];
    for (const call of calls) await expect(call).rejects.toMatchObject(lost);
    await expect(store.list()).rejects.toMatchObject(lost);
    expect(failures).toMatchObject([lost]);
    await store.close();
  });

  /** A store and the thread that it has now. */
  async function withThread() {
    const asking = vi.spyOn(Worker.prototype, 'postMessage');
    const failures: unknown[] = [];
    const store = await WorkerStore.open({
      path: temporaryDatabase(),
      ...REAL,
      onFailure: (error) => failures.push(error),
    });
    await takeLease(store);
    const thread = () => {
      const last = asking.mock.contexts.at(-1);
      if (!(last instanceof Worker)) throw new Error('the store was opened without a thread');
      return last;
    };
    return {store, failures, thread};
  }

  it('goes on with another thread when its own ends, and repeats what was in flight', async () => {
    const {store, failures, thread} = await withThread();
    await store.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
    await store.claim(anIntent(), claimTerms(), NOW_MS);
    const settling = store.settle(anIntent().clientOrderId, ACCEPTED, NOW_MS);
    const listing = store.list();
    await thread().terminate();
    expect((await settling).row?.status).toBe('executed');
    expect((await listing).rows).toHaveLength(2);
    expect(store.counters()).toMatchObject({workerRestarts: 1, waiting: 0});
    expect((await store.cancel('other', 'enough', NOW_MS)).done).toBe(true);
    expect(await store.check()).toEqual([]);
    expect(failures).toEqual([]);
    await store.close();
  });

  it('knows a claim for its own that a thread made which has ended since', async () => {
    const {store, thread} = await withThread();
    await store.add([aPlan()], NOW_MS);
    const claimed = await store.claim(anIntent(), claimTerms(), NOW_MS);
    await thread().terminate();
    expect(await store.claim(anIntent(), claimTerms(), NOW_MS)).toEqual(claimed);
    expect(store.counters().workerRestarts).toBe(1);
    await store.close();
  });

  it('refuses as of unknown outcome the plans that its thread may have added', async () => {
    const {store, thread} = await withThread();
    const adding = store.add(PLANS, NOW_MS);
    const refused = expect(adding).rejects.toMatchObject({
      code: 'STORE_CANNOT_WRITE',
      message: expect.stringContaining('while adding 200 plans; whether it was done is not known') as string,
    });
    await thread().terminate();
    await refused;
    expect([0, PLANS.length]).toContain((await store.list()).rows.length);
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  it('does not make a database anew that was deleted while its thread was gone', async () => {
    const path = temporaryDatabase();
    const asking = vi.spyOn(Worker.prototype, 'postMessage');
    const failures: unknown[] = [];
    const store = await WorkerStore.open({path, ...REAL, onFailure: (error) => failures.push(error)});
    const thread = asking.mock.contexts.at(-1);
    if (thread instanceof Worker) await thread.terminate();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, {force: true});
    await expect(store.list()).rejects.toMatchObject({name: 'StorageError'});
    expect(failures).toHaveLength(1);
    await store.close();
  });

  it('throws the errors of the thread as the same classes, with all they say', async () => {
    const store = await WorkerStore.open({path: temporaryDatabase(), ...REAL});
    await store.add([aPlan()], NOW_MS);
    const error: unknown = await store.add([aPlan()], NOW_MS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      name: 'ConflictError',
      code: 'PLAN_DUPLICATE',
      message: 'plan "gold-dip" exists already',
      field: 'id',
      hint: 'choose another id, or leave it out',
      problems: [{field: 'id'}],
    });
    await store.close();
  });

  it('lets one call fail alone whose values cannot be written down', async () => {
    const store = await WorkerStore.open({path: temporaryDatabase(), ...REAL});
    const evidence: Record<string, unknown> = {};
    evidence['itself'] = evidence;
    const settling = store.settle('order', {as: 'unresolved', reason: 'no answer', evidence}, NOW_MS);
    const adding = store.add([aPlan()], NOW_MS);
    await expect(settling).rejects.toThrow('circular');
    expect(await adding).toHaveLength(1);
    await store.close();
  });
});
