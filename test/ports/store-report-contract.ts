import {describe, expect, it} from 'vitest';
import type {Fill, OrderReport} from '../../src/ports/broker.ts';
import type {LevelRow, Store} from '../../src/ports/store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aRow,
  claimTerms,
  CLOSE,
  CLOSED_REPORT,
  FILL,
  FILLED_REPORT,
  NOW_MS,
  RESTING,
  RESTING_REPORT,
  UNRESOLVED,
} from './stored-values.ts';

const ORDER = 'A1b2C3d4E5f6G7h8';
const HALF: Fill = {...FILL, volumeLots: 0.005, timeMs: NOW_MS + 1000};
const ORDERED = {attempts: 1, clientOrderId: ORDER, ticket: 'T-1'} as const;
const EXECUTED: Partial<LevelRow> = {...ORDERED, status: 'executed', fill: FILL};
const CLOSED: Partial<LevelRow> = {
  ...ORDERED,
  status: 'closed',
  reason: 'takeProfit',
  fill: FILL,
  close: CLOSE,
};

/** What an order becomes, by the report that says so. */
const ENDS: readonly (readonly [string, OrderReport, Partial<LevelRow>, readonly string[]])[] = [
  ['filled', FILLED_REPORT, EXECUTED, ['filled']],
  ['filled and closed', CLOSED_REPORT, CLOSED, ['filled', 'closed']],
  [
    'cancelled without a fill',
    {...RESTING_REPORT, state: 'cancelled'},
    {status: 'cancelled', reason: 'cancelled by the broker', attempts: 1},
    ['cancelled'],
  ],
  [
    'expired without a fill',
    {...RESTING_REPORT, state: 'expired'},
    {status: 'expired', reason: 'expired by the broker', attempts: 1},
    ['expired'],
  ],
  [
    'rejected after all',
    {...RESTING_REPORT, state: 'rejected'},
    {status: 'failed', reason: 'rejected by the broker', attempts: 1},
    ['rejected'],
  ],
  ...(['cancelled', 'expired', 'rejected'] as const).map(
    (state) =>
      [
        `${state} after a part of it had filled`,
        {...FILLED_REPORT, state, fill: HALF},
        {...EXECUTED, fill: HALF, reason: `0.005 lots were filled, the rest was ${state}`},
        ['filled'],
      ] as const,
  ),
  [
    'cancelled after a part of it had filled, and the position closed',
    {...CLOSED_REPORT, state: 'cancelled', fill: HALF},
    {...CLOSED, fill: HALF},
    ['filled', 'closed'],
  ],
];

/** What `Store.report` has to do, and `settle` with a report that says more than "it rests". */
export function reportContract(storeNow: () => Store): void {
  describe('report', () => {
    const report = (what: OrderReport) => storeNow().report(ORDER, what, NOW_MS + 5000);
    const kinds = async () => (await storeNow().history('gold-dip')).map(({kind}) => kind);
    const claimed = async () => {
      await storeNow().add([aPlan()], NOW_MS);
      return storeNow().claim(anIntent(), claimTerms(), NOW_MS + 1000);
    };
    const resting = async () => {
      await claimed();
      return storeNow().settle(ORDER, RESTING, NOW_MS + 2000);
    };

    it.each(ENDS)('moves a resting order on that has %s, once', async (_, what, level, steps) => {
      await resting();
      const row = aRow(level, {revision: 3 + steps.length, updatedAtMs: NOW_MS + 5000});
      expect(await report(what)).toEqual({done: true, row});
      expect(await report(what)).toEqual({done: true, row});
      // A report from before came late.
      expect(await report(RESTING_REPORT)).toEqual({done: true, row});
      expect(await kinds()).toEqual(['added', 'claimed', 'placed', ...steps]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each(ENDS)(
      'is not needed when the order was %s before anybody asked',
      async (_, what, level, steps) => {
        await claimed();
        const settlement = {as: 'accepted', report: what} as const;
        const row = aRow(level, {revision: 2 + steps.length, updatedAtMs: NOW_MS + 2000});
        expect(await storeNow().settle(ORDER, settlement, NOW_MS + 2000)).toEqual({done: true, row});
        expect(await report(what)).toEqual({done: true, row});
        expect(await kinds()).toEqual(['added', 'claimed', ...steps]);
        expect(await storeNow().check()).toEqual([]);
      },
    );

    it.each(ENDS)('is not needed when a parked order is found to be %s', async (_, what, level, steps) => {
      await claimed();
      await storeNow().settle(ORDER, UNRESOLVED, NOW_MS);
      const settlement = {as: 'accepted', report: what} as const;
      expect((await storeNow().settle(ORDER, settlement, NOW_MS + 2000)).row?.levels).toMatchObject([level]);
      expect(await kinds()).toEqual(['added', 'claimed', 'parked', ...steps]);
      expect(await storeNow().check()).toEqual([]);
    });

    it('keeps what a resting order has filled so far', async () => {
      await resting();
      const {row} = await report({...FILLED_REPORT, state: 'working', fill: HALF});
      const level = {...ORDERED, status: 'working', fill: HALF} as const;
      expect(row).toEqual(aRow(level, {revision: 4, updatedAtMs: NOW_MS + 5000}));
      // Whatever ends the rest cannot take back what was filled.
      const ended = await report({...RESTING_REPORT, state: 'cancelled'});
      expect(ended.row?.levels).toMatchObject([{status: 'executed', fill: HALF}]);
      expect(await kinds()).toEqual(['added', 'claimed', 'placed', 'partlyFilled', 'filled']);
      expect(await storeNow().check()).toEqual([]);
    });

    it('takes a larger fill that is told after the end', async () => {
      await resting();
      await report({...FILLED_REPORT, state: 'cancelled', fill: HALF});
      const {done, row} = await report(FILLED_REPORT);
      expect({done, levels: row?.levels}).toMatchObject({
        done: true,
        levels: [{status: 'executed', fill: FILL, reason: null}],
      });
      expect(await storeNow().check()).toEqual([]);
    });

    it('does not take a close for the end of an order that rests still', async () => {
      await resting();
      const {done, row} = await report({...CLOSED_REPORT, state: 'working', fill: HALF});
      expect({done, levels: row?.levels}).toMatchObject({
        done: true,
        levels: [{status: 'working', close: null}],
      });
    });

    it('takes an order to rest that has filled, it is not said where', async () => {
      await claimed();
      const settlement = {as: 'accepted', report: {...FILLED_REPORT, fill: null}} as const;
      expect((await storeNow().settle(ORDER, settlement, NOW_MS)).row?.status).toBe('working');
      expect((await report(FILLED_REPORT)).row?.status).toBe('executed');
      expect(await storeNow().check()).toEqual([]);
    });

    it('says that it is not done when the row says otherwise', async () => {
      await resting();
      const {row} = await report(CLOSED_REPORT);
      expect(await report({...CLOSED_REPORT, close: {...CLOSE, price: 1}})).toEqual({done: false, row});
      expect(await report({...FILLED_REPORT, fill: {...FILL, volumeLots: 7}})).toEqual({done: false, row});
    });

    it('says that it is not done when a fill is told of an order that had ended without one', async () => {
      await resting();
      const {row} = await report({...RESTING_REPORT, state: 'cancelled'});
      expect(await report(FILLED_REPORT)).toEqual({done: false, row});
    });

    it('moves nothing that was not accepted', async () => {
      expect(await report(CLOSED_REPORT)).toEqual({done: false, row: undefined});
      const {row} = await claimed();
      expect(await report(CLOSED_REPORT)).toEqual({done: false, row});
      const parked = await storeNow().settle(ORDER, UNRESOLVED, NOW_MS);
      expect(await report(CLOSED_REPORT)).toEqual({done: false, row: parked.row});
    });
  });

  describe('resolve', () => {
    const parked = async () => {
      await storeNow().add([aPlan()], NOW_MS);
      await storeNow().claim(anIntent(), claimTerms(), NOW_MS + 1000);
      return storeNow().settle(ORDER, UNRESOLVED, NOW_MS + 2000);
    };
    const PLACED = {as: 'executed', ticket: 'T-9', fill: FILL} as const;
    const resolve = (what: Parameters<Store['resolve']>[2]) =>
      storeNow().resolve('gold-dip', 1, what, NOW_MS + 9000);

    it('executes a parked level with the ticket and fill that a person has found, once', async () => {
      await parked();
      const row = aRow({...EXECUTED, ticket: 'T-9'}, {revision: 4, updatedAtMs: NOW_MS + 9000});
      expect(await resolve(PLACED)).toEqual({done: true, row});
      expect(await resolve(PLACED)).toEqual({done: true, row});
      expect(await resolve({as: 'notPlaced'})).toEqual({done: false, row});
      expect(await storeNow().openIntents()).toEqual([{intent: anIntent(), outcome: 'accepted'}]);
      expect((await storeNow().report(ORDER, {...CLOSED_REPORT, ticket: 'T-9'}, NOW_MS)).row?.status).toBe(
        'closed',
      );
      expect(await storeNow().check()).toEqual([]);
    });

    it('fails a parked level for good of which nothing was placed', async () => {
      await parked();
      const {done, row} = await resolve({as: 'notPlaced'});
      expect({done, status: row?.status}).toEqual({done: true, status: 'failed'});
      expect(row?.levels).toMatchObject([{clientOrderId: null, rejections: 0}]);
      expect(await resolve({as: 'notPlaced'})).toEqual({done: true, row});
      expect(await resolve(PLACED)).toEqual({done: false, row});
      expect(await storeNow().openIntents()).toEqual([]);
      expect((await storeNow().settle(ORDER, ACCEPTED, NOW_MS)).done).toBe(false);
      expect(await storeNow().check()).toEqual([]);
    });

    it('resolves nothing that is not parked', async () => {
      expect(await resolve(PLACED)).toEqual({done: false, row: undefined});
      const [row] = await storeNow().add([aPlan()], NOW_MS);
      expect(await resolve(PLACED)).toEqual({done: false, row});
      const claim = await storeNow().claim(anIntent(), claimTerms(), NOW_MS + 1000);
      expect(await resolve(PLACED)).toEqual({done: false, row: claim.row});
      expect(await storeNow().resolve('gold-dip', 2, PLACED, NOW_MS)).toEqual({done: false, row: claim.row});
    });
  });
}
