import {describe, expect, it} from 'vitest';
import type {Plan} from '../../src/plan/plan.ts';
import type {PlanRow, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  aRow,
  claimTerms,
  CLOSED_REPORT,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  RESTING,
  UNRESOLVED,
} from './stored-values.ts';

const EDITED_MS = NOW_MS + 5000;

/** The plan with another symbol, stop, expiry and condition; written when `aPlan` was. */
const ANOTHER: Plan = aPlan({
  symbol: 'XAGUSD',
  stopLoss: 1297,
  takeProfit: null,
  expiresAtMs: NOW_MS + 60_000,
  when: {all: [{price: {near: 1302, within: 0.5}}, {any: [{spread: {atMost: 0.6}}, {not: {always: true}}]}]},
});

const EDITED: PlanRow = aRow(
  {},
  {plan: {...ANOTHER, createdAtMs: EDITED_MS}, version: 2, revision: 2, updatedAtMs: EDITED_MS},
);

const SECOND = anIntent({clientOrderId: 'second', symbol: 'XAGUSD'});

/** What `Store.edit` has to do. */
export function editContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('edit', () => {
    const edit = (plan = ANOTHER, version = 1, nowMs = EDITED_MS) => storeNow().edit(plan, version, nowMs);
    const add = () => storeNow().add([aPlan()], NOW_MS);
    const claim = (intent = anIntent(), version = 1) =>
      storeNow().claim(intent, claimTerms({version}), NOW_MS + 6000);
    const settle = (...call: Parameters<Store['settle']>) => storeNow().settle(...call);
    const order = anIntent().clientOrderId;
    const stateOf = async (planId = 'gold-dip') => ({
      row: await storeNow().get(planId),
      events: await storeNow().history(planId),
    });

    it('replaces everything that the user wrote, and makes it the next version', async () => {
      await add();
      expect(await edit()).toEqual({done: true, row: EDITED});
      expect(await storeNow().get('gold-dip')).toEqual(EDITED);
      expect((await storeNow().changesSince(1)).rows).toEqual([EDITED]);
      expect((await storeNow().list({symbol: 'XAGUSD'})).rows).toEqual([EDITED]);
      expect((await storeNow().list({symbol: 'XAUUSD'})).rows).toEqual([]);
      expect(await storeNow().check()).toEqual([]);
    });

    it('creates the new version when it is edited, whatever older time it repeats', async () => {
      await add();
      expect((await edit(ANOTHER, 1, EDITED_MS + 0.75)).row?.plan.createdAtMs).toBe(EDITED_MS);
      const later = {...ANOTHER, createdAtMs: EDITED_MS + 60_000};
      expect((await edit(later, 2, EDITED_MS + 1)).row?.plan.createdAtMs).toBe(EDITED_MS + 60_000);
    });

    it('tells what was before and what is now, so that every version can be had again', async () => {
      await add();
      await edit();
      await edit({...ANOTHER, stopLoss: null}, 2, EDITED_MS + 1);
      const [added, first, second] = await storeNow().history('gold-dip');
      expect(first).toMatchObject({
        sequence: 2,
        atMs: EDITED_MS,
        from: 'pending',
        to: 'pending',
        kind: 'edited',
        details: {version: 2, plan: {symbol: 'XAGUSD', stopLoss: 1297, createdAt: iso(EDITED_MS)}},
      });
      expect(first?.details['changes']).toEqual({
        symbol: {from: 'XAUUSD', to: 'XAGUSD'},
        stopLoss: {from: 1298, to: 1297},
        takeProfit: {from: 1310, to: null},
        expiresAt: {from: iso(NOW_MS + 86_400_000), to: iso(NOW_MS + 60_000)},
        createdAt: {from: iso(NOW_MS), to: iso(EDITED_MS)},
        'when.all[0].price.near': {from: 1301.5, to: 1302},
      });
      expect(second?.details['changes']).toEqual({
        stopLoss: {from: 1297, to: null},
        createdAt: {from: iso(EDITED_MS), to: iso(EDITED_MS + 1)},
      });
      // The plan as it was added is in the first event, and the first edit in the second.
      expect(added?.details['plan']).toMatchObject({symbol: 'XAUUSD', stopLoss: 1298, takeProfit: 1310});
      expect(await storeNow().check()).toEqual([]);
    });

    it('changes nothing when it is repeated, and gives the answer again', async () => {
      await add();
      await edit();
      const before = await stateOf();
      expect(await edit(ANOTHER, 1, EDITED_MS + 900)).toEqual({done: true, row: EDITED});
      expect(await stateOf()).toEqual(before);
      // The same after the plan has gone on.
      const {row} = await claim(SECOND, 2);
      expect(await edit(ANOTHER, 1, EDITED_MS + 7000)).toEqual({done: true, row});
    });

    it('is lost by the second of two editors that have seen the same version', async () => {
      const other = await open();
      await add();
      const theirs = {...ANOTHER, stopLoss: 1296};
      const answers = await Promise.all([edit(), other.edit(theirs, 1, EDITED_MS)]);
      expect(answers.filter(({done}) => done)).toHaveLength(1);
      const won = answers.find(({done}) => done)?.row;
      expect(won?.version).toBe(2);
      for (const {row} of answers) expect(row).toEqual(won);
      expect((await stateOf()).events.map(({kind}) => kind)).toEqual(['added', 'edited']);
      expect(await storeNow().check()).toEqual([]);
    });

    it('refuses every version but the one that the plan has', async () => {
      await add();
      const before = await stateOf();
      for (const version of [0, 2, 3]) {
        expect(await edit(ANOTHER, version), `version ${version}`).toEqual({done: false, row: before.row});
      }
      expect(await stateOf()).toEqual(before);
    });

    it('does not take a version from before the last for its own', async () => {
      await add();
      await edit();
      const {row} = await edit(aPlan(), 2, EDITED_MS + 1);
      expect(row?.version).toBe(3);
      expect(await edit(ANOTHER, 1)).toEqual({done: false, row});
    });

    it('refuses a plan in every other status', async () => {
      const reached: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
        executing: async () => undefined,
        working: (key) => settle(key, RESTING, NOW_MS),
        executed: (key) => settle(key, ACCEPTED, NOW_MS),
        unresolved: (key) => settle(key, UNRESOLVED, NOW_MS),
        failed: (key) => settle(key, REFUSED, NOW_MS),
        closed: async (key) => {
          await settle(key, ACCEPTED, NOW_MS);
          await storeNow().report(key, CLOSED_REPORT, NOW_MS);
        },
        cancelled: async () => storeNow().cancel('cancelled', 'enough', NOW_MS),
        expired: async () => storeNow().expire('expired', NOW_MS + 86_400_000),
      };
      const statuses = Object.keys(reached);
      await storeNow().add(
        statuses.map((id) => aPlan({id})),
        NOW_MS,
      );
      for (const [id, arrive] of Object.entries(reached)) {
        const clientOrderId = `order-${id}`;
        if (id !== 'cancelled' && id !== 'expired') await claim(anIntent({clientOrderId, planId: id}));
        await arrive(clientOrderId);
        const before = await stateOf(id);
        expect(before.row).toMatchObject({status: id});
        expect(await edit({...ANOTHER, id}), id).toEqual({done: false, row: before.row});
        expect(await stateOf(id)).toEqual(before);
      }
    });

    it('knows no plan that was never added', async () => {
      expect(await edit()).toEqual({done: false, row: undefined});
      expect(await storeNow().history('gold-dip')).toEqual([]);
    });

    it('refuses a version that breaks a rule, and keeps the one that is there', async () => {
      await add();
      const before = await stateOf();
      await expect(edit({...ANOTHER, stopLoss: 1400})).rejects.toMatchObject({
        name: 'InputError',
        code: 'PLAN_INVALID',
        field: 'stopLoss',
      });
      expect(await stateOf()).toEqual(before);
      expect(await storeNow().changesSince(1)).toEqual({rows: [], broken: [], revision: 1});
    });

    it('loses against a claim that came before, and the claim keeps its terms', async () => {
      await add();
      const {row} = await claim();
      expect(await edit()).toEqual({done: false, row});
      expect(await storeNow().openIntents()).toEqual([{intent: anIntent(), outcome: null}]);
    });

    it('wins against a claim that comes after: it was made on terms that are gone', async () => {
      await add();
      await edit();
      expect(await claim()).toMatchObject({done: false, row: EDITED, refusal: {code: 'moved'}});
      expect(await storeNow().openIntents()).toEqual([]);
      expect((await claim(SECOND, 2)).done).toBe(true);
    });

    it('lets one of an edit and a claim of two processes through', async () => {
      const other = await open();
      await add();
      const [edited, claimed] = await Promise.all([
        edit(),
        other.claim(anIntent(), claimTerms(), NOW_MS + 6000),
      ]);
      expect(edited.done).toBe(!claimed.done);
      expect(await storeNow().get('gold-dip')).toEqual(edited.done ? edited.row : claimed.row);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each([
      ['was rejected', REJECTED],
      ['never left', NOT_SENT],
    ])('counts attempts anew after an order that %s, and forgets its pause', async (_, settlement) => {
      await add();
      await claim();
      await settle(order, settlement, NOW_MS + 7000);
      const edited = await edit(ANOTHER, 1, EDITED_MS);
      expect(edited).toEqual({done: true, row: {...EDITED, revision: 4}});
      expect((await claim(SECOND, 2)).row).toMatchObject({
        status: 'executing',
        version: 2,
        levels: [{attempts: 1, rejections: 0}],
      });
      // The answer about the first order was lost, and is asked for again.
      expect((await settle(order, settlement, NOW_MS + 8000)).done).toBe(true);
      await settle('second', ACCEPTED, NOW_MS + 8000);
      expect(await storeNow().check()).toEqual([]);
    });

    it('gives the new version as many levels as it says, all of them anew', async () => {
      await add();
      await claim();
      await settle(order, REJECTED, NOW_MS + 7000);
      const levelsOf = (row: PlanRow | undefined) =>
        row?.levels.map(({level, attempts}) => [level, attempts]);
      const three = await edit(aPlanOfLevels(3), 1);
      expect(levelsOf(three.row)).toEqual([
        [1, 0],
        [2, 0],
        [3, 0],
      ]);
      const third = anIntent({clientOrderId: 'third', level: 3});
      expect((await claim(third, 2)).done).toBe(true);
      await settle('third', NOT_SENT, NOW_MS + 8000);
      const two = await edit(aPlanOfLevels(2), 2);
      expect(two.row).toMatchObject({version: 3, status: 'pending'});
      expect(levelsOf(two.row)).toEqual([
        [1, 0],
        [2, 0],
      ]);
      expect((await claim(anIntent({clientOrderId: 'fourth', level: 3}), 3)).done).toBe(false);
      expect(await storeNow().check()).toEqual([]);
    });

    it('refuses a plan of which one level has an order, though others wait', async () => {
      await storeNow().add([aPlanOfLevels(2)], NOW_MS);
      await claim();
      await settle(order, ACCEPTED, NOW_MS + 7000);
      const before = await stateOf();
      expect(before.row).toMatchObject({status: 'pending'});
      expect(await edit(aPlanOfLevels(3))).toEqual({done: false, row: before.row});
      expect(await stateOf()).toEqual(before);
    });

    it('lets an edited plan be cancelled, and expire at its new expiry only', async () => {
      await storeNow().add([aPlan(), aPlan({id: 'kept'})], NOW_MS);
      await edit({...ANOTHER, expiresAtMs: NOW_MS + 200_000_000});
      await edit({...ANOTHER, id: 'kept'});
      expect((await storeNow().expire('gold-dip', NOW_MS + 86_400_000)).done).toBe(false);
      expect((await storeNow().expire('gold-dip', NOW_MS + 200_000_000)).done).toBe(true);
      expect((await storeNow().cancel('kept', 'enough', NOW_MS)).done).toBe(true);
      expect(await storeNow().check()).toEqual([]);
    });
  });
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
