import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfRows} from './made-bars.ts';

/** A range from 100.1 to 110.1, of two bars. */
const RANGE = barsOfRows([
  [105, 110.1, 104, 106],
  [106, 107, 100.1, 102],
]);

describe('premiumDiscount', () => {
  it.each([
    // D-17: discount is cheap. In floating point 100.1 + 0.38 × 10 is less than 103.9.
    ['buy', {}, [1, 103.9], 'met'],
    ['buy', {}, [1, 103.91], 'unmet'],
    ['buy', {}, [1, 102.2], 'met'],
    ['buy', {}, [1, 102.19], 'unmet'],
    ['sell', {}, [106.3, 200], 'met'],
    ['sell', {}, [106.29, 200], 'unmet'],
    ['sell', {}, [108, 200], 'met'],
    ['sell', {}, [108.01, 200], 'unmet'],
    ['buy', {in: 'premium'}, [1, 107], 'met'],
    ['sell', {in: 'discount'}, [103, 200], 'met'],
    ['sell', {in: 'discount'}, [1, 103], 'unmet'],
    ['buy', {in: 'upperHalf'}, [1, 105.1], 'unmet'],
    ['buy', {in: 'upperHalf'}, [1, 105.11], 'met'],
    ['buy', {in: 'upperHalf'}, [1, 120], 'met'],
    ['buy', {in: 'lowerHalf'}, [1, 105.1], 'unmet'],
    ['buy', {in: 'lowerHalf'}, [1, 105.09], 'met'],
    ['buy', {in: 'lowerHalf'}, [1, 90], 'met'],
    ['buy', {bars: 3}, [1, 103], 'unknown'],
  ] as const)('of a %s with %j at %j is %s', (side, params, prices, state) => {
    const premiumDiscount = {timeframe: 'M1', bars: 2, ...params};
    expect(stateAfterBars({premiumDiscount}, RANGE, {side, prices})).toBe(state);
  });

  it('knows nothing of a market that stands still: it has no range', () => {
    const still = barsOfRows([
      [100, 100, 100, 100],
      [100, 100, 100, 100],
    ]);
    expect(stateAfterBars({premiumDiscount: {timeframe: 'M1', bars: 2}}, still)).toBe('unknown');
  });

  it.each([
    ['discount', 104.9, 'ask 104.9 is 1 above the discount, 102.2 to 103.9, of 100.1 to 110.1', 1],
    ['upperHalf', 106.1, 'ask 106.1 is in the upper half, from 105.1, of 100.1 to 110.1', 1],
    ['lowerHalf', 106.1, 'ask 106.1 is 1 above the lower half, up to 105.1, of 100.1 to 110.1', 1],
  ])('shows where the price is: %s at %d', (part, ask, observed, distance) => {
    const written = {premiumDiscount: {timeframe: 'M1', in: part, bars: 2}};
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'M1', RANGE, [1, ask]))[0]).toMatchObject({
      observed,
      distance,
    });
  });
});

describe('previousDay', () => {
  const DAY: readonly Bar[] = [
    {timeMs: Date.UTC(2024, 4, 6), open: 105, high: 120, low: 90, close: 106, ticks: 9},
    {timeMs: Date.UTC(2024, 4, 7), open: 105, high: 110.1, low: 100.1, close: 106, ticks: 9},
  ];

  it.each([
    ['buy', {of: 'high', within: 0.2}, [1, 110.3], 'met'],
    ['buy', {of: 'high', within: 0.2}, [1, 110.31], 'unmet'],
    ['buy', {of: 'high', within: 0.2}, [1, 109.9], 'met'],
    ['buy', {of: 'high', within: 0.2}, [1, 109.89], 'unmet'],
    ['sell', {of: 'low', within: 0.2}, [100.3, 200], 'met'],
    ['sell', {of: 'low', within: 0.2}, [100.31, 200], 'unmet'],
    ['buy', {of: 'low', within: 0}, [1, 100.1], 'met'],
    // Of the day that closed last, and no other.
    ['buy', {of: 'high', within: 1}, [1, 120], 'unmet'],
  ] as const)('of a %s with %j at %j is %s', (side, previousDay, prices, state) => {
    expect(stateAfterBars({previousDay}, DAY, {timeframe: 'D1', side, prices})).toBe(state);
  });

  it('knows nothing before a day has closed, and shows what it sees', () => {
    const previousDay = {of: 'high', within: 0.5};
    expect(stateAfterBars({previousDay}, [], {timeframe: 'D1'})).toBe('unknown');
    const condition = compileCondition(conditionSchema.parse({previousDay}), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'D1', DAY, [1, 109.1]))[0]).toMatchObject({
      threshold: '|ask − high of the day before| ≤ 0.5',
      observed: 'ask 109.1 is 1 below the high 110.1 of the day before',
      distance: 0.5,
    });
  });
});

describe('insideBar', () => {
  /** Twenty bars of one range, and then these half ranges about 100. */
  const of = (halves: readonly number[]) =>
    barsOfRows(
      [...Array.from({length: 20}, () => 8), ...halves].map((half) => [100, 100 + half, 100 - half, 100]),
    );

  it.each([
    ['inside', [7], {}, 'met'],
    ['as wide', [8], {}, 'unmet'],
    ['wider', [9], {}, 'unmet'],
    ['two in a row', [7, 6], {count: 2}, 'met'],
    ['one in a row', [9, 6], {count: 2}, 'unmet'],
    ['three, of which two are asked', [7, 6, 5], {count: 2}, 'met'],
    // D-10: the newest bar is the one that lies inside.
    ['an old one', [7, 9], {}, 'unmet'],
    ['the oldest inside the second', [...Array.from({length: 20}, () => 9)], {}, 'unmet'],
  ])('%s, %j with %j, is %s', (_name, halves, params, state) => {
    expect(stateAfterBars({insideBar: {timeframe: 'M1', ...params}}, of(halves))).toBe(state);
  });

  it('knows nothing of too few bars, and looks at M15 unless it is told otherwise', () => {
    expect(stateAfterBars({insideBar: {timeframe: 'M1'}}, of([]))).toBe('unknown');
    expect(compileCondition(conditionSchema.parse({insideBar: {}}), 'buy').needs).toMatchObject([
      {timeframe: 'M15'},
    ]);
  });
});
