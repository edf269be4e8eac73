import {describe, expect, it} from 'vitest';
import type {Lease, Store} from '../../src/ports/store.ts';
import {anIntent, aPlan, claimTerms, HOLDER, NOT_SENT, NOW_MS} from './stored-values.ts';

const SECOND = {...HOLDER, holderId: 'second', pid: 4712};
const TTL_MS = 15_000;
/** Long after the lease that the contract takes for itself. */
const LATER_MS = NOW_MS + 400 * 86_400_000;

/** What the store has to do with the lease; the contract holds it already, with epoch 1. */
export function leaseContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('lease', () => {
    const acquire = (holder = HOLDER, nowMs = LATER_MS, store = storeNow()) =>
      store.acquireLease({holder, ttlMs: TTL_MS}, nowMs);
    const HELD: Lease = {
      epoch: 2,
      holder: SECOND,
      acquiredAtMs: LATER_MS,
      renewedAtMs: LATER_MS,
      expiresAtMs: LATER_MS + TTL_MS,
      isReleased: false,
    };

    it('is had by the first that asks, until it lapses', async () => {
      expect(await acquire(SECOND)).toEqual(HELD);
      expect(await storeNow().lease()).toEqual(HELD);
      expect(await acquire(HOLDER, LATER_MS + TTL_MS - 1)).toEqual(HELD);
      const next = await acquire(HOLDER, LATER_MS + TTL_MS);
      expect(next).toMatchObject({epoch: 3, holder: HOLDER, acquiredAtMs: LATER_MS + TTL_MS});
    });

    it('is given back to a holder that asks again, for its answer was lost', async () => {
      await acquire(SECOND);
      expect(await acquire(SECOND, LATER_MS + 5)).toEqual(HELD);
    });

    it('is seen by every open store, and had by one of those that ask at once', async () => {
      const stores = [storeNow(), await open(), await open()];
      const leases = await Promise.all(
        stores.map((store, index) => acquire({...HOLDER, holderId: `holder-${index}`}, LATER_MS, store)),
      );
      expect(leases.map(({epoch}) => epoch)).toEqual([2, 2, 2]);
      expect(new Set(leases.map(({holder}) => holder.holderId)).size).toBe(1);
    });

    it('is succeeded before it lapses by who has seen this very lease, and by no other', async () => {
      await acquire(SECOND);
      const succeed = (succeeds: Lease, nowMs = LATER_MS) =>
        storeNow().acquireLease({holder: HOLDER, ttlMs: TTL_MS, succeeds}, nowMs);
      expect(await succeed({...HELD, epoch: 1})).toEqual(HELD);
      expect(await succeed({...HELD, renewedAtMs: LATER_MS - 1})).toEqual(HELD);
      const next = await succeed(HELD);
      expect(next).toMatchObject({epoch: 3, holder: HOLDER});
      // The answer was lost, and is asked for again.
      expect(await succeed(HELD, LATER_MS + 1)).toEqual(next);
    });

    it('is not succeeded by who has seen it before it was renewed, be that by a clock that was set back', async () => {
      await acquire(SECOND);
      let seen = HELD;
      for (const nowMs of [LATER_MS + 1, LATER_MS - 5000]) {
        const renewed = await storeNow().renewLease(2, TTL_MS, nowMs);
        const request = {holder: HOLDER, ttlMs: TTL_MS, succeeds: seen};
        expect(await storeNow().acquireLease(request, LATER_MS)).toEqual(renewed);
        if (renewed === undefined) throw new Error('the lease was not renewed');
        seen = renewed;
      }
      const request = {holder: HOLDER, ttlMs: TTL_MS, succeeds: seen};
      expect(await storeNow().acquireLease(request, LATER_MS)).toMatchObject({epoch: 3, holder: HOLDER});
    });

    it('is renewed by its epoch, also when it has lapsed and nobody took it', async () => {
      await acquire(SECOND);
      for (const nowMs of [LATER_MS + 5000, LATER_MS + 60_000]) {
        expect(await storeNow().renewLease(2, TTL_MS, nowMs)).toEqual({
          ...HELD,
          renewedAtMs: nowMs,
          expiresAtMs: nowMs + TTL_MS,
        });
      }
      await acquire(HOLDER, LATER_MS + 100_000);
      expect(await storeNow().renewLease(2, TTL_MS, LATER_MS + 100_001)).toBeUndefined();
      expect(await storeNow().lease()).toMatchObject({epoch: 3, renewedAtMs: LATER_MS + 100_000});
    });

    it('is free at once when it was let go, and its epoch goes on', async () => {
      await acquire(SECOND);
      await storeNow().releaseLease(1, LATER_MS);
      expect(await storeNow().lease()).toEqual(HELD);
      await storeNow().releaseLease(2, LATER_MS);
      expect(await storeNow().lease()).toEqual({...HELD, isReleased: true});
      expect(await storeNow().renewLease(2, TTL_MS, LATER_MS)).toBeUndefined();
      expect(await acquire(SECOND)).toMatchObject({epoch: 3, isReleased: false});
    });

    it('lets nothing be claimed under another epoch, after it lapsed, or after it was let go', async () => {
      const [row] = await storeNow().add([aPlan({expiresAtMs: null})], NOW_MS);
      await acquire(SECOND);
      const claim = (epoch: number, nowMs = LATER_MS) =>
        storeNow().claim(anIntent(), claimTerms({epoch}), nowMs);
      const refused = (found: string) => ({
        done: false,
        row,
        refusal: {code: 'leaseLost', message: expect.stringContaining(found) as string},
      });
      expect(await claim(1)).toEqual(refused('process 4712 on "here" has taken lease 2'));
      expect(await claim(3)).toEqual(refused('lease 2'));
      expect(await claim(2, LATER_MS + TTL_MS)).toEqual(refused('lapsed 0 ms ago'));
      await storeNow().releaseLease(2, LATER_MS);
      expect(await claim(2)).toEqual(refused('let go'));
      expect(await storeNow().openIntents()).toEqual([]);
      expect(await storeNow().history('gold-dip')).toHaveLength(1);
      await acquire(HOLDER);
      expect((await claim(3)).done).toBe(true);
      expect(await storeNow().check()).toEqual([]);
    });

    it('has no say in what became of an order that was claimed under it', async () => {
      await storeNow().add([aPlan()], NOW_MS);
      await storeNow().claim(anIntent(), claimTerms(), NOW_MS);
      await acquire(SECOND);
      expect((await storeNow().settle(anIntent().clientOrderId, NOT_SENT, LATER_MS)).done).toBe(true);
    });
  });
}
