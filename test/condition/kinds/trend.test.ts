import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfCloses, barsOfRanges, repeated} from './made-bars.ts';

describe('macd', () => {
  it.each([
    [[10, 10, 10, 10, 12], 'bull', 'met'],
    [[10, 10, 10, 10, 12], 'bear', 'unmet'],
    [[10, 10, 10, 10, 8], 'bull', 'unmet'],
    [[10, 10, 10, 10, 8], 'bear', 'met'],
    // Neither above nor below.
    [[10, 10, 10, 10, 10], 'bull', 'unmet'],
    [[10, 10, 10, 10, 10], 'bear', 'unmet'],
    // D-10: what came last decides.
    [[10, 8, 10, 12, 16, 16, 14], 'bull', 'unmet'],
    [[10, 12, 10, 8, 4, 4, 6], 'bull', 'met'],
    [[10, 10, 12], 'bull', 'unknown'],
  ])('of closes %j, %s, is %s', (closes, direction, state) => {
    const macd = {timeframe: 'M1', fast: 2, slow: 3, signal: 2, direction};
    expect(stateAfterBars({macd}, barsOfCloses(closes))).toBe(state);
  });

  it('takes the usual periods, and the direction of the plan', () => {
    const bars = barsOfCloses([...repeated(34, 10), 9]);
    expect(stateAfterBars({macd: {timeframe: 'M1'}}, bars.slice(-33), {side: 'sell'})).toBe('unknown');
    expect(stateAfterBars({macd: {timeframe: 'M1'}}, bars, {side: 'sell'})).toBe('met');
    expect(stateAfterBars({macd: {timeframe: 'M1'}}, bars, {side: 'buy'})).toBe('unmet');
  });
});

describe('adx', () => {
  const up = Array.from({length: 20}, (_, index) => 100 + index);
  const zigzag = repeated(15, 100, 101, 102, 101);

  it.each([
    ['a rise', up, {above: 99}, 'met'],
    // It says how strong, and not which way.
    ['a fall', up.toReversed(), {above: 99}, 'met'],
    ['to and fro', zigzag, {above: 25}, 'unmet'],
    ['to and fro', zigzag, {below: 25}, 'met'],
    ['too few bars', up.slice(0, 14), {above: 25}, 'unknown'],
  ])('of %s, %j, %j is %s', (_name, closes, level, state) => {
    const adx = {timeframe: 'M1', period: 8, ...level};
    expect(stateAfterBars({adx}, barsOfCloses(closes))).toBe(state);
  });
});

describe('emaSlope', () => {
  it.each([
    // Of one bar the average is the close: from 100 to 101 it rises by one percent.
    [[100, 101], {minPercent: 1}, 'met'],
    [[100, 101], {minPercent: 1.001}, 'unmet'],
    [[100, 101], {direction: 'bear'}, 'unmet'],
    [[100, 99], {direction: 'bear', minPercent: 1}, 'met'],
    [[100, 99], {}, 'unmet'],
    [[100, 99], {direction: 'any', minPercent: 1}, 'met'],
    [[100, 101], {direction: 'any', minPercent: 1}, 'met'],
    [[100, 100.5], {direction: 'any', minPercent: 1}, 'unmet'],
    // What stands still goes neither way.
    [[100, 100], {}, 'unmet'],
    [[100, 100], {direction: 'bear'}, 'unmet'],
    // D-10: the newest bars count.
    [[200, 100, 101], {}, 'met'],
    [[100, 200, 101], {bars: 2}, 'met'],
    [[102, 200, 101], {bars: 2}, 'unmet'],
    // An average of three counts the newest close half.
    [[100, 100, 100, 102], {period: 3, minPercent: 1}, 'met'],
    [[100, 100, 100, 102], {period: 3, minPercent: 1.001}, 'unmet'],
    [[100, 100, 102], {period: 3}, 'unknown'],
    [[100], {}, 'unknown'],
  ])('of closes %j with %j is %s', (closes, params, state) => {
    const emaSlope = {timeframe: 'M1', period: 1, bars: 1, ...params};
    expect(stateAfterBars({emaSlope}, barsOfCloses(closes))).toBe(state);
  });

  it('looks at EMA(200) of H1 over nine bars, unless it is told otherwise', () => {
    const condition = compileCondition(conditionSchema.parse({emaSlope: {}}), 'buy');
    expect(condition.needs).toMatchObject([
      {timeframe: 'H1', definition: {key: 'emaChange(200,9)', barsNeeded: 1200}},
    ]);
  });
});

describe('emaDistance', () => {
  const ofOne = barsOfRanges(repeated(14, 1));

  it.each([
    // D-59: both sides, and measured in one ATR.
    ['buy', {}, [1, 105], 'met'],
    ['buy', {}, [1, 104.99], 'unmet'],
    ['buy', {}, [1, 95], 'met'],
    ['buy', {}, [1, 95.01], 'unmet'],
    ['sell', {}, [105, 200], 'met'],
    ['sell', {}, [104.99, 200], 'unmet'],
    ['buy', {side: 'above'}, [1, 105], 'met'],
    ['buy', {side: 'above'}, [1, 95], 'unmet'],
    ['buy', {side: 'below'}, [1, 95], 'met'],
    ['buy', {side: 'below'}, [1, 105], 'unmet'],
    ['buy', {atLeastAtr: 2}, [1, 102], 'met'],
  ] as const)('of a %s with %j at %j is %s', (side, params, prices, state) => {
    const emaDistance = {timeframe: 'M1', period: 3, ...params};
    expect(stateAfterBars({emaDistance}, ofOne, {side, prices})).toBe(state);
  });

  it.each([
    ['too few bars for the ATR', 'unknown', barsOfRanges(repeated(13, 1))],
    ['a market that stands still', 'unmet', barsOfRanges(repeated(14, 0))],
  ])('with %s is %s', (_name, state, bars) => {
    const emaDistance = {timeframe: 'M1', period: 3};
    expect(stateAfterBars({emaDistance}, bars, {prices: [1, 200]})).toBe(state);
  });

  it('shows how many ATR the price is away, and on which side', () => {
    const condition = compileCondition(
      conditionSchema.parse({emaDistance: {timeframe: 'M1', period: 3, atLeastAtr: 5}}),
      'sell',
    );
    const [row] = condition.explain(viewAfterBars(condition, 'M1', ofOne, [97, 98]));
    expect(row).toMatchObject({
      observed: -3,
      threshold: 'bid ≥ 5 ATR(14) away from EMA(3) of M1',
      distance: 2,
      verdict: 'unmet',
    });
  });

  it('makes an impulse that goes on together with widening bands (D-60)', () => {
    const all = [
      {emaDistance: {timeframe: 'M1', period: 20, atLeastAtr: 2}},
      {bbWidthRising: {timeframe: 'M1', bars: 3}},
    ];
    const calm = repeated(15, 100, 101);
    const impulse = barsOfCloses([...calm, 102, 104, 107]);
    expect(stateAfterBars({all}, impulse)).toBe('met');
    expect(stateAfterBars({all}, impulse, {prices: [100, 101]})).toBe('unmet');
    expect(stateAfterBars({all}, barsOfCloses([...calm, 100, 101, 100]), {prices: [119, 120]})).toBe('unmet');
  });
});
