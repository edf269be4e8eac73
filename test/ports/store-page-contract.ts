import fc from 'fast-check';
import {beforeEach, describe, expect, it} from 'vitest';
import type {Plan} from '../../src/plan/plan.ts';
import type {PageTerms, PlanFilter, PlanRow, PlanSort, Store} from '../../src/ports/store.ts';
import {aPlan, NOW_MS} from './stored-values.ts';

const SORTS: readonly PlanSort[] = ['id', '-id', 'created', '-created', 'expires', '-expires'];

/** Few values of each, so that many are equal. */
const MADE: readonly Plan[] = Array.from({length: 60}, (_, index) =>
  aPlan({
    id: `${['b', 'A', '_', 'a'][index % 4]}${(index * 37) % 60}`,
    symbol: ['XAUUSD', 'EURUSD', 'BTCUSD'][index % 3] ?? '',
    side: index % 2 === 0 ? 'buy' : 'sell',
    ...(index % 2 === 0 ? {} : {stopLoss: 1310, takeProfit: 1298}),
    createdAtMs: NOW_MS + (index % 5) * 1000,
    expiresAtMs: index % 4 === 0 ? null : NOW_MS + 86_400_000 + (index % 7) * 60_000,
    group: index % 6 === 0 ? `group-${index % 12}` : null,
  }),
);

const at = (values: readonly number[]) => fc.option(fc.constantFrom(...values), {nil: undefined});
const filters: fc.Arbitrary<PlanFilter> = fc
  .record({
    statuses: fc.option(
      fc.array(fc.constantFrom('pending' as const, 'cancelled' as const, 'expired' as const), {maxLength: 4}),
      {nil: undefined},
    ),
    symbol: fc.option(fc.constantFrom('XAUUSD', 'EURUSD', 'nothing'), {nil: undefined}),
    side: fc.option(fc.constantFrom('buy' as const, 'sell' as const), {nil: undefined}),
    group: fc.option(fc.constantFrom('group-0', 'group-6', 'nothing'), {nil: undefined}),
    createdFromMs: at([NOW_MS, NOW_MS + 2000]),
    createdBeforeMs: at([NOW_MS, NOW_MS + 2000, NOW_MS + 9000]),
    expiresBeforeMs: at([NOW_MS, NOW_MS + 86_400_000 + 180_000]),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

/** The rule in the words of the port, over rows in memory. */
function passes({plan, status}: PlanRow, filter: PlanFilter): boolean {
  const {statuses, symbol, side, group, createdFromMs, createdBeforeMs, expiresBeforeMs} = filter;
  return (
    (statuses === undefined || statuses.includes(status)) &&
    (symbol === undefined || plan.symbol === symbol) &&
    (side === undefined || plan.side === side) &&
    (group === undefined || plan.group === group) &&
    (createdFromMs === undefined || plan.createdAtMs >= createdFromMs) &&
    (createdBeforeMs === undefined || plan.createdAtMs < createdBeforeMs) &&
    (expiresBeforeMs === undefined || (plan.expiresAtMs !== null && plan.expiresAtMs < expiresBeforeMs))
  );
}

function sorted(rows: readonly PlanRow[], sort: PlanSort): string[] {
  const key = ({plan}: PlanRow): number =>
    sort.endsWith('id') ? 0 : sort.endsWith('created') ? plan.createdAtMs : (plan.expiresAtMs ?? Infinity);
  const compare = (a: PlanRow, b: PlanRow) =>
    key(a) === key(b) ? (a.plan.id < b.plan.id ? -1 : 1) : key(a) < key(b) ? -1 : 1;
  const up = rows.toSorted(compare).map(({plan}) => plan.id);
  return sort.startsWith('-') ? up.toReversed() : up;
}

/** Lists of a store page by page. */
export function pageContract(storeOf: () => Store): void {
  describe('page', () => {
    let store: Store;

    beforeEach(async () => {
      store = storeOf();
      await store.add(MADE, NOW_MS);
      for (const {id} of MADE.slice(0, 20)) await store.cancel(id, 'enough', NOW_MS);
    });

    /** Ids of each page to the end. */
    const pages = async (filter: PlanFilter, terms: PageTerms, between?: () => Promise<unknown>) => {
      const ids: string[][] = [];
      for (let after: string | undefined; ; ) {
        const {rows, next} = await store.page(filter, {...terms, ...(after === undefined ? {} : {after})});
        ids.push(rows.map(({plan}) => plan.id));
        if (next === null) return ids;
        after = next;
        await between?.();
      }
    };

    it('gives what passes, in order, each plan once, whatever the filter, the order and the length', async () => {
      const {rows} = await store.list();
      await fc.assert(
        fc.asyncProperty(
          filters,
          fc.constantFrom(...SORTS),
          fc.integer({min: 1, max: 70}),
          async (filter, sort, limit) => {
            const found = await pages(filter, {sort, limit});
            const wanted = sorted(
              rows.filter((row) => passes(row, filter)),
              sort,
            );
            expect(found.flat()).toEqual(wanted);
            // Every page but the last is full, and there is no empty one at the end.
            expect(found.map(({length}) => length)).toEqual(
              Array.from({length: Math.max(1, Math.ceil(wanted.length / limit))}, (_, page) =>
                Math.min(limit, wanted.length - page * limit),
              ),
            );
          },
        ),
        {numRuns: 60},
      );
    });

    it('passes what list passes', async () => {
      await fc.assert(
        fc.asyncProperty(filters, async (filter) => {
          const {rows} = await store.list(filter);
          expect(rows.map(({plan}) => plan.id)).toEqual((await pages(filter, {limit: 100})).flat());
        }),
        {numRuns: 30},
      );
    });

    it.each(SORTS)(
      'by %s misses none and gives none twice while plans are added and cancelled',
      async (sort) => {
        let added = 0;
        const found = await pages({}, {sort, limit: 7}, async () => {
          const places = ['0', 'M', 'zz'].map((prefix) => `${prefix}${added}`);
          const more = places.map((id, index) => aPlan({id, createdAtMs: NOW_MS + index * 2500}));
          await store.add(more, NOW_MS);
          await store.cancel(MADE[30 + added]?.id ?? '', 'enough', NOW_MS);
          added += 1;
        });
        expect(added).toBeGreaterThan(7);
        const of = new Set(MADE.map(({id}) => id));
        expect(found.flat().filter((id) => of.has(id))).toEqual(
          sorted(
            (await store.list()).rows.filter(({plan}) => of.has(plan.id)),
            sort,
          ),
        );
        expect(new Set(found.flat()).size).toBe(found.flat().length);
      },
    );

    it.each(['', 'nonsense', 'W10', Buffer.from('["id"]').toString('base64url')])(
      'refuses "%s", which is no cursor',
      async (after) => {
        await expect(store.page({}, {limit: 1, after})).rejects.toMatchObject({
          ...{name: 'InputError', code: 'USAGE_INVALID', field: 'after'},
          message: `after is "${after}", which is no cursor`,
        });
      },
    );

    it('refuses the cursor of another order', async () => {
      const {next} = await store.page({}, {limit: 1, sort: 'created'});
      await expect(store.page({}, {limit: 1, sort: '-created', after: next ?? ''})).rejects.toMatchObject({
        message: 'after is a cursor of the order "created", not of "-created"',
      });
    });
  });
}
