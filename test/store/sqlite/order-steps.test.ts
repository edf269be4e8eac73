import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Fill, OrderReport} from '../../../src/ports/broker.ts';
import type {LevelRow} from '../../../src/ports/store.ts';
import {isFinal, type PlanStatus} from '../../../src/plan/status.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  anIntent,
  aPlan,
  claimTerms,
  CLOSE,
  FILL,
  NOW_MS,
  RESTING,
  RESTING_REPORT,
  takeLease,
} from '../../ports/stored-values.ts';
import {REAL} from './temporary-database.ts';

const ORDER = anIntent().clientOrderId;

/** All that one order's life may be: fills that grow, an end or none yet, and a close or none yet. */
const lives: fc.Arbitrary<readonly OrderReport[]> = fc
  .record({
    fills: fc.integer({min: 0, max: 3}),
    end: fc.constantFrom('none', 'filled', 'cancelled', 'expired', 'rejected'),
    isClosed: fc.boolean(),
  })
  .map(({fills, end, isClosed}) => {
    const count = end === 'filled' ? Math.max(fills, 1) : fills;
    const grown = Array.from({length: count}, (_, index): Fill => {
      const volumeLots = (index + 1) / 1000;
      return {...FILL, volumeLots, price: 1300 + index, timeMs: NOW_MS + index};
    });
    const reports: OrderReport[] = [RESTING_REPORT, ...grown.map((fill) => ({...RESTING_REPORT, fill}))];
    const fill = grown.at(-1) ?? null;
    if (end !== 'none') {
      reports.push({...RESTING_REPORT, state: end, fill});
      if (isClosed && fill !== null) reports.push({...RESTING_REPORT, state: end, fill, close: CLOSE});
    }
    return reports;
  });

/** A life, and its reports as they may arrive: each at least once, in any order, some again. */
const arrivals = lives.chain((reports) =>
  fc
    .array(fc.constantFrom(...reports), {maxLength: 4})
    .chain((again) => fc.shuffledSubarray([...reports, ...again], {minLength: reports.length + again.length}))
    .map((arrived) => ({reports, arrived})),
);

const ORDER_OF: readonly PlanStatus[] = ['working', 'executed', 'closed'];

async function reported(reports: readonly OrderReport[]): Promise<LevelRow> {
  const store = await SqliteStore.open({path: ':memory:', ...REAL});
  await takeLease(store);
  await store.add([aPlan()], NOW_MS);
  await store.claim(anIntent(), claimTerms(), NOW_MS);
  let level = (await store.settle(ORDER, RESTING, NOW_MS)).row?.levels[0];
  for (const report of reports) {
    const {done, row} = await store.report(ORDER, report, NOW_MS);
    expect(done, JSON.stringify(report)).toBe(true);
    const next = row?.levels[0];
    if (level !== undefined && next !== undefined) {
      if (isFinal(level.status)) expect(next).toEqual(level);
      if (!isFinal(next.status)) {
        expect(ORDER_OF.indexOf(next.status)).toBeGreaterThanOrEqual(ORDER_OF.indexOf(level.status));
      }
      expect(next.fill?.volumeLots ?? 0).toBeGreaterThanOrEqual(level.fill?.volumeLots ?? 0);
    }
    level = next;
  }
  expect(await store.check()).toEqual([]);
  await store.close();
  if (level === undefined) throw new Error('the plan has no level');
  return level;
}

describe('reports of one order', () => {
  it('lead to the same level in any order and with any repetition, and never go back', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({reports, arrived}) => {
        expect(await reported(arrived)).toEqual(await reported(reports));
      }),
      {numRuns: 60},
    );
  });
});
