import {describe, expect, it} from 'vitest';
import type {LevelRow, PlanRow, Settlement, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  aRow,
  claimTerms,
  CLOSE,
  CLOSED_REPORT,
  FILL,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  RESTING,
  RESTING_REPORT,
  UNRESOLVED,
} from './stored-values.ts';

const ORDER = anIntent().clientOrderId;
const ORDERED = {attempts: 1, clientOrderId: ORDER} as const;
const PLACED = {...ORDERED, ticket: 'T-1'} as const;
const CANCELLED = {status: 'cancelled', reason: 'enough', attempts: 1} as const;
const FAILED = {status: 'failed', attempts: 1} as const;
const ENDED = (state: 'cancelled' | 'expired' | 'rejected'): Settlement => ({
  as: 'accepted',
  report: {...RESTING_REPORT, state},
});

/** What a level becomes whose order was to be withdrawn when its outcome came, and the steps to there. */
const OUTCOMES: readonly (readonly [string, Settlement, Partial<LevelRow>, readonly string[]])[] = [
  ['never left', NOT_SENT, CANCELLED, ['notSent', 'cancelled']],
  ['was rejected, to be tried again', REJECTED, {...CANCELLED, rejections: 1}, ['rejected', 'cancelled']],
  [
    'was rejected for good',
    REFUSED,
    {...FAILED, reason: 'OFF_QUOTES: no price', rejections: 1},
    ['rejected'],
  ],
  ['rests', RESTING, {...PLACED, status: 'working', withdrawal: 'enough'}, ['placed']],
  ['has filled', ACCEPTED, {...PLACED, status: 'executed', fill: FILL}, ['filled']],
  [
    'has filled, and its position is closed',
    {as: 'accepted', report: CLOSED_REPORT},
    {...PLACED, status: 'closed', reason: 'takeProfit', fill: FILL, close: CLOSE},
    ['filled', 'closed'],
  ],
  ['was cancelled by the broker', ENDED('cancelled'), CANCELLED, ['cancelled']],
  [
    'has expired at the broker',
    ENDED('expired'),
    {...CANCELLED, status: 'expired', reason: 'expired by the broker'},
    ['expired'],
  ],
  ['was turned away', ENDED('rejected'), {...FAILED, reason: 'rejected by the broker'}, ['rejected']],
];

/** What the store has to do with plans that are cancelled while an order of theirs is under way. */
export function cancelContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('cancel, while an order is under way', () => {
    const cancel = (reason = 'enough') => storeNow().cancel('gold-dip', reason, NOW_MS + 2000);
    const settle = (settlement: Settlement, store = storeNow()) =>
      store.settle(ORDER, settlement, NOW_MS + 3000);
    const claim = (level = 1, attempt = 1) =>
      storeNow().claim(
        anIntent({
          clientOrderId: attempt === 1 && level === 1 ? ORDER : `order-${level}-${attempt}`,
          level,
          attempt,
        }),
        claimTerms(),
        NOW_MS + 1000,
      );
    const kinds = async () => (await storeNow().history('gold-dip')).map(({kind}) => kind);
    const statuses = (row: PlanRow | undefined) => row?.levels.map(({status}) => status);
    const executing = async () => {
      await storeNow().add([aPlan()], NOW_MS);
      await claim();
    };
    const inDoubt = async () => {
      await executing();
      await settle(UNRESOLVED);
    };

    it.each<[string, () => Promise<void>, Partial<LevelRow>]>([
      ['on its way', executing, {...ORDERED, status: 'executing'}],
      ['in doubt', inDoubt, {...ORDERED, status: 'unresolved', reason: 'no answer'}],
    ])('notes the wish with the level whose order is %s, once', async (_, arrive, level) => {
      await arrive();
      const before = await storeNow().history('gold-dip');
      const row = aRow(
        {...level, withdrawal: 'enough'},
        {revision: before.length + 1, updatedAtMs: NOW_MS + 2000},
      );
      expect(await cancel()).toEqual({done: true, row});
      expect(await cancel('another reason')).toEqual({done: true, row});
      expect(await storeNow().get('gold-dip')).toEqual(row);
      const [event, ...others] = (await storeNow().history('gold-dip')).slice(before.length);
      expect(event).toMatchObject({
        ...{kind: 'withdrawing', level: 1, from: level.status, to: level.status},
        details: {clientOrderId: ORDER, reason: 'enough'},
      });
      expect(others).toEqual([]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each(OUTCOMES)('is carried out when the order %s', async (_, settlement, level, steps) => {
      await executing();
      await cancel();
      const row = aRow(level, {revision: 3 + steps.length, updatedAtMs: NOW_MS + 3000});
      expect(await settle(settlement)).toEqual({done: true, row});
      expect(await kinds()).toEqual(['added', 'claimed', 'withdrawing', ...steps]);
      // The answer was lost and is asked for again.
      expect(await settle(settlement)).toEqual({done: true, row});
      expect(await kinds()).toEqual(['added', 'claimed', 'withdrawing', ...steps]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each(OUTCOMES)(
      'is kept while it is in doubt whether the order %s',
      async (_, settlement, level, steps) => {
        await executing();
        await cancel();
        expect((await settle(UNRESOLVED)).row?.levels).toMatchObject([
          {status: 'unresolved', reason: 'no answer', withdrawal: 'enough'},
        ]);
        expect(await storeNow().check()).toEqual([]);
        const row = aRow(level, {revision: 4 + steps.length, updatedAtMs: NOW_MS + 3000});
        expect(await settle(settlement)).toEqual({done: true, row});
        expect(await kinds()).toEqual(['added', 'claimed', 'withdrawing', 'parked', ...steps]);
        expect(await storeNow().check()).toEqual([]);
      },
    );

    it.each(OUTCOMES)(
      'may be asked for while it is in doubt whether the order %s',
      async (_, settlement, level, steps) => {
        await inDoubt();
        await cancel();
        const row = aRow(level, {revision: 4 + steps.length, updatedAtMs: NOW_MS + 3000});
        expect(await settle(settlement)).toEqual({done: true, row});
        expect(await kinds()).toEqual(['added', 'claimed', 'parked', 'withdrawing', ...steps]);
        expect(await storeNow().check()).toEqual([]);
      },
    );

    it.each([
      ['was placed', {as: 'executed', ticket: 'T-9', fill: FILL}, 'executed'],
      ['was not placed', {as: 'notPlaced'}, 'failed'],
    ] as const)('ends with the doubt when a person says that the order %s', async (_, resolution, status) => {
      await inDoubt();
      await cancel();
      const {done, row} = await storeNow().resolve('gold-dip', 1, resolution, NOW_MS + 3000);
      expect({done, levels: row?.levels}).toMatchObject({done: true, levels: [{status, withdrawal: null}]});
      expect(await storeNow().check()).toEqual([]);
    });

    it('gives an order that came to rest the reason, when it is withdrawn in time', async () => {
      await executing();
      await cancel();
      await settle(RESTING);
      const {row} = await storeNow().report(ORDER, {...RESTING_REPORT, state: 'cancelled'}, NOW_MS + 4000);
      expect(row?.levels).toMatchObject([{status: 'cancelled', reason: 'enough', withdrawal: null}]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each([
      ['never left', NOT_SENT],
      ['was rejected', REJECTED],
    ])(
      'lets no level fire any more, neither one that waited nor one whose order %s',
      async (_, settlement) => {
        await storeNow().add([aPlanOfLevels(3)], NOW_MS);
        await claim(2);
        expect(await cancel()).toMatchObject({
          done: true,
          row: {
            levels: [
              {status: 'cancelled'},
              {status: 'executing', withdrawal: 'enough'},
              {status: 'cancelled'},
            ],
          },
        });
        const {row} = await storeNow().settle('order-2-1', settlement, NOW_MS + 3000);
        expect(row).toMatchObject({status: 'cancelled'});
        expect(statuses(row)).toEqual(['cancelled', 'cancelled', 'cancelled']);
        for (const [level, attempt] of [
          [1, 1],
          [2, 2],
          [3, 1],
        ] as const) {
          expect(await claim(level, attempt)).toMatchObject({done: false, refusal: {code: 'moved'}});
        }
        expect(await storeNow().openIntents()).toEqual([]);
        expect(await storeNow().check()).toEqual([]);
      },
    );

    it('goes on with every level by itself', async () => {
      await storeNow().add([aPlanOfLevels(4)], NOW_MS);
      for (const level of [1, 2, 3]) await claim(level);
      await storeNow().settle('order-2-1', RESTING, NOW_MS);
      await storeNow().settle('order-3-1', ACCEPTED, NOW_MS);
      const {row} = await cancel();
      expect(row?.levels.map(({status, withdrawal}) => [status, withdrawal])).toEqual([
        ['executing', 'enough'],
        ['working', 'enough'],
        ['executed', null],
        ['cancelled', null],
      ]);
      expect(statuses((await settle(NOT_SENT)).row)).toEqual([
        'cancelled',
        'working',
        'executed',
        'cancelled',
      ]);
      expect(await storeNow().check()).toEqual([]);
    });

    it('is remembered by the database, not by who was told', async () => {
      await executing();
      await cancel();
      expect((await settle(NOT_SENT, await open())).row).toMatchObject({status: 'cancelled'});
    });

    it('cannot undo what has ended: a plan without anything under way is not cancelled', async () => {
      await executing();
      await cancel();
      const {row} = await settle(ACCEPTED);
      expect(await cancel()).toEqual({done: false, row});
    });

    it('keeps the plan from being edited, as before', async () => {
      await executing();
      const {row} = await cancel();
      expect(await storeNow().edit(aPlan({stopLoss: 1297}), 1, NOW_MS)).toEqual({done: false, row});
    });

    it('is noted for one order alone, too; the others wait on', async () => {
      await storeNow().add([aPlanOfLevels(2)], NOW_MS);
      await claim();
      const noted = await storeNow().withdraw(ORDER, 'halted', NOW_MS + 2000);
      expect(noted).toMatchObject({
        done: true,
        row: {
          levels: [
            {status: 'executing', withdrawal: 'halted'},
            {status: 'pending', withdrawal: null},
          ],
        },
      });
      expect(await storeNow().withdraw(ORDER, 'another reason', NOW_MS + 2000)).toEqual(noted);
      expect((await settle(NOT_SENT)).row?.levels).toMatchObject([
        {status: 'cancelled', reason: 'halted'},
        {status: 'pending'},
      ]);
      expect(await storeNow().withdraw(ORDER, 'too late', NOW_MS)).toMatchObject({done: false});
      expect(await storeNow().check()).toEqual([]);
    });

    it.each<[string, Settlement, string]>([
      ['frees its group when nothing was placed', NOT_SENT, 'pending'],
      ['ends its siblings when the order was accepted all the same', RESTING, 'cancelled'],
    ])('%s', async (_, settlement, sibling) => {
      await storeNow().add([aPlan({group: 'pair'}), aPlan({id: 'other', group: 'pair'})], NOW_MS);
      await claim();
      await cancel();
      expect(await storeNow().get('other')).toMatchObject({status: 'pending'});
      await settle(settlement);
      expect(await storeNow().get('other')).toMatchObject({status: sibling});
      expect(await storeNow().check()).toEqual([]);
    });
  });
}
