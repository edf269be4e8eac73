import {describe, expect, it} from 'vitest';
import {compileCondition, possibilities} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfCloses, barsOfRanges, repeated} from './made-bars.ts';

/** Closes from 100 on, which change by these percentages. */
function closesOf(percents: readonly number[]): number[] {
  const closes = [100];
  for (const percent of percents) closes.push((closes.at(-1) ?? 0) * (1 + percent / 100));
  return closes;
}

const DOWN = {direction: 'bear'};

describe('rsi', () => {
  it.each([
    ['rises only', [1, 2, 3, 4, 5], {above: 99}, 'met'],
    ['rises only', [1, 2, 3, 4, 5], {below: 99}, 'unmet'],
    ['falls only', [5, 4, 3, 2, 1], {below: 1}, 'met'],
    // Of two changes, one as large as the other.
    ['rises as it falls', [2, 3, 2], {above: 50}, 'unmet'],
    ['rises as it falls', [2, 3, 2], {above: 49, below: 51}, 'met'],
    ['stands still', [2, 2, 2], {above: 49, below: 51}, 'met'],
    ['has too few bars', [1, 2], {above: 1}, 'unknown'],
  ])('where the market %s, %j and %j: %s', (_name, closes, level, state) => {
    const rsi = {timeframe: 'M1', period: 2, ...level};
    expect(stateAfterBars({rsi}, barsOfCloses(closes))).toBe(state);
  });
});

describe('momentum', () => {
  it.each([
    ['as pronounced as it must be', repeated(5, 1), {}, 'met'],
    // D-10: the newest bars count, and a rise is none for a bear.
    ['up, of a bear', repeated(5, 1), DOWN, 'unmet'],
    ['down, of a bear', repeated(5, -1), DOWN, 'met'],
    ['down, of a bull', repeated(5, -1), {}, 'unmet'],
    ['up after a long fall', [...repeated(20, -3), ...repeated(5, 1)], {}, 'met'],
    ['up before it fell', [...repeated(20, 3), ...repeated(5, -1)], {}, 'unmet'],
    ['three of five up', [-0.5, 2, 1, -0.2, 3], {}, 'met'],
    ['two of five up', [-0.1, 3, -0.1, -0.1, 3], {}, 'unmet'],
    ['slower than asked', repeated(5, 0.4), {}, 'unmet'],
    ['as slow as asked', repeated(5, 0.4), {minPercent: 0.39}, 'met'],
    ['losing its pace', [3, 3, 1, 1, 1], {}, 'unmet'],
    ['keeping nine tenths of its pace', [2, 2, 1, 1.81, 1.81], {}, 'met'],
    ['keeping a little less', [2, 2, 1, 1.79, 1.79], {}, 'unmet'],
    ['with a weaker half that is older', [1, 1, 1, 3, 3], {}, 'met'],
    ['of as many bars as are asked for', repeated(3, 1), {bars: 3}, 'met'],
    ['of too few bars', repeated(4, 1), {}, 'unknown'],
  ])('%s: %j, %j is %s', (_name, percents, params, state) => {
    const momentum = {timeframe: 'M1', ...params};
    expect(stateAfterBars({momentum}, barsOfCloses(closesOf(percents)))).toBe(state);
  });

  it.each([
    ['buy', 'met'],
    ['sell', 'unmet'],
  ] as const)('without a direction, of a %s, is %s where the price rises', (side, state) => {
    const bars = barsOfCloses(closesOf(repeated(5, 1)));
    expect(stateAfterBars({momentum: {timeframe: 'M1'}}, bars, {side})).toBe(state);
  });
});

describe('zScore', () => {
  it.each([
    // Mean 9, deviation 2.
    [[10, 10, 10, 10, 5], {beyond: 1.99}, 'met'],
    [[10, 10, 10, 10, 5], {beyond: 1.99, ...DOWN}, 'unmet'],
    [[10, 10, 10, 10, 15], {beyond: 1.99}, 'unmet'],
    [[10, 10, 10, 10, 15], {beyond: 1.99, ...DOWN}, 'met'],
    // D-10: the newest close is the one that is stretched.
    [[5, 10, 10, 10, 10], {beyond: 1.99, ...DOWN}, 'unmet'],
    // Mean 9, deviation 1: exactly −1, and beyond is beyond.
    [[8, 10, 8, 10, 10, 8, 10, 8], {lookback: 8, beyond: 1}, 'unmet'],
    [[8, 10, 8, 10, 10, 8, 10, 8], {lookback: 8, beyond: 0.99}, 'met'],
    [[10, 10, 10, 5], {beyond: 1}, 'unknown'],
    // What stands still has no deviation to be beyond.
    [[10, 10, 10, 10, 10], {beyond: 1}, 'unknown'],
  ])('of closes %j with %j is %s', (closes, params, state) => {
    const zScore = {timeframe: 'M1', lookback: 5, ...params};
    expect(stateAfterBars({zScore}, barsOfCloses(closes))).toBe(state);
  });
});

describe('atrStretch', () => {
  const ofOne = barsOfRanges(repeated(14, 1));

  it.each([
    ['buy', {}, [90, 97.5], 'met'],
    ['buy', {}, [90, 97.51], 'unmet'],
    ['buy', {}, [90, 110], 'unmet'],
    ['buy', DOWN, [90, 102.5], 'met'],
    ['buy', DOWN, [90, 102.49], 'unmet'],
    ['sell', {}, [102.5, 110], 'met'],
    ['sell', {}, [102.49, 110], 'unmet'],
    ['sell', {direction: 'bull'}, [97.5, 110], 'met'],
    ['buy', {multiple: 1}, [90, 99], 'met'],
    ['buy', {from: 90}, [80, 90], 'unmet'],
    ['buy', {from: 90}, [80, 87.5], 'met'],
  ] as const)('of a %s with %j at %j is %s', (side, params, prices, state) => {
    const atrStretch = {timeframe: 'M1', from: 100, ...params};
    expect(stateAfterBars({atrStretch}, ofOne, {side, prices})).toBe(state);
  });

  it('takes the range of the newest bars (D-70, D-10)', () => {
    const bars = barsOfRanges([...repeated(20, 8), ...repeated(14, 1)]);
    const prices = [90, 97.5] as const;
    expect(stateAfterBars({atrStretch: {timeframe: 'M1', from: 100}}, bars, {prices})).toBe('met');
  });

  it('is not met by a market that stands still, wherever its price is', () => {
    const bars = barsOfRanges(repeated(14, 0));
    const prices = [90, 97.5] as const;
    expect(stateAfterBars({atrStretch: {timeframe: 'M1', from: 100}}, bars, {prices})).toBe('unmet');
  });

  it('knows nothing with too few bars', () => {
    const bars = barsOfRanges(repeated(13, 1));
    expect(stateAfterBars({atrStretch: {timeframe: 'M1', from: 100}}, bars)).toBe('unknown');
  });

  it('goes together with a price near another level (D-50)', () => {
    const all = [{price: {near: 97.4, within: 0.2}}, {atrStretch: {timeframe: 'M1', from: 100}}];
    expect(stateAfterBars({all}, ofOne, {prices: [97, 97.3]})).toBe('met');
  });

  it('looks at the quote in hand, whatever bars other conditions look at (D-22)', () => {
    const all = [{bbExpansion: {timeframe: 'M1', period: 2, abovePercent: 0.1}}, {price: {below: 90}}];
    const bars = barsOfCloses([100, 101, 104]);
    expect(stateAfterBars({all}, bars, {prices: [88, 89]})).toBe('met');
    expect(stateAfterBars({all}, bars, {prices: [88, 91]})).toBe('unmet');
  });

  it('says how many ranges the price is away, and how many are missing', () => {
    const written = {atrStretch: {timeframe: 'M1', from: 100, multiple: 2.5}};
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'M1', ofOne, [97, 98]))).toEqual([
      {
        path: 'when.atrStretch',
        kind: 'atrStretch',
        verdict: 'unmet',
        observed: -2,
        threshold: 'ask ≥ 2.5 ATR(14) of M1 below 100',
        ageMs: 60_000,
        reason: 'unmet',
        distance: 0.5,
      },
    ]);
  });

  it.each([
    [{from: 100}, {above: 100}, 0],
    [{from: 100}, {above: 99}, 1],
    [{from: 100, ...DOWN}, {below: 100}, 0],
    [{from: 100, ...DOWN}, {below: 101}, 1],
  ])('%j and a price %j have %i alternatives', (params, price, count) => {
    const all = [{atrStretch: {timeframe: 'M1', multiple: 1, period: 14, ...params}}, {price}];
    expect(possibilities({all}, 'buy')).toHaveLength(count);
  });
});
