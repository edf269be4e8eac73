import {describe, expect, it} from 'vitest';
import {stateAfterBars} from '../study-views.ts';
import {barsOfCloses, barsOfRanges, repeated} from './made-bars.ts';

describe('atr', () => {
  it.each([
    // D-70: the newest ranges count.
    [[9, 1, 3], {above: 1.99}, 'met'],
    [[9, 1, 3], {above: 2}, 'unmet'],
    [[9, 1, 3], {below: 2.01}, 'met'],
    [[9, 1, 3], {below: 2}, 'unmet'],
    [[9, 1, 3], {above: 1, below: 3}, 'met'],
    // D-56: what is not known passes nothing.
    [[3], {above: 1}, 'unknown'],
    [[3], {below: 9}, 'unknown'],
  ])('of ranges %j with %j is %s', (ranges, level, state) => {
    const atr = {timeframe: 'M1', period: 2, ...level};
    expect(stateAfterBars({atr}, barsOfRanges(ranges))).toBe(state);
  });

  it('counts the gap from the close before', () => {
    const atr = {timeframe: 'M1', period: 1, above: 4.9, below: 5.1};
    expect(stateAfterBars({atr}, barsOfCloses([100, 105]))).toBe('met');
  });
});

describe('volatilityState', () => {
  it.each([
    // D-57: all three can be.
    ['twice its median', [...repeated(40, 1), ...repeated(14, 2)], 'expanding'],
    ['half its median', [...repeated(40, 2), ...repeated(14, 1)], 'contracting'],
    ['its median', repeated(54, 1), 'stable'],
    // Fewer than half of the windows have a bar of the lull in them.
    ['its median, with a lull amid', [...repeated(22, 9), ...repeated(4, 1), ...repeated(23, 9)], 'stable'],
    ['exactly 1.2 of its median', [...repeated(40, 5), ...repeated(14, 6)], 'stable'],
    ['a little more', [...repeated(40, 5), ...repeated(13, 6), 6.5], 'expanding'],
    ['exactly 0.8 of its median', [...repeated(40, 5), ...repeated(14, 4)], 'stable'],
    ['a little less', [...repeated(40, 5), ...repeated(13, 4), 3.5], 'contracting'],
    // D-09, D-10: windows of fifteen bars, of the last fifty.
    ['its median, once the wild bars are gone', [...repeated(30, 9), ...repeated(49, 1)], 'stable'],
  ])('is, where the ATR is %s, %j, %s', (_name, ranges, state) => {
    for (const is of ['expanding', 'contracting', 'stable']) {
      const says = stateAfterBars({volatilityState: {timeframe: 'M1', is}}, barsOfRanges(ranges));
      expect(says).toBe(is === state ? 'met' : 'unmet');
    }
  });

  it('is known from the fiftieth bar on, and while something moves', () => {
    const volatilityState = {timeframe: 'M1', is: 'stable'};
    expect(stateAfterBars({volatilityState}, barsOfRanges(repeated(48, 1)))).toBe('unknown');
    expect(stateAfterBars({volatilityState}, barsOfRanges(repeated(49, 1)))).toBe('met');
    expect(stateAfterBars({volatilityState}, barsOfRanges(repeated(49, 0)))).toBe('unknown');
  });
});

describe('volatilityDecay', () => {
  it.each([
    [[2, 2, 1, 1], {}, 'met'],
    // D-10
    [[1, 1, 2, 2], {}, 'unmet'],
    [[9, 2, 2, 1, 1], {}, 'met'],
    // Less than 0.8 is less.
    [[5, 5, 4, 4], {}, 'unmet'],
    [[5, 5, 4, 4], {below: 0.81}, 'met'],
    [[2, 1, 1], {}, 'unknown'],
    [[0, 0, 1, 1], {}, 'unknown'],
  ])('of ranges %j with %j is %s', (ranges, params, state) => {
    const volatilityDecay = {timeframe: 'M1', window: 2, ...params};
    expect(stateAfterBars({volatilityDecay}, barsOfRanges(ranges))).toBe(state);
  });
});

describe('flatVolatility', () => {
  it.each([
    [[1, 1, 1], {}, 'met'],
    // Each of them must be less, in price units (D-52).
    [[1, 1, 2.5], {stability: 9}, 'unmet'],
    [[1, 1, 2.25], {stability: 9}, 'met'],
    // Mean 1.33, deviation 0.47.
    [[1, 2, 1], {}, 'unmet'],
    [[1, 2, 1], {stability: 0.36}, 'met'],
    // D-10
    [[9, 1, 1, 1], {}, 'met'],
    [[1, 1, 1, 9], {}, 'unmet'],
    [[0, 0, 0], {}, 'met'],
    [[1, 1], {}, 'unknown'],
    [[1, 1], {bars: 2}, 'met'],
  ])('of ranges %j with %j is %s', (ranges, params, state) => {
    const flatVolatility = {timeframe: 'M1', maxRange: 2.5, ...params};
    expect(stateAfterBars({flatVolatility}, barsOfRanges(ranges))).toBe(state);
  });

  it('takes ranges for the decimals that they are', () => {
    // In floating point 1.1 − 1 is a little more than 0.1, and 4.1 − 4 a little less.
    const bars = barsOfCloses([4.1, 4, 4.1, 4]);
    const flat = (maxRange: number) => ({flatVolatility: {timeframe: 'M1', maxRange}});
    expect(stateAfterBars(flat(0.1), bars)).toBe('unmet');
    expect(stateAfterBars(flat(0.1000001), bars)).toBe('met');
  });
});

describe('trueRangeCollapse', () => {
  it.each([
    [[2, 2, 2, 2, 1.25], {}, 'met'],
    [[2, 2, 2, 2, 1.5], {}, 'unmet'],
    [[10, 10, 10, 10, 7], {}, 'unmet'],
    [[10, 10, 10, 10, 7], {below: 0.701}, 'met'],
    // The mean is that of the bars before, without the newest.
    [[1, 1, 2, 2, 1], {}, 'met'],
    [[1, 1, 1, 2, 1], {}, 'unmet'],
    // D-10
    [[1.25, 2, 2, 2, 2], {}, 'unmet'],
    [[9, 2, 2, 2, 2, 1.5], {}, 'unmet'],
    [[2, 2, 2, 1], {}, 'unknown'],
    [[0, 0, 0, 0, 0], {}, 'unknown'],
  ])('of ranges %j with %j is %s', (ranges, params, state) => {
    const trueRangeCollapse = {timeframe: 'M1', bars: 4, ...params};
    expect(stateAfterBars({trueRangeCollapse}, barsOfRanges(ranges))).toBe(state);
  });
});

describe('volatilityRecoil', () => {
  it.each([
    [[2, 2, 1, 1, 1.25], {}, 'met'],
    [[2, 2, 1, 1, 1.25], {dropAtLeast: 0.5}, 'met'],
    [[2, 2, 1, 1, 1.25], {dropAtLeast: 0.51}, 'unmet'],
    [[2, 2, 1, 1, 1.25], {riseAtLeast: 0.25}, 'met'],
    [[2, 2, 1, 1, 1.25], {riseAtLeast: 0.26}, 'unmet'],
    // 0.3 and 0.15 as they are written.
    [[10, 10, 7, 7, 8.05], {}, 'met'],
    [[1, 1, 1, 1, 1], {}, 'unmet'],
    // Down step by step is no collapse.
    [[4, 3, 2.5, 2, 3], {}, 'unmet'],
    // Not yet risen; and risen without having dropped.
    [[2, 2, 2, 2, 1], {}, 'unmet'],
    [[1, 2, 2, 2, 3], {}, 'unmet'],
    // D-10
    [[1.25, 1, 1, 2, 2], {}, 'unmet'],
    [[2, 1, 2, 2, 2, 2], {}, 'unmet'],
    [[0, 2, 0, 0, 1], {}, 'met'],
    [[2, 0, 0, 0, 0], {}, 'unmet'],
    [[0, 0, 0, 0, 0], {}, 'unmet'],
    [[2, 1, 1, 2], {}, 'unknown'],
  ])('of ranges %j with %j is %s', (ranges, params, state) => {
    const volatilityRecoil = {timeframe: 'M1', bars: 5, ...params};
    expect(stateAfterBars({volatilityRecoil}, barsOfRanges(ranges))).toBe(state);
  });
});

describe('volatilityBreakout', () => {
  const calm = repeated(20, 99, 101);
  it.each([
    // D-58: widths differ from bar to bar. The first jump makes the bands wider by far, and the ATR by two thirds.
    ['a jump', [...calm, 120], {}, 'met'],
    ['a jump down', [...calm, 80], {}, 'met'],
    ['calm', calm, {}, 'unmet'],
    ['a jump and what is asked of the bands is more', [...calm, 120], {widthRatio: 9}, 'unmet'],
    ['a jump and what is asked of the ATR is more', [...calm, 120], {atrRatio: 9}, 'unmet'],
    // D-10
    ['a jump long ago', [...calm, 120, ...calm], {}, 'unmet'],
    ['growing ranges around the same closes', repeated(20, 100), {}, 'unknown'],
    ['too few bars', [...calm.slice(0, 22), 120], {}, 'unknown'],
  ])('of %s %j with %j is %s', (_name, closes, params, state) => {
    const volatilityBreakout = {timeframe: 'M1', ...params};
    expect(stateAfterBars({volatilityBreakout}, barsOfCloses(closes))).toBe(state);
  });
});
