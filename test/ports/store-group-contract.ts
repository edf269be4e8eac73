import {describe, expect, it} from 'vitest';
import type {Settlement, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  claimTerms,
  FILL,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  RESTING,
  RESTING_REPORT,
  UNRESOLVED,
} from './stored-values.ts';

const TURNED_AWAY: Settlement = {as: 'accepted', report: {...RESTING_REPORT, state: 'rejected'}};

/** What the store has to do with plans that cancel each other. */
export function groupContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('a group', () => {
    const add = () =>
      storeNow().add(
        [
          aPlan({id: 'long', group: 'breakout'}),
          aPlanOfLevels(2, {id: 'short', group: 'breakout'}),
          aPlan({id: 'other', group: 'another'}),
          aPlan({id: 'alone'}),
        ],
        NOW_MS,
      );
    const claim = (planId: string, level = 1, store = storeNow()) =>
      store.claim(
        anIntent({clientOrderId: `order-${planId}-${level}`, planId, level}),
        claimTerms(),
        NOW_MS + 1000,
      );
    const settle = (planId: string, settlement: Settlement) =>
      storeNow().settle(`order-${planId}-1`, settlement, NOW_MS + 2000);
    const levelsOf = async (planId: string) => {
      const row = await storeNow().get(planId);
      return row !== undefined && 'levels' in row ? row.levels.map(({status}) => status) : [];
    };

    it.each<[string, Settlement | null]>([
      ['is being placed', null],
      ['rests', RESTING],
      ['has filled', ACCEPTED],
      ['is in doubt', UNRESOLVED],
    ])('is taken by the plan whose order %s', async (_, settlement) => {
      await add();
      await claim('short');
      if (settlement !== null) await settle('short', settlement);
      // A sibling that comes after the winner is refused just so.
      await storeNow().add([aPlan({id: 'late', group: 'breakout'})], NOW_MS);
      const refused = await claim('late');
      expect(refused).toMatchObject({done: false, refusal: {code: 'groupTaken'}, row: {status: 'pending'}});
      expect(refused.done ? '' : refused.refusal.message).toMatch(
        /plan "short" .* group "breakout".* level 1/,
      );
      // Its own levels go on, and so do plans of other groups.
      for (const [planId, level] of [
        ['short', 2],
        ['other', 1],
        ['alone', 1],
      ] as const) {
        expect((await claim(planId, level)).done, planId).toBe(true);
      }
      expect(await storeNow().check()).toEqual([]);
    });

    it.each<[string, Settlement]>([
      ['was rejected', REJECTED],
      ['was refused', REFUSED],
      ['never left', NOT_SENT],
      ['was turned away', TURNED_AWAY],
    ])('is free again when the order %s, and nobody was cancelled', async (_, settlement) => {
      await add();
      await claim('long');
      await settle('long', settlement);
      expect(await levelsOf('short')).toEqual(['pending', 'pending']);
      expect((await claim('short')).done).toBe(true);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each<[string, Settlement]>([
      ['rests', RESTING],
      ['has filled', ACCEPTED],
    ])('loses all who wait when one has an order that %s', async (_, settlement) => {
      await add();
      await claim('long');
      expect(await levelsOf('short')).toEqual(['pending', 'pending']);
      await settle('long', settlement);
      expect(await storeNow().get('short')).toMatchObject({
        status: 'cancelled',
        reason: 'plan "long" of the group "breakout" has an order',
        levels: [{status: 'cancelled'}, {status: 'cancelled'}],
      });
      expect((await storeNow().changesSince(4)).rows.map(({plan}) => plan.id)).toEqual(['long', 'short']);
      for (const id of ['other', 'alone']) expect(await levelsOf(id), id).toEqual(['pending']);
      expect(await storeNow().check()).toEqual([]);
    });

    it('loses all who wait when a person says that a parked order was placed', async () => {
      await add();
      await claim('long');
      await settle('long', UNRESOLVED);
      expect(await levelsOf('short')).toEqual(['pending', 'pending']);
      await storeNow().resolve('long', 1, {as: 'executed', ticket: 'T', fill: FILL}, NOW_MS);
      expect(await levelsOf('short')).toEqual(['cancelled', 'cancelled']);
    });

    it('is taken once when two open stores claim it at once', async () => {
      const other = await open();
      await add();
      const answers = await Promise.all([claim('long'), claim('short', 1, other), claim('short', 2, other)]);
      const claimed = new Set((await storeNow().openIntents()).map(({intent}) => intent.planId));
      expect(claimed.size).toBe(1);
      expect(answers.filter(({done}) => done)).toHaveLength(claimed.has('long') ? 1 : 2);
      expect(await storeNow().check()).toEqual([]);
    });
  });
}
