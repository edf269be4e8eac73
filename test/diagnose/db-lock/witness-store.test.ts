import {describe, expect, it} from 'vitest';
import type {Told} from '../../../src/diagnose/db-lock/ledger.ts';
import {witnessed} from '../../../src/diagnose/db-lock/witness-store.ts';
import {BusyError} from '../../../src/errors.ts';
import {overridden} from '../../../src/overridden.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  takeLease,
} from '../../ports/stored-values.ts';

async function aWitness() {
  const clock = new VirtualClock(NOW_MS);
  const store = await SqliteStore.open({path: ':memory:', clock, random: new SeededRandom(1)});
  await takeLease(store);
  const told: Told[] = [];
  const by = {clock, by: 'monitor', tell: (one: Told) => told.push(one)} as const;
  return {clock, store, told, by, seen: witnessed(store, by)};
}

describe('witnessed', () => {
  it('notes each write that is said to be done, and numbers settlements as they were asked for', async () => {
    const {seen, told} = await aWitness();
    const {clientOrderId, planId} = anIntent();
    await seen.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
    await seen.edit(aPlan({id: 'other', volumeLots: 2}), 1, NOW_MS);
    await seen.cancel('other', 'enough', NOW_MS);
    await seen.claim(anIntent(), claimTerms(), NOW_MS);
    await seen.settle(clientOrderId, ACCEPTED, NOW_MS);
    await seen.report(clientOrderId, CLOSED_REPORT, NOW_MS);
    // Said again, it writes nothing.
    await seen.report(clientOrderId, CLOSED_REPORT, NOW_MS);
    expect(told.map((one) => (one.said === 'done' ? [one.write, one.settlement] : one))).toEqual([
      [{what: 'added', planId}, null],
      [{what: 'added', planId: 'other'}, null],
      [{what: 'edited', planId: 'other', version: 2}, null],
      [{what: 'cancelled', planId: 'other'}, null],
      [{what: 'claimed', planId, clientOrderId}, null],
      [{what: 'settled', clientOrderId, as: 'accepted'}, 0],
      [{what: 'closed', planId, clientOrderId}, 1],
    ]);
  });

  it('does not take for done what changed nothing', async () => {
    const {seen, told} = await aWitness();
    await seen.cancel('nowhere', 'enough', NOW_MS);
    await seen.settle('nowhere', ACCEPTED, NOW_MS);
    expect(told).toEqual([]);
  });

  it('notes what is refused: what for, after how long, by which code, and hands the error on', async () => {
    const {clock, store, told, by} = await aWitness();
    const locked = new BusyError('STORE_BUSY', 'locked');
    const refusing = overridden(store, {
      settle: () => clock.sleep(70).then(() => Promise.reject(locked)),
      claim: () => Promise.reject(Object.assign(new Error('oh'), {code: 'SQLITE_BUSY_SNAPSHOT'})),
    });
    const seen = witnessed(refusing, by);
    await expect(seen.add([aPlan(), aPlan()], NOW_MS)).rejects.toThrow('twice');
    const settling = expect(seen.settle('order', ACCEPTED, NOW_MS)).rejects.toBe(locked);
    await clock.advance(70);
    await settling;
    await expect(seen.claim(anIntent(), claimTerms(), NOW_MS)).rejects.toThrow('oh');
    expect(told).toMatchObject([
      {said: 'refused', doing: 'add', planIds: ['gold-dip', 'gold-dip'], code: 'PLAN_DUPLICATE'},
      {
        said: 'refused',
        doing: 'settle',
        code: 'STORE_BUSY',
        message: 'locked',
        waitedMs: 70,
        mayGiveUp: false,
      },
      {said: 'refused', doing: 'claim', code: 'SQLITE_BUSY_SNAPSHOT', message: 'oh', mayGiveUp: true},
    ]);
  });
});
