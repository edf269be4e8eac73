import {rmSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {describe, expect, it, vi} from 'vitest';
import {ConflictError} from '../../../src/errors.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
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

  it('rejects everything and says so when its thread ends', async () => {
    const asking = vi.spyOn(Worker.prototype, 'postMessage');
    const failures: unknown[] = [];
    const store = await WorkerStore.open({
      path: temporaryDatabase(),
      ...REAL,
      onFailure: (error) => failures.push(error),
    });
    const thread = asking.mock.contexts[0];
    if (!(thread instanceof Worker)) throw new Error('the store was opened without a thread');
    const calls = [store.add(PLANS, NOW_MS), store.add([aPlan()], NOW_MS), store.list()];
    const settled = Promise.allSettled(calls);
    await thread.terminate();
    for (const {status, ...rest} of await settled) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({reason: {name: 'StorageError', code: 'STORE_CANNOT_WRITE'}});
    }
    expect(failures).toHaveLength(1);
    await expect(store.list()).rejects.toBe(failures[0]);
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
