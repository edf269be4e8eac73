import {describe, expect, it} from 'vitest';
import {
  CONFLUENCE_MOST,
  confluenceScore,
  momentumOf,
  supportOf,
  volatilityOf,
} from '../../../src/market/confluence/confluence-score.ts';
import type {TrendContext} from '../../../src/market/confluence/trend-context.ts';
import {DOWN, UP} from '../../../src/market/structure/heading.ts';
import {aContext, FALLING, RISING, upsideDown} from './contexts.ts';

const all = (context: TrendContext) => ({
  M5: context,
  M15: context,
  M30: context,
  H1: context,
  H4: context,
});
const USUAL = {M15: {ratio: 1}, M30: {ratio: 1}, H1: {ratio: 1}};

describe('momentumOf', () => {
  const macd = (value: number, histogram: number) => ({macd: value, signal: value - histogram, histogram});
  it.each([
    [61, macd(1, 1), 100, 0],
    [60, macd(1, 1), 70, 0],
    [61, macd(0, 1), 70, 0],
    [61, macd(1, 0), 30, 30],
    [51, macd(-1, 1), 70, 0],
    [50, macd(-1, 1), 50, 50],
    [49, macd(-1, 1), 50, 50],
    [45, macd(1, 1), 50, 50],
    [44, macd(1, 1), 30, 30],
    [49, macd(1, -1), 0, 70],
    [39, macd(-1, -1), 0, 100],
    [55, macd(1, -1), 50, 50],
    [56, macd(1, -1), 30, 30],
  ])('of RSI %d and MACD %j is %i upwards and %i downwards', (rsi, value, up, down) => {
    expect(momentumOf(UP, {rsi, macd: value})[0]).toBe(up);
    expect(momentumOf(DOWN, {rsi, macd: value})[0]).toBe(down);
  });
});

describe('supportOf', () => {
  const far = {ema200: 90, ema50: 91, ema20: 92, bands: {middle: 92, lower: 88, upper: 115, width: 27}};
  const at = (overrides: Partial<TrendContext>) => supportOf(UP, aContext({...far, ...overrides}), 0.5)[0];

  it.each([
    [{}, 50],
    [{ema200: 99.5}, 100],
    [{ema200: 99.49}, 50],
    [{ema200: 100}, 100],
    // Above the close it is in the way of a rise.
    [{ema200: 100.01}, 50],
    [{ema50: 99.5}, 85],
    [{bands: {...far.bands, lower: 99.5}}, 75],
    [{bands: {...far.bands, upper: 99.8}}, 50],
    [{ema20: 99.5}, 70],
    // In the order of their worth.
    [{ema200: 99.6, ema50: 99.9, ema20: 99.9}, 100],
    [{ema50: 99.6, ema20: 99.9, bands: {...far.bands, lower: 99.9}}, 85],
  ])('with %j is %i', (levels, value) => {
    expect(at(levels)).toBe(value);
    const mirror = upsideDown(aContext({...far, ...levels}));
    expect(supportOf(DOWN, mirror, 0.5)[0]).toBe(value);
  });
});

describe('volatilityOf', () => {
  it.each([
    [0.5, 50],
    [0.6, 70],
    [0.79, 70],
    [0.8, 100],
    [1.2, 100],
    [1.21, 70],
    [1.6, 70],
    [1.61, 40],
  ])('at %d of what is usual is %i', (ratio, value) => {
    expect(volatilityOf({ratio})[0]).toBe(value);
  });
});

describe('confluenceScore', () => {
  it('is the weighted sum of the means', () => {
    // 0.30·100 + 0.25·100 + 0.25·50 + 0.10·60 + 0.10·100
    expect(confluenceScore('bull', all(RISING), USUAL).score).toBe(83.5);
    // One timeframe of five: 6, 5 and no support less.
    const turned = {...all(RISING), H4: FALLING};
    expect(confluenceScore('bull', turned, USUAL).score).toBe(72.5);
    // One of three is wild: 2 less.
    expect(confluenceScore('bull', all(RISING), {...USUAL, H1: {ratio: 2}}).score).toBe(81.5);
    // EMA(200) above EMA(50) takes 9 of the trend, and near the close gives 12.5 of support.
    expect(confluenceScore('bull', all({...RISING, ema200: 109.9}), USUAL).score).toBe(87);
  });

  it('comes to its most where all support each other', () => {
    const best = {...RISING, ema200: 109.5, ema50: 109.6, ema20: 109.7};
    expect(confluenceScore('bull', all(best), USUAL).score).toBe(CONFLUENCE_MOST);
  });

  it('gives a falling market for a buy nothing but support, volume and volatility (D-71)', () => {
    const {score, parts} = confluenceScore('bull', all(FALLING), USUAL);
    expect(parts.map(({name, value}) => [name, value])).toEqual([
      ['trend', 0],
      ['momentum', 0],
      ['support', 50],
      ['volume', 60],
      ['volatility', 100],
    ]);
    expect(score).toBe(28.5);
    expect(confluenceScore('bear', all(FALLING), USUAL).score).toBe(83.5);
  });

  it('says why, timeframe by timeframe', () => {
    const [trend, momentum, , , volatility] = confluenceScore(
      'bull',
      {...all(RISING), M15: FALLING},
      USUAL,
    ).parts;
    expect(trend?.why).toBe('M5 full, M15 none, M30 full, H1 full, H4 full');
    expect(momentum?.why).toBe('M5 strong, M15 against, M30 strong, H1 strong, H4 strong');
    expect(volatility?.why).toBe('M15 usual, M30 usual, H1 usual');
  });
});
