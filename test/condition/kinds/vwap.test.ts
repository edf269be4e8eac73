import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {type Bar, TIMEFRAME_MS} from '../../../src/market/bar.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfRows, repeated} from './made-bars.ts';

/** Bars that stand still at these prices, a minute each from 08:00 UTC on. */
const at = (prices: readonly number[]): Bar[] =>
  barsOfRows(prices.map((price) => [price, price, price, price]));

/** Mean 100, deviation 1. */
const ofOne = at(repeated(5, 99, 101));

describe('vwap', () => {
  it.each([
    ['buy', {}, [1, 102], 'met'],
    ['buy', {}, [1, 101.99], 'unmet'],
    ['buy', {}, [1, 98], 'met'],
    ['buy', {}, [1, 98.01], 'unmet'],
    ['sell', {}, [102, 200], 'met'],
    ['sell', {}, [101.99, 200], 'unmet'],
    ['buy', {side: 'above'}, [1, 102], 'met'],
    ['buy', {side: 'above'}, [1, 98], 'unmet'],
    ['buy', {side: 'below'}, [1, 98], 'met'],
    ['buy', {side: 'below'}, [1, 102], 'unmet'],
    ['buy', {deviationsAtLeast: 3}, [1, 102.99], 'unmet'],
    ['buy', {deviationsAtLeast: 3}, [1, 103], 'met'],
  ] as const)('of a %s with %j at %j is %s', (side, params, prices, state) => {
    expect(stateAfterBars({vwap: {timeframe: 'M1', ...params}}, ofOne, {side, prices})).toBe(state);
  });

  it('weighs with volume', () => {
    // Mean 100.8 and deviation 0.6: two deviations above it are 102.
    const bars = ofOne.map((bar) => ({...bar, ticks: bar.close > 100 ? 9 : 1}));
    const vwap = {timeframe: 'M1', side: 'above'};
    expect(stateAfterBars({vwap}, bars, {prices: [1, 102.01]})).toBe('met');
    expect(stateAfterBars({vwap}, bars, {prices: [1, 101.99]})).toBe('unmet');
  });

  it('is known from the tenth bar of the day on', () => {
    const prices = [1, 110] as const;
    expect(stateAfterBars({vwap: {timeframe: 'M1'}}, ofOne.slice(1), {prices})).toBe('unknown');
    expect(stateAfterBars({vwap: {timeframe: 'M1'}}, ofOne, {prices})).toBe('met');
  });

  it('begins with the day of its zone', () => {
    // 08:00 UTC is midnight in that zone; the wild bars are those of the day before.
    const wild = at(repeated(5, 50, 200)).map((bar) => ({...bar, timeMs: bar.timeMs - 10 * TIMEFRAME_MS.M1}));
    const bars = [...wild, ...ofOne];
    const prices = [1, 102] as const;
    expect(stateAfterBars({vwap: {timeframe: 'M1', zone: 'Etc/GMT+8'}}, bars, {prices})).toBe('met');
    expect(stateAfterBars({vwap: {timeframe: 'M1'}}, bars, {prices})).toBe('unmet');
  });

  it('is not met by a market that stood still, wherever its price is', () => {
    expect(stateAfterBars({vwap: {timeframe: 'M1'}}, at(repeated(10, 100)), {prices: [1, 110]})).toBe(
      'unmet',
    );
  });

  it('looks at M5 and at both sides, unless it is told otherwise', () => {
    const condition = compileCondition(conditionSchema.parse({vwap: {}}), 'buy');
    expect(condition.needs).toMatchObject([{timeframe: 'M5'}]);
    expect(condition.explain(viewAfterBars(condition, 'M5', ofOne))[0]?.threshold).toBe(
      'ask ≥ 2 σ away from the VWAP of M5',
    );
  });

  it('shows how many deviations the price is away', () => {
    const condition = compileCondition(conditionSchema.parse({vwap: {timeframe: 'M1'}}), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'M1', ofOne, [1, 98.5]))[0]).toMatchObject({
      observed: -1.5,
      distance: 0.5,
    });
  });
});
