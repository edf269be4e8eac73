import {EMA, MACD, RSI} from 'trading-signals';
import {describe, expect, it} from 'vitest';
import {adx} from '../../../src/market/indicator/adx.ts';
import {ema} from '../../../src/market/indicator/ema.ts';
import {macd} from '../../../src/market/indicator/macd.ts';
import {rsi} from '../../../src/market/indicator/rsi.ts';
import {lastResultOf, resultsOf} from './definitions.ts';
import {barsOf} from './made-bars.ts';
import {REAL_BARS} from './real-bars.ts';

const flat = (length: number, price = 1.1) => Array.from({length}, () => price);

describe('ema', () => {
  it('begins with the first close and is known from the bar of its period', () => {
    expect(resultsOf(ema(3), barsOf([10, 11, 13, 12]), 'M1')).toEqual([undefined, undefined, 11.75, 11.875]);
  });

  it('of one bar is the close', () => {
    expect(resultsOf(ema(1), barsOf([10, 11, 13, 12]), 'M1')).toEqual([10, 11, 13, 12]);
  });
});

describe('rsi', () => {
  it("smooths as Wilder does: the plain mean first, then each change's share", () => {
    // Rises and falls: ½ ¼, then 1 ⅛, then ½ 9/16.
    const strengths = resultsOf(rsi(2), barsOf([10, 11, 10.5, 12, 11]), 'M1');
    expect(strengths.slice(0, 2)).toEqual([undefined, undefined]);
    for (const [index, expected] of [100 * (2 / 3), 100 * (8 / 9), 100 * (8 / 17)].entries()) {
      expect(strengths[index + 2]).toBeCloseTo(expected, 12);
    }
  });

  it.each([
    ['100 where nothing fell', [1, 1, 2, 3], 100],
    ['0 where nothing rose', [3, 3, 2, 1], 0],
    ['50 where nothing moved', [2, 2, 2, 2], 50],
    ['100 at the first rise after nothing moved', [2, 2, 2, 3], 100],
  ])('is %s', (_name, closes, expected) => {
    expect(lastResultOf(rsi(2), barsOf(closes), 'M1')).toBe(expected);
  });
});

describe('macd', () => {
  it('is known when the signal has as many values as its period', () => {
    // Slow means 3, 5, 7⅔, 6 5/9, so differences from the second bar on: 1, 1⅓, −5/9.
    const lines = resultsOf(macd(1, 2, 2), barsOf([3, 6, 9, 6]), 'M1');
    expect(lines.slice(0, 2)).toEqual([undefined, undefined]);
    expect(lines[2]?.macd).toBeCloseTo(4 / 3, 14);
    expect(lines[2]?.signal).toBeCloseTo(11 / 9, 14);
    expect(lines[2]?.histogram).toBeCloseTo(1 / 9, 14);
    expect(lines[3]?.macd).toBeCloseTo(-5 / 9, 14);
    expect(lines[3]?.signal).toBeCloseTo(1 / 27, 14);
    expect(lines[3]?.histogram).toBeCloseTo(-16 / 27, 14);
  });
});

describe('adx', () => {
  it('smooths the larger movement of each bar, and none where both are equal', () => {
    const results = resultsOf(
      adx(2),
      barsOf([
        [9, 10, 8, 9],
        // Up 2 of 3; one both ways of 5; up 2 of 6; down 2 of 7.
        [9, 12, 9, 11],
        [11, 13, 8, 10],
        [10, 15, 9, 14],
        [14, 14, 7, 8],
      ]),
      'M1',
    );
    expect(results.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(results[3]).toEqual({adx: 100, plusDi: 30, minusDi: 0});
    // Range 6, up ¾, down 1: a direction of 1/7.
    expect(results[4]?.plusDi).toBeCloseTo(12.5, 12);
    expect(results[4]?.minusDi).toBeCloseTo(100 / 6, 12);
    expect(results[4]?.adx).toBeCloseTo((100 + 100 / 7) / 2, 12);
  });

  it('is 0 where nothing moves, and goes on when something does', () => {
    const still = barsOf([...flat(100), 1.2, 1.3]);
    expect(lastResultOf(adx(3), still.slice(0, 100), 'M1')).toEqual({adx: 0, plusDi: 0, minusDi: 0});
    const moved = lastResultOf(adx(3), still, 'M1');
    expect(moved?.plusDi).toBe(100);
    expect(moved?.adx).toBeCloseTo(100 * (5 / 9), 12);
  });
});

describe('what is left of a seed', () => {
  /** How many bars the youngest that answers has taken at least. */
  const settleBars = ({barsNeeded}: Readonly<{barsNeeded: number}>) => barsNeeded / 2;

  /**
   * A price of 0 for ever, then 1 for one bar, the first of an anchor, then 0 again. What begins with that bar takes
   * its 1 for the mean; to what has gone on it is one bar of many.
   */
  it.each([1, 2, 3, 5, 9, 14, 20, 50, 100, 200])('is less than three thousandths in ema(%i)', (period) => {
    const definition = ema(period);
    const share = 2 / (period + 1);
    const bars = barsOf([1, ...flat(settleBars(definition) - 1, 0)]);
    const endless = share * (1 - share) ** (bars.length - 1);
    const left = (lastResultOf(definition, bars, 'M1') ?? Number.NaN) - endless;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThan(0.003);
  });

  it.each([
    [12, 26, 9],
    [5, 35, 5],
    [1, 2, 1],
    [3, 10, 16],
    [2, 4, 100],
    [60, 120, 40],
  ])('is less than three thousandths in macd(%i, %i, %i)', (fast, slow, signal) => {
    const definition = macd(fast, slow, signal);
    const bars = barsOf([1, ...flat(settleBars(definition) - 1, 0)]);
    const endless = new MACD(new EMA(fast), new EMA(slow), new EMA(signal));
    for (const price of [...flat(2 * slow, 0), ...bars.map(({close}) => close)]) endless.add(price);
    const settled = lastResultOf(definition, bars, 'M1');
    const {macd: line, signal: smooth} = endless.getResultOrThrow();
    expect(Math.abs((settled?.macd ?? Number.NaN) - line)).toBeLessThan(0.003);
    expect(Math.abs((settled?.signal ?? Number.NaN) - smooth)).toBeLessThan(0.003);
  });

  const gold = REAL_BARS[0]?.bars ?? [];

  it.skipIf(gold.length === 0).each([2, 14, 50])('is less than 0.1 points in rsi(%i) of gold', (period) => {
    const definition = rsi(period);
    const endless = new RSI(period);
    const expected = gold.map(({close}) => endless.add(close) ?? Number.NaN);
    const away = resultsOf(definition, gold, 'M1').map((result, index) =>
      Math.abs((result ?? Number.NaN) - (expected[index] ?? Number.NaN)),
    );
    const most = Math.max(...away.slice(definition.barsNeeded));
    expect(most).toBeLessThan(0.1);
    expect(most).toBeGreaterThan(0);
  });

  it.skipIf(gold.length === 0).each([5, 14, 30])('is less than 0.1 points in adx(%i) of gold', (period) => {
    const definition = adx(period);
    const results = resultsOf(definition, gold, 'M1');
    const away = results.flatMap((result, index) => {
      if (index < definition.barsNeeded || index % 41 !== 0) return [];
      // Fewest bars an answer may rest on, against the up to twice as many of this one.
      const fewest = gold.slice(index + 1 - settleBars(definition), index + 1);
      const strength = lastResultOf(definition, fewest, 'M1')?.adx ?? Number.NaN;
      return [Math.abs(strength - (result?.adx ?? Number.NaN))];
    });
    expect(Math.max(...away)).toBeLessThan(0.1);
    expect(Math.max(...away)).toBeGreaterThan(0);
  });
});
