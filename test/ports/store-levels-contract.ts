import {describe, expect, it} from 'vitest';
import type {LevelRow, PlanRow, Settlement, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlanOfLevels,
  claimTerms,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  RESTING,
  RESTING_REPORT,
  UNRESOLVED,
} from './stored-values.ts';

const EXPIRY_MS = NOW_MS + 86_400_000;

/** What the store has to do with plans of several levels. */
export function levelsContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('levels', () => {
    const statuses = (row: PlanRow | undefined) => row?.levels.map(({status}) => status);
    const intentOf = (level: number, attempt = 1) =>
      anIntent({clientOrderId: `order-${level}-${attempt}`, level, attempt, type: 'limit', price: 1301});
    const claim = (level: number, attempt?: number) =>
      storeNow().claim(intentOf(level, attempt), claimTerms(), NOW_MS + 1000);
    /** Claims the level, and settles it unless it is to stay executing. */
    const arrive = async (level: number, settlement: Settlement | null) => {
      await claim(level);
      if (settlement !== null) await storeNow().settle(`order-${level}-1`, settlement, NOW_MS + 2000);
    };
    const cancel = (reason = 'enough') => storeNow().cancel('gold-dip', reason, NOW_MS + 3000);
    const add = (count: number) => storeNow().add([aPlanOfLevels(count)], NOW_MS);

    it('are as many as the plan has, by number, all pending', async () => {
      const [row] = await add(3);
      expect(row?.levels.map(({level, status}) => [level, status])).toEqual([
        [1, 'pending'],
        [2, 'pending'],
        [3, 'pending'],
      ]);
      expect(await storeNow().get('gold-dip')).toEqual(row);
      expect((await storeNow().changesSince(0)).rows).toEqual([row]);
    });

    it('are claimed and settled each by itself; the plan has the weightiest status and its reason', async () => {
      await add(3);
      const steps = [
        [() => claim(2), ['pending', 'executing', 'pending'], 'executing', null],
        [() => claim(1), ['executing', 'executing', 'pending'], 'executing', null],
        [
          () => storeNow().settle('order-2-1', UNRESOLVED, NOW_MS),
          ['executing', 'unresolved', 'pending'],
          'unresolved',
          'no answer',
        ],
        [
          () => storeNow().settle('order-2-1', ACCEPTED, NOW_MS),
          ['executing', 'executed', 'pending'],
          'executing',
          null,
        ],
        [
          () => storeNow().settle('order-1-1', REFUSED, NOW_MS),
          ['failed', 'executed', 'pending'],
          'pending',
          null,
        ],
        [
          () => storeNow().cancel('gold-dip', 'enough', NOW_MS),
          ['failed', 'executed', 'cancelled'],
          'executed',
          null,
        ],
      ] as const;
      for (const [act, levels, status, reason] of steps) {
        const {done, row} = await act();
        expect(done).toBe(true);
        expect(statuses(row)).toEqual(levels);
        expect(row).toMatchObject({status, reason});
        expect((await storeNow().list({statuses: [status]})).rows).toEqual([row]);
      }
      expect((await storeNow().history('gold-dip')).map(({level, from, to}) => [level, from, to])).toEqual([
        [null, null, 'pending'],
        [2, 'pending', 'executing'],
        [1, 'pending', 'executing'],
        [2, 'executing', 'unresolved'],
        [2, 'unresolved', 'executed'],
        [1, 'executing', 'failed'],
        [3, 'pending', 'cancelled'],
      ]);
      expect(await storeNow().check()).toEqual([]);
    });

    it('count what came of their own orders only; one that never left is no rejection', async () => {
      await add(2);
      await arrive(1, REJECTED);
      await claim(1, 2);
      await storeNow().settle('order-1-2', NOT_SENT, NOW_MS);
      await arrive(2, null);
      const row = await storeNow().get('gold-dip');
      expect(row).toMatchObject({
        levels: [
          {attempts: 2, rejections: 1, clientOrderId: null},
          {attempts: 1, rejections: 0, clientOrderId: 'order-2-1'},
        ],
      });
      expect(await storeNow().check()).toEqual([]);
    });

    it('cannot be claimed twice, nor by a number that the plan does not have', async () => {
      const other = await open();
      await add(2);
      await claim(1);
      const again = anIntent({clientOrderId: 'again', level: 1, attempt: 2});
      for (const store of [storeNow(), other]) {
        expect(await store.claim(again, claimTerms(), NOW_MS)).toMatchObject({
          done: false,
          refusal: {code: 'moved', message: expect.stringContaining('level 1') as string},
        });
      }
      expect(await claim(3)).toMatchObject({done: false, refusal: {code: 'moved'}});
      expect((await other.claim(intentOf(2), claimTerms(), NOW_MS)).done).toBe(true);
    });

    it.each<[string, readonly (Settlement | null | 'wait')[], boolean, readonly string[]]>([
      ['all wait', ['wait', 'wait'], true, ['cancelled', 'cancelled']],
      ['one has executed', [ACCEPTED, 'wait', 'wait'], true, ['executed', 'cancelled', 'cancelled']],
      ['one is being placed', [null, 'wait'], true, ['executing', 'cancelled']],
      ['one is in doubt', [UNRESOLVED, 'wait'], true, ['unresolved', 'cancelled']],
      ['one rests', [RESTING, 'wait'], true, ['working', 'cancelled']],
      ['all are being placed or have executed', [null, ACCEPTED], true, ['executing', 'executed']],
      ['all have executed', [ACCEPTED, ACCEPTED], false, ['executed', 'executed']],
      ['all have failed', [REFUSED, REFUSED], false, ['failed', 'failed']],
    ])('are cancelled where they wait when %s', async (_, reached, done, expected) => {
      await add(reached.length);
      for (const [index, settlement] of reached.entries()) {
        if (settlement !== 'wait') await arrive(index + 1, settlement);
      }
      const swap = await cancel();
      expect({done: swap.done, levels: statuses(swap.row)}).toEqual({done, levels: expected});
      const events = await storeNow().history('gold-dip');
      expect(await cancel('another reason')).toEqual(swap);
      expect(await storeNow().history('gold-dip')).toEqual(events);
      expect(await storeNow().check()).toEqual([]);
    });

    it('have the withdrawal of a resting order asked for once, and forget it with the order', async () => {
      await add(2);
      await arrive(1, RESTING);
      const withdrawn = (row: PlanRow | undefined): readonly LevelRow['withdrawal'][] =>
        row?.levels.map(({withdrawal}) => withdrawal) ?? [];
      expect(withdrawn((await cancel()).row)).toEqual(['enough', null]);
      expect(withdrawn((await cancel('another reason')).row)).toEqual(['enough', null]);
      const report = {...RESTING_REPORT, state: 'cancelled'} as const;
      const {row} = await storeNow().report('order-1-1', report, NOW_MS);
      expect(row?.levels).toMatchObject([
        {status: 'cancelled', reason: 'enough', withdrawal: null},
        {status: 'cancelled', reason: 'enough'},
      ]);
      expect((await storeNow().history('gold-dip')).map(({kind}) => kind)).toEqual([
        ...['added', 'claimed', 'placed', 'cancelled', 'withdrawing', 'cancelled'],
      ]);
      expect(await storeNow().check()).toEqual([]);
    });

    it('have the withdrawal of one resting order noted, while the others wait on', async () => {
      await add(3);
      await arrive(1, RESTING);
      await arrive(2, ACCEPTED);
      const withdraw = (key: string, reason = 'halted') => storeNow().withdraw(key, reason, NOW_MS);
      const first = await withdraw('order-1-1');
      expect(first.done).toBe(true);
      expect(first.row?.levels).toMatchObject([
        {status: 'working', withdrawal: 'halted'},
        {status: 'executed', withdrawal: null},
        {status: 'pending', withdrawal: null},
      ]);
      expect(await withdraw('order-1-1', 'another reason')).toEqual(first);
      expect(await withdraw('order-2-1')).toEqual({done: false, row: first.row});
      expect(await withdraw('nobody-s-order')).toEqual({done: false, row: undefined});
      const report = {...RESTING_REPORT, state: 'cancelled'} as const;
      const {row} = await storeNow().report('order-1-1', report, NOW_MS);
      expect(row?.levels[0]).toMatchObject({status: 'cancelled', reason: 'halted', withdrawal: null});
      expect((await withdraw('order-1-1')).done).toBe(false);
      expect(await storeNow().check()).toEqual([]);
    });

    it('expire where they wait, and only at the expiry', async () => {
      await add(3);
      await arrive(1, ACCEPTED);
      await arrive(2, RESTING);
      expect((await storeNow().expire('gold-dip', EXPIRY_MS - 1)).done).toBe(false);
      const swap = await storeNow().expire('gold-dip', EXPIRY_MS);
      expect({done: swap.done, levels: statuses(swap.row)}).toEqual({
        done: true,
        levels: ['executed', 'working', 'expired'],
      });
      expect(await storeNow().expire('gold-dip', EXPIRY_MS + 1)).toEqual(swap);
      expect(await storeNow().check()).toEqual([]);
    });

    it('do not expire before their time because another one has', async () => {
      await add(2);
      await arrive(1, RESTING);
      await storeNow().report('order-1-1', {...RESTING_REPORT, state: 'expired'}, NOW_MS);
      expect(await storeNow().expire('gold-dip', EXPIRY_MS - 1)).toMatchObject({
        done: false,
        row: {levels: [{status: 'expired'}, {status: 'pending'}]},
      });
    });
  });
}
