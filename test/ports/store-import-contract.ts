import {describe, expect, it} from 'vitest';
import type {ImportedPlan, Store} from '../../src/ports/store.ts';
import {anIntent, aPlan, aPlanOfLevels, aRow, claimTerms, CLOSE, FILL, NOW_MS} from './stored-values.ts';

const LATER_MS = NOW_MS + 5000;

export function anImportedPlan(changes: Partial<ImportedPlan> = {}): ImportedPlan {
  return {
    plan: aPlan(),
    status: 'draft',
    reason: null,
    fill: null,
    close: null,
    contentKey: 'the content',
    origin: {from: {file: 'old.db', line: 3}, legacyStatus: 'Valid', runtime: {kill_switch_rmag: 1.5}},
    ...changes,
  };
}

/** What `Store.importPlans` and `Store.arm` have to do. */
export function importContract(storeNow: () => Store): void {
  const importing = (plans: readonly ImportedPlan[], isPartial = false) =>
    storeNow().importPlans({plans, isPartial}, NOW_MS);
  const rowOf = (id: string) => storeNow().get(id);

  describe('importPlans', () => {
    it.each<[ImportedPlan['status'], Partial<ImportedPlan>]>([
      ['draft', {}],
      ['pending', {}],
      ['unresolved', {reason: 'imported: its order rested at the broker'}],
      ['closed', {reason: 'imported', fill: FILL, close: CLOSE}],
      ['cancelled', {reason: 'user asked'}],
      ['expired', {reason: 'imported'}],
      ['failed', {reason: 'imported'}],
    ])('takes over a plan that is %s, with all that is known of it', async (status, changes) => {
      const imported = anImportedPlan({status, ...changes});
      expect(await importing([imported])).toEqual(['added']);
      const {reason, fill, close} = imported;
      expect(await rowOf('gold-dip')).toEqual(aRow({status, reason, fill, close}));
      const events = await storeNow().history('gold-dip');
      expect(events).toMatchObject([{kind: 'imported', from: null, to: status, level: null, atMs: NOW_MS}]);
      expect(events[0]?.details).toMatchObject({
        ...imported.origin,
        version: 1,
        reason,
        plan: {id: 'gold-dip'},
      });
      expect(await storeNow().check()).toEqual([]);
    });

    it('gives each level of a plan the status', async () => {
      await importing([anImportedPlan({plan: aPlanOfLevels(3)})]);
      expect(await rowOf('gold-dip')).toMatchObject({
        status: 'draft',
        levels: [{level: 1, status: 'draft'}, {status: 'draft'}, {level: 3, status: 'draft'}],
      });
      expect(await storeNow().check()).toEqual([]);
    });

    it('knows a plan that it has taken over, whatever has become of it', async () => {
      await importing([anImportedPlan()]);
      await storeNow().arm('gold-dip', LATER_MS);
      const before = await rowOf('gold-dip');
      expect(await importing([anImportedPlan()])).toEqual(['known']);
      expect(await rowOf('gold-dip')).toEqual(before);
      expect(await storeNow().history('gold-dip')).toHaveLength(2);
    });

    it.each([
      ['was imported with another content', () => importing([anImportedPlan({contentKey: 'another'})])],
      ['was added', () => storeNow().add([aPlan()], NOW_MS)],
    ])('writes nothing while the id of one %s', async (_, take) => {
      await take();
      const before = await rowOf('gold-dip');
      const other = anImportedPlan({plan: aPlan({id: 'other'})});
      expect(await importing([other, anImportedPlan()])).toEqual(['added', 'taken']);
      expect(await rowOf('other')).toBeUndefined();
      expect(await importing([other, anImportedPlan()], true)).toEqual(['added', 'taken']);
      expect(await rowOf('other')).toMatchObject({status: 'draft'});
      expect(await rowOf('gold-dip')).toEqual(before);
    });

    it('compares the plans of one call with each other', async () => {
      const plans = [anImportedPlan(), anImportedPlan(), anImportedPlan({contentKey: 'another'})];
      expect(await importing(plans, true)).toEqual(['added', 'known', 'taken']);
    });

    it('takes over none when one breaks a rule', async () => {
      const wrong = anImportedPlan({plan: aPlan({id: 'wrong', stopLoss: 1302})});
      await expect(importing([anImportedPlan(), wrong])).rejects.toMatchObject({code: 'PLAN_INVALID'});
      expect(await rowOf('gold-dip')).toBeUndefined();
    });

    it('lets nobody look for an order of another system, nor count it', async () => {
      await importing([
        anImportedPlan({plan: aPlan({id: 'in-doubt'}), status: 'unresolved', reason: 'imported'}),
        anImportedPlan({
          plan: aPlan({id: 'over'}),
          status: 'closed',
          fill: FILL,
          close: {...CLOSE, profit: -500},
        }),
      ]);
      expect(await storeNow().openIntents()).toEqual([]);
      await storeNow().add([aPlan()], NOW_MS);
      const limits = {volumePerPlanLots: null, openPositions: 1, ordersPerHour: null, lossPerDay: 100};
      expect(await storeNow().claim(anIntent(), claimTerms({limits}), NOW_MS + 1000)).toMatchObject({
        done: true,
      });
    });

    it('lets no plan of a group fire while another of it is in doubt, and does when that was given up', async () => {
      const group = 'pair';
      await importing([
        anImportedPlan({plan: aPlan({id: 'in-doubt', group}), status: 'unresolved', reason: 'imported'}),
        anImportedPlan({plan: aPlan({group}), status: 'pending'}),
      ]);
      const claim = () => storeNow().claim(anIntent(), claimTerms(), NOW_MS + 1000);
      expect(await claim()).toMatchObject({done: false, refusal: {code: 'groupTaken'}});
      expect(await storeNow().cancel('in-doubt', 'looked after', LATER_MS)).toMatchObject({
        done: true,
        row: {status: 'cancelled', reason: 'looked after', levels: [{withdrawal: null}]},
      });
      expect(await claim()).toMatchObject({done: true});
      expect(await storeNow().check()).toEqual([]);
    });

    it('keeps a draft from being claimed, and lets it be cancelled', async () => {
      await importing([anImportedPlan()]);
      expect(await storeNow().claim(anIntent(), claimTerms(), NOW_MS + 1000)).toMatchObject({
        done: false,
        refusal: {code: 'moved'},
      });
      expect(await storeNow().cancel('gold-dip', 'enough', LATER_MS)).toMatchObject({
        done: true,
        row: {status: 'cancelled'},
      });
      expect(await storeNow().check()).toEqual([]);
    });
  });

  describe('arm', () => {
    it('makes a draft the next version, pending, and created now', async () => {
      await importing([anImportedPlan()]);
      const swap = await storeNow().arm('gold-dip', LATER_MS);
      expect(swap).toEqual({
        done: true,
        row: aRow({}, {plan: aPlan({createdAtMs: LATER_MS}), version: 2, revision: 2, updatedAtMs: LATER_MS}),
      });
      expect((await storeNow().history('gold-dip')).map(({kind, from, to}) => [kind, from, to])).toEqual([
        ['imported', null, 'draft'],
        ['armed', 'draft', 'pending'],
      ]);
      expect(await storeNow().claim(anIntent(), claimTerms({version: 1}), LATER_MS)).toMatchObject({
        done: false,
      });
      expect(await storeNow().claim(anIntent(), claimTerms({version: 2}), LATER_MS)).toMatchObject({
        done: true,
      });
      expect(await storeNow().check()).toEqual([]);
    });

    it('changes nothing the second time', async () => {
      await importing([anImportedPlan()]);
      const {row} = await storeNow().arm('gold-dip', LATER_MS);
      expect(await storeNow().arm('gold-dip', LATER_MS + 1)).toEqual({done: true, row});
      expect(await storeNow().history('gold-dip')).toHaveLength(2);
    });

    it('arms nothing that is over, or not there', async () => {
      await importing([anImportedPlan({status: 'cancelled', reason: 'user asked'})]);
      expect(await storeNow().arm('gold-dip', LATER_MS)).toMatchObject({
        done: false,
        row: {status: 'cancelled'},
      });
      expect(await storeNow().arm('nobody', LATER_MS)).toEqual({done: false, row: undefined});
    });

    it('lets an edit make a draft pending', async () => {
      await importing([anImportedPlan()]);
      expect(await storeNow().edit(aPlan({stopLoss: 1297}), 1, LATER_MS)).toMatchObject({
        done: true,
        row: {status: 'pending', version: 2},
      });
      expect(await storeNow().check()).toEqual([]);
    });
  });
}
