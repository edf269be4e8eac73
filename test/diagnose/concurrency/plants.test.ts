import {describe, expect, it} from 'vitest';
import {LockBook} from '../../../src/contention/lock-book.ts';
import {ExclusionWitness} from '../../../src/diagnose/concurrency/exclusion-witness.ts';
import {CONCURRENCY_PLANTS} from '../../../src/diagnose/concurrency/plants.ts';
import type {Plan} from '../../../src/plan/plan.ts';
import type {Locks} from '../../../src/ports/locks.ts';
import type {Store} from '../../../src/ports/store.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {rest} from '../../../src/system/virtual-clock.ts';
import {anIntent, aPlan, claimTerms, NOW_MS, takeLease} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from '../../store/sqlite/temporary-database.ts';

function plantNamed(name: string) {
  const plant = CONCURRENCY_PLANTS.find((one) => one.name === name);
  if (plant === undefined) throw new Error(`There is no plant "${name}"`);
  return plant;
}

/** What a monitor is given in the place of these, when that is planted. */
function planted(name: string, parts: Readonly<{store: Store; locks: Locks}>) {
  return {...parts, ...plantNamed(name).parts?.(parts)};
}

/** A store on the file, closed by the test. */
function openStore(path: string): Promise<SqliteStore> {
  return SqliteStore.open({path, ...REAL});
}

const locks = (): Locks => new LockBook(REAL.clock);

/** Three who want the lock of one plan; the third comes when the first has just gone. */
async function threeVisits(given: Locks): Promise<{overlaps: number; entries: number}> {
  const witness = new ExclusionWitness(given);
  const lock = witness.lockOf('plan', 'early-0-0');
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const visits = [lock.runExclusive(() => gates[0].promise), lock.runExclusive(() => gates[1].promise)];
  await rest();
  gates[0].resolve();
  await rest();
  visits.push(lock.runExclusive(() => Promise.resolve()));
  await rest();
  gates[1].resolve();
  await Promise.all(visits);
  return witness.counts;
}

describe('ExclusionWitness', () => {
  it('sees nobody together inside sound locks, and takes nothing from them', async () => {
    expect(await threeVisits(locks())).toMatchObject({entries: 3, overlaps: 0, firstOverlap: null});
    const lock = new ExclusionWitness(locks()).lockOf('plan', 'early-0-0');
    const visit = lock.runExclusive(async () => {
      await rest();
      return 7;
    });
    expect(lock.isLocked()).toBe(true);
    expect(await visit).toBe(7);
    expect(lock.isLocked()).toBe(false);
    await expect(lock.runExclusive(() => Promise.reject(new Error('oh')))).rejects.toThrow('oh');
  });

  it('lets work for different plans be inside together', async () => {
    const witness = new ExclusionWitness(locks());
    await Promise.all(['one', 'two'].map((key) => witness.lockOf('plan', key).runExclusive(() => rest())));
    expect(witness.counts).toEqual({entries: 2, overlaps: 0, firstOverlap: null});
  });
});

describe('the plants of the concurrency diagnosis', () => {
  it.each([
    ['no-mutex', 2],
    ['lock-map-race', 1],
  ])('lets work in together, when %s is planted', async (name, overlaps) => {
    const store = await openStore(':memory:');
    const counts = await threeVisits(planted(name, {store, locks: locks()}).locks);
    expect(counts).toMatchObject({entries: 3, overlaps, firstOverlap: 'early-0-0'});
    await store.close();
  });

  it('puts all plans behind one lock, when convoy is planted', async () => {
    const store = await openStore(':memory:');
    const {locks: faulty} = planted('convoy', {store, locks: locks()});
    const gate = Promise.withResolvers<void>();
    const visit = faulty.lockOf('plan', 'one').runExclusive(() => gate.promise);
    expect(faulty.lockOf('plan', 'two').isLocked()).toBe(true);
    gate.resolve();
    await visit;
    await store.close();
  });

  it('tells two monitors that a claim is theirs, when check-then-act-claim is planted', async () => {
    const claims = async (monitorOf: (store: Store) => Store): Promise<readonly boolean[]> => {
      const path = temporaryDatabase();
      const stores = [await openStore(path), await openStore(path)];
      const [first] = stores;
      if (first === undefined) throw new Error('there are two stores');
      await takeLease(first);
      await first.add([aPlan()], NOW_MS);
      const swaps = await Promise.all(
        stores.map((store) => monitorOf(store).claim(anIntent(), claimTerms(), NOW_MS)),
      );
      await Promise.all(stores.map((store) => store.close()));
      return swaps.map(({done}) => done);
    };
    expect(await claims((store) => store)).toEqual([true, false]);
    const faulty = (store: Store) => planted('check-then-act-claim', {store, locks: locks()}).store;
    expect(await claims(faulty)).toEqual([true, true]);
  });

  it('claims a plan that was cancelled since the last reload, when delete-during-check is planted', async () => {
    const store = await openStore(':memory:');
    const {store: faulty} = planted('delete-during-check', {store, locks: locks()});
    await takeLease(store);
    await store.add([aPlan()], NOW_MS);
    const {revision} = await faulty.changesSince(0);
    await store.cancel(aPlan().id, 'no more', NOW_MS);
    expect(await store.claim(anIntent(), claimTerms(), NOW_MS)).toMatchObject({done: false});
    expect(await faulty.claim(anIntent(), claimTerms(), NOW_MS)).toMatchObject({
      done: true,
      row: {status: 'cancelled'},
    });
    await faulty.changesSince(revision);
    expect(await faulty.claim(anIntent(), claimTerms(), NOW_MS)).toMatchObject({done: false});
    await store.close();
  });

  it('writes an edit of an old version over the newest, when blind-edit is planted', async () => {
    const store = await openStore(':memory:');
    await store.add([aPlan()], NOW_MS);
    const edit = (changes: Partial<Plan>, by: Store) => by.edit(aPlan(changes), 1, NOW_MS);
    expect(await edit({volumeLots: 0.02}, store)).toMatchObject({done: true});
    expect(await edit({notes: 'late'}, store)).toMatchObject({done: false});
    const faulty = plantNamed('blind-edit').handStore?.(store) ?? store;
    expect(await edit({notes: 'late'}, faulty)).toMatchObject({
      done: true,
      row: {version: 3, plan: {volumeLots: 0.01, notes: 'late'}},
    });
    await store.close();
  });
});
