import {describe, expect, it} from 'vitest';
import type {Close} from '../../src/ports/broker.ts';
import type {Claimed, ClaimRefusal, Limits, Settlement, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  claimTerms,
  CLOSE,
  CLOSED_REPORT,
  NO_LIMITS,
  NOT_SENT,
  NOW_MS,
  REJECTED,
  RESTING,
  RESTING_REPORT,
  UNRESOLVED,
} from './stored-values.ts';

const HOUR_MS = 3_600_000;

/** What a claim has to keep of the ceilings that are set. */
export function limitsContract(storeNow: () => Store): void {
  describe('limits', () => {
    type Order = Readonly<{planId: string; level?: number; attempt?: number; volumeLots?: number}>;
    const idOf = ({planId, level = 1, attempt = 1}: Order) => `${planId}-${level}-${attempt}`;
    const claim = (order: Order, limits: Partial<Limits> = {}, nowMs = NOW_MS) =>
      storeNow().claim(
        anIntent({level: 1, ...order, clientOrderId: idOf(order)}),
        claimTerms({limits: {...NO_LIMITS, ...limits}}),
        nowMs,
      );
    const settle = (order: Order, settlement: Settlement) =>
      storeNow().settle(idOf(order), settlement, NOW_MS);
    const refusalOf = (claimed: Claimed): ClaimRefusal | undefined =>
      claimed.done ? undefined : claimed.refusal;

    it('of volume count all levels of a plan as decimals, and not what ended without a fill', async () => {
      await storeNow().add([aPlanOfLevels(4), aPlan({id: 'other'})], NOW_MS);
      const limits = {volumePerPlanLots: 0.3};
      const order = (level: number, volumeLots: number, attempt = 1) =>
        ({planId: 'gold-dip', level, volumeLots, attempt}) as const;
      await claim({planId: 'other', volumeLots: 0.3}, limits);
      await claim(order(1, 0.1), limits);
      const refused = await claim(order(2, 0.21), limits);
      expect(refusalOf(refused)).toMatchObject({
        code: 'limitVolume',
        message: expect.stringMatching(/0\.21 lots .*0\.1 .*limit of 0\.3/) as string,
      });
      // 0.1 + 0.2 are 0.3, though not in floating point.
      expect((await claim(order(2, 0.2), limits)).done).toBe(true);
      expect((await claim(order(3, 0.01), limits)).done).toBe(false);
      await settle(order(2, 0.2), REJECTED);
      await claim(order(2, 0.2, 2), limits);
      await settle(order(2, 0.2, 2), NOT_SENT);
      await claim(order(3, 0.2), limits);
      await settle(order(3, 0.2), RESTING);
      expect((await claim(order(2, 0.01, 3), limits)).done).toBe(false);
      await storeNow().report(idOf(order(3, 0.2)), {...RESTING_REPORT, state: 'cancelled'}, NOW_MS);
      await settle(order(1, 0.1), UNRESOLVED);
      expect((await claim(order(4, 0.2), limits)).done).toBe(true);
      expect((await claim(order(2, 0.01, 3), limits)).done).toBe(false);
      expect(await storeNow().check()).toEqual([]);
    });

    it('of positions count what is under way, rests, is in doubt or open, of all plans', async () => {
      const ids = ['placing', 'rests', 'doubt', 'open', 'closed', 'rejected', 'next'];
      await storeNow().add(
        ids.map((id) => aPlan({id})),
        NOW_MS,
      );
      for (const planId of ids.slice(0, -1)) await claim({planId});
      await settle({planId: 'rests'}, RESTING);
      await settle({planId: 'doubt'}, UNRESOLVED);
      await settle({planId: 'open'}, ACCEPTED);
      await settle({planId: 'closed'}, {as: 'accepted', report: CLOSED_REPORT});
      await settle({planId: 'rejected'}, REJECTED);
      expect(refusalOf(await claim({planId: 'next'}, {openPositions: 4}))).toMatchObject({
        code: 'limitPositions',
        message: expect.stringMatching(/^4 .*limit is 4/) as string,
      });
      expect((await claim({planId: 'next'}, {openPositions: 5})).done).toBe(true);
    });

    it('of orders count the intents of the last 60 minutes, whatever became of them', async () => {
      await storeNow().add([aPlan({expiresAtMs: null}), aPlan({id: 'next', expiresAtMs: null})], NOW_MS);
      const order = {planId: 'gold-dip'};
      await claim(order);
      await settle(order, NOT_SENT);
      await claim({...order, attempt: 2}, {}, NOW_MS + 1000);
      const next = {planId: 'next'};
      const limits = {ordersPerHour: 2};
      expect(refusalOf(await claim(next, limits, NOW_MS + HOUR_MS - 1))).toMatchObject({
        code: 'limitOrders',
        message: expect.stringMatching(/^2 .*limit is 2/) as string,
      });
      expect((await claim(next, limits, NOW_MS + HOUR_MS)).done).toBe(true);
    });

    it('of loss sum what was closed since the day began', async () => {
      const dayStartMs = claimTerms().dayStartMs;
      const closes: readonly (Pick<Close, 'profit' | 'timeMs'> & Readonly<{id: string}>)[] = [
        {id: 'yesterday', profit: -1000, timeMs: dayStartMs - 1},
        {id: 'lost', profit: -70.3, timeMs: dayStartMs},
        {id: 'won', profit: 20.1, timeMs: NOW_MS},
        {id: 'unknown', profit: null, timeMs: NOW_MS},
      ];
      await storeNow().add(
        [...closes, {id: 'next'}].map(({id}) => aPlan({id})),
        NOW_MS,
      );
      for (const {id, profit, timeMs} of closes) {
        await claim({planId: id});
        const close = {...CLOSE, profit, timeMs};
        await settle({planId: id}, {as: 'accepted', report: {...CLOSED_REPORT, close}});
      }
      expect(refusalOf(await claim({planId: 'next'}, {lossPerDay: 50.2}))).toEqual({
        code: 'limitLoss',
        message:
          'the 2 positions that were closed today (1 more have an unknown profit) lost 50.2, the limit is 50.2; ' +
          'wait for the next day, or raise the limit',
      });
      expect((await claim({planId: 'next'}, {lossPerDay: 50.3})).done).toBe(true);
    });

    it('that refuse leave nothing behind', async () => {
      const [row] = await storeNow().add([aPlan()], NOW_MS);
      for (const limits of [
        {volumePerPlanLots: 0.001},
        {openPositions: 0},
        {ordersPerHour: 0},
        {lossPerDay: 0},
      ]) {
        expect(await claim({planId: 'gold-dip'}, limits)).toMatchObject({done: false, row});
      }
      expect(await storeNow().openIntents()).toEqual([]);
      expect(await storeNow().history('gold-dip')).toHaveLength(1);
    });
  });
}
