import {describe, expect, it} from 'vitest';
import {volatilityOf} from '../../../src/market/microstructure/volatility.ts';
import {minutes, windowOf} from './minutes.ts';

/** Bars around 100, each as high as its number says: its true range. */
const ranged = (ranges: readonly number[]) =>
  windowOf(
    minutes(ranges.map((range) => ({open: 100, high: 100 + range / 2, low: 100 - range / 2, close: 100}))),
  );

const times = (count: number, range: number) => Array<number>(count).fill(range);

describe('volatilityOf', () => {
  it.each([
    ['as before', times(60, 10), 'stable', 1, 0],
    ['14 calmer bars', [...times(60, 10), ...times(14, 5)], 'contracting', 0.5, 9],
    ['14 wilder bars', [...times(60, 10), ...times(14, 20)], 'expanding', 2, 0],
    ['exactly a fifth calmer', [...times(60, 10), ...times(14, 8)], 'stable', 0.8, 0],
    ['exactly a fifth wilder', [...times(60, 10), ...times(14, 12)], 'stable', 1.2, 0],
    [
      'a little more than a fifth calmer',
      [...times(60, 10), ...times(13, 8), 7],
      'contracting',
      111 / 140,
      1,
    ],
    ['calm, but for so long that it is usual', [...times(60, 10), ...times(60, 5)], 'stable', 1, 0],
  ])('%s', (_name, ranges, state, ratio, squeezeBars) => {
    expect(volatilityOf(ranged(ranges))).toMatchObject({state, ratio, squeezeBars});
  });

  it('gives ATR and median in price units, of windows of 15 bars: neither 0 nor the 1.0 that replaced it (D-09, D-57)', () => {
    expect(volatilityOf(ranged([...times(60, 10), ...times(7, 4)]))).toMatchObject({
      atr: 7,
      atrMedian: 10,
      ratio: 0.7,
      state: 'contracting',
    });
  });

  it('counts squeezed windows up to the last that is not: not always 6 (D-09)', () => {
    const squeezes = [0, 5, 6, 10, 14, 17, 30, 45].map((calm) => {
      return volatilityOf(ranged([...times(60, 10), ...times(calm, 4)]))?.squeezeBars;
    });
    // A window is squeezed from the fifth calm bar on; with 31 of them the median is calm itself.
    expect(squeezes).toEqual([0, 1, 2, 6, 10, 13, 0, 0]);
    const interrupted = [...times(60, 10), ...times(8, 4), 60, ...times(3, 4)];
    expect(volatilityOf(ranged(interrupted))?.squeezeBars).toBe(0);
  });

  it('looks at the last 50 bars only', () => {
    const wildBefore = [...times(100, 40), ...times(50, 10)];
    expect(volatilityOf(ranged(wildBefore))).toMatchObject({ratio: 1, atrMedian: 10});
    expect(volatilityOf(ranged([...times(100, 40), ...times(49, 10)]))?.atrMedian).toBe(10);
  });

  it('says nothing where the price stood still most of the time', () => {
    expect(volatilityOf(ranged([...times(60, 0), ...times(5, 1)]))).toBeUndefined();
  });
});
