import {describe, expect, it} from 'vitest';
import type {Plan} from '../../src/plan/plan.ts';
import type {ArchiveRecord, ImportedPlan, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  REJECTED,
  RESTING,
  UNRESOLVED,
} from './stored-values.ts';

const DAY_MS = 86_400_000;
/** When what ended at NOW_MS may go. */
const LATER_MS = NOW_MS + 3 * DAY_MS;

/** What the store has to do with plans that ended long ago. */
export function archiveContract(storeNow: () => Store): void {
  describe('the archive', () => {
    let orders = 0;

    const add = (changes: Partial<Plan>) => storeNow().add([aPlan(changes)], NOW_MS);

    /** Adds a plan that is traded to its end: the position is closed 5 s after NOW_MS. */
    const trade = async (changes: Partial<Plan>) => {
      orders += 1;
      const clientOrderId = `order-${orders}`;
      const [row] = await add(changes);
      const planId = row?.plan.id ?? '';
      await storeNow().claim(anIntent({clientOrderId, planId}), claimTerms(), NOW_MS + 1000);
      await storeNow().settle(clientOrderId, ACCEPTED, NOW_MS + 2000);
      await storeNow().report(clientOrderId, CLOSED_REPORT, NOW_MS + 5000);
    };

    const cancelled = async (changes: Partial<Plan>) => {
      const [row] = await add(changes);
      await storeNow().cancel(row?.plan.id ?? '', 'enough', NOW_MS);
    };

    const batch = (nowMs = LATER_MS, terms = {}) =>
      storeNow().archivable({endedBeforeMs: nowMs, limit: 100, ...terms}, nowMs);
    const idsOf = (records: readonly Pick<ArchiveRecord, 'id'>[]) => records.map(({id}) => id);
    const ids = async (nowMs?: number) => idsOf((await batch(nowMs)).records);
    const written = ({id, revision, hash}: ArchiveRecord) => ({id, revision, hash, file: `${id}.jsonl`});
    const archive = async (nowMs = LATER_MS) =>
      storeNow().removeArchived((await batch(nowMs)).records.map(written), nowMs);

    it('offers what has ended, oldest first, and nothing that has not', async () => {
      const store = storeNow();
      await trade({id: 'closed'});
      await cancelled({id: 'cancelled'});
      await add({id: 'expired', expiresAtMs: NOW_MS + 10});
      await store.expire('expired', NOW_MS + 10);
      await add({id: 'pending'});
      const claim = (id: string) =>
        store.claim(anIntent({clientOrderId: `o-${id}`, planId: id}), claimTerms(), NOW_MS);
      for (const [id, settlement] of [
        ...([
          ['working', RESTING],
          ['executed', ACCEPTED],
          ['unresolved', UNRESOLVED],
        ] as const),
        ['executing', null],
      ] as const) {
        await add({id});
        await claim(id);
        if (settlement !== null) await store.settle(`o-${id}`, settlement, NOW_MS);
      }
      expect(await ids()).toEqual(['cancelled', 'expired', 'closed']);
    });

    it('offers nothing that ended less than two days ago, whatever is asked for', async () => {
      await cancelled({id: 'a'});
      expect(await ids(NOW_MS + 2 * DAY_MS - 1)).toEqual([]);
      expect(await ids(NOW_MS + 2 * DAY_MS)).toEqual(['a']);
      // A clock that was set back makes nothing older.
      const early = {endedBeforeMs: NOW_MS + 9 * DAY_MS, limit: 9};
      expect((await storeNow().archivable(early, NOW_MS + DAY_MS)).records).toEqual([]);
      expect(await storeNow().archivable({...early, endedBeforeMs: NOW_MS - 1}, LATER_MS)).toMatchObject({
        records: [],
      });
    });

    it('offers no plan of a group that goes on', async () => {
      await cancelled({id: 'ended', group: 'g'});
      await add({id: 'waits', group: 'g'});
      expect(await ids()).toEqual([]);
      await storeNow().cancel('waits', 'enough', NOW_MS);
      expect(await ids()).toEqual(['ended', 'waits']);
    });

    it('keeps the plan of the newest intent, by whose epoch the next one is judged', async () => {
      await trade({id: 'older'});
      await trade({id: 'newest'});
      expect(await ids()).toEqual(['older']);
      await trade({id: 'later'});
      expect(await ids()).toEqual(['newest', 'older']);
    });

    it('is read in batches, each beginning where the one before ended', async () => {
      for (const id of ['c', 'a', 'b', 'e', 'd']) await cancelled({id});
      const found: string[][] = [];
      for (let after: string | null = ''; after !== null; ) {
        const terms = {limit: 2, ...(after === '' ? {} : {after})};
        const {records, next} = await batch(LATER_MS, terms);
        found.push(idsOf(records));
        after = next;
      }
      expect(found).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    });

    it('removes a plan with all that belongs to it, and says where it went', async () => {
      const store = storeNow();
      await trade({id: 'first'});
      await trade({id: 'second'});
      const verdict = {planId: 'first', version: 1, asOfMs: NOW_MS, state: 'met', conditions: []} as const;
      await store.saveVerdicts([verdict]);
      expect(await archive()).toEqual(['first']);
      expect(await store.get('first')).toBeUndefined();
      expect(await store.history('first')).toEqual([]);
      expect(await store.verdict('first')).toBeUndefined();
      expect(await store.verdictChanges('first')).toEqual([]);
      expect(await store.archived(['second', 'first', 'first', 'nobody'])).toEqual([
        {
          ...{id: 'first', revision: 4, file: 'first.jsonl', archivedAtMs: LATER_MS},
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ]);
      expect(await store.archived()).toEqual(await store.archived(['first']));
      expect((await store.list()).rows.map(({plan}) => plan.id)).toEqual(['second']);
      expect(await store.check()).toEqual([]);
    });

    it('answers again when it is repeated, and removes nothing that is not as it was written', async () => {
      await cancelled({id: 'a'});
      await cancelled({id: 'b'});
      const {records} = await batch();
      const [a, b] = records.map(written);
      if (a === undefined || b === undefined) throw new Error('two were cancelled');
      const remove = (...some: (typeof a)[]) => storeNow().removeArchived(some, LATER_MS);
      expect(await remove({...b, revision: b.revision + 1}, {...b, hash: '0'.repeat(64)})).toEqual([]);
      expect(await storeNow().removeArchived([a], NOW_MS + DAY_MS)).toEqual([]);
      expect(await remove(a)).toEqual(['a']);
      expect(await remove(a, b)).toEqual(['a', 'b']);
      expect(await remove({...a, revision: 99})).toEqual([]);
    });

    it('keeps an id taken for good', async () => {
      await cancelled({id: 'gone'});
      await archive();
      await expect(storeNow().add([aPlan({id: 'new'}), aPlan({id: 'gone'})], LATER_MS)).rejects.toMatchObject(
        {
          ...{code: 'PLAN_DUPLICATE', field: '[1].id', hint: 'choose another id, or leave it out'},
          message: 'plan "gone" was archived to "gone.jsonl", and its id stays taken',
        },
      );
      const imported: ImportedPlan = {
        ...{plan: aPlan({id: 'gone'}), status: 'pending', reason: null, fill: null, close: null},
        ...{contentKey: 'x', origin: {}},
      };
      expect(await storeNow().importPlans({plans: [imported], isPartial: true}, LATER_MS)).toEqual(['taken']);
      expect(await storeNow().get('gone')).toBeUndefined();
    });

    it('keeps a group taken by a plan that was traded, and not by one that was not', async () => {
      await trade({id: 'winner', group: 'taken'});
      await cancelled({id: 'given-up', group: 'free'});
      await trade({id: 'newest'});
      expect(await archive()).toEqual(['given-up', 'winner']);
      await storeNow().add([aPlan({id: 'late', group: 'taken'}), aPlan({id: 'next', group: 'free'})], NOW_MS);
      const claim = (planId: string) =>
        storeNow().claim(anIntent({clientOrderId: `o-${planId}`, planId}), claimTerms(), NOW_MS + 9000);
      expect(await claim('late')).toMatchObject({
        done: false,
        refusal: {
          code: 'groupTaken',
          message: expect.stringMatching(/^plan "winner" of the same group/) as string,
        },
      });
      expect(await claim('next')).toMatchObject({done: true});
      expect(await storeNow().check()).toEqual([]);
    });

    it('changes no ceiling: what counts in an hour or a day is younger', async () => {
      await trade({id: 'old'});
      await trade({id: 'newest'});
      const limits = {volumePerPlanLots: null, openPositions: null, ordersPerHour: 2, lossPerDay: null};
      await add({id: 'next'});
      const claim = () =>
        storeNow().claim(anIntent({clientOrderId: 'n', planId: 'next'}), claimTerms({limits}), NOW_MS + 6000);
      expect(await storeNow().removeArchived((await batch()).records.map(written), NOW_MS + DAY_MS)).toEqual(
        [],
      );
      expect(await claim()).toMatchObject({refusal: {code: 'limitOrders'}});
    });

    it('has plans with several levels and attempts whole', async () => {
      const store = storeNow();
      await store.add([aPlanOfLevels(2, {id: 'ladder'})], NOW_MS);
      const intent = (clientOrderId: string, attempt: number) =>
        anIntent({clientOrderId, planId: 'ladder', attempt, type: 'limit', price: 1301});
      await store.claim(intent('first', 1), claimTerms(), NOW_MS + 1000);
      await store.settle('first', {...REJECTED, retryAtMs: NOW_MS + 1500} as typeof REJECTED, NOW_MS + 1000);
      await store.claim({...intent('second', 2), notAfterMs: NOW_MS + 9000}, claimTerms(), NOW_MS + 2000);
      await store.settle('second', ACCEPTED, NOW_MS + 2000);
      await store.report('second', CLOSED_REPORT, NOW_MS + 5000);
      await store.cancel('ladder', 'enough', NOW_MS + 5000);
      await trade({id: 'newest'});
      const {records} = await batch();
      const line = JSON.parse(records[0]?.line ?? '') as Record<string, unknown[]>;
      expect(line).toMatchObject({
        ...{format: 'vigil.archive/1', databaseId: store.databaseId, id: 'ladder'},
        levels: [
          {level: 1, status: 'closed'},
          {level: 2, status: 'cancelled'},
        ],
        intents: [{client_order_id: 'first'}, {client_order_id: 'second'}],
      });
      expect(line['events']).toHaveLength((await store.history('ladder')).length);
      expect(await archive()).toEqual(['ladder']);
      expect(await store.check()).toEqual([]);
    });
  });
}
