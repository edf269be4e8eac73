import {describe, expect, it} from 'vitest';
import {bollinger} from '../../../src/market/indicator/bollinger.ts';
import {momentum} from '../../../src/market/indicator/momentum.ts';
import {sma} from '../../../src/market/indicator/sma.ts';
import {standardDeviation} from '../../../src/market/indicator/standard-deviation.ts';
import {zScore} from '../../../src/market/indicator/z-score.ts';
import {lastResultOf, resultsOf} from './definitions.ts';
import {barsOf} from './made-bars.ts';

/** In binary these are rounded, and sums of them are not multiples. */
const STILL = barsOf(Array.from({length: 20}, () => 4381.49));

describe('sma', () => {
  // D-10: the newest closes count, and the newest is the last one.
  it('is the mean of the last closes once there are so many', () => {
    expect(resultsOf(sma(3), barsOf([1, 2, 6, 7]), 'M1')).toEqual([undefined, undefined, 3, 5]);
  });

  it('is the close where all closes are the same', () => {
    expect(lastResultOf(sma(20), STILL, 'M1')).toBe(4381.49);
  });
});

describe('standardDeviation', () => {
  it('is that of the population', () => {
    // Of 1, 2 and 6 the mean is 3: √((4 + 1 + 9) / 3).
    expect(lastResultOf(standardDeviation(3), barsOf([50, 1, 2, 6]), 'M1')).toBeCloseTo(
      Math.sqrt(14 / 3),
      14,
    );
  });

  it('is 0, and not a rounding error, where all closes are the same', () => {
    expect(lastResultOf(standardDeviation(20), STILL, 'M1')).toBe(0);
  });

  it('does not remember a price that has left the window', () => {
    const step = 2 ** -20;
    const closes = barsOf([1e9, 1, 1 + step, 1 + 2 * step]);
    expect(lastResultOf(standardDeviation(3), closes, 'M1')).toBeCloseTo(step * Math.sqrt(2 / 3), 20);
  });
});

describe('bollinger', () => {
  it('has its bands so many deviations from the mean', () => {
    const deviation = Math.sqrt(14 / 3);
    const bands = lastResultOf(bollinger(3, 2), barsOf([1, 2, 6]), 'M1');
    expect(bands?.middle).toBe(3);
    expect(bands?.upper).toBeCloseTo(3 + 2 * deviation, 14);
    expect(bands?.lower).toBeCloseTo(3 - 2 * deviation, 14);
    expect(bands?.width).toBeCloseTo(4 * deviation, 14);
  });

  // D-58: widths that never change make every rule about them false.
  it('widens and narrows with the closes', () => {
    const widths = resultsOf(bollinger(2, 2), barsOf([10, 11, 13, 14]), 'M1').map((bands) => bands?.width);
    expect(widths).toEqual([undefined, 2, 4, 2]);
  });

  it('has no width where all closes are the same', () => {
    const bands = lastResultOf(bollinger(20, 2), STILL, 'M1');
    expect(bands).toEqual({middle: 4381.49, upper: 4381.49, lower: 4381.49, width: 0});
  });
});

describe('zScore', () => {
  it.each([
    ['the newest close is the highest', [1, 2, 6], 3 / Math.sqrt(14 / 3)],
    ['the newest close is the lowest', [6, 5, 1], -3 / Math.sqrt(14 / 3)],
    ['it is the mean', [1, 3, 2], 0],
    // D-10: an outlier among the oldest says nothing of the newest.
    ['an outlier came first', [9, 1, 2, 6], 3 / Math.sqrt(14 / 3)],
  ])('is of the newest close: %s', (_name, closes, expected) => {
    expect(lastResultOf(zScore(3), barsOf(closes), 'M1')).toBeCloseTo(expected, 14);
  });

  it('says nothing where all closes are the same, and again when one is not', () => {
    expect(lastResultOf(zScore(20), STILL, 'M1')).toBeUndefined();
    expect(resultsOf(zScore(2), barsOf([1, 1, 3, 3]), 'M1')).toEqual([undefined, undefined, 1, undefined]);
  });
});

describe('momentum', () => {
  it('counts changes and their percents, the middle one of an odd number in neither half', () => {
    // + 10 %, − 10 %, 0 %, + 50 %, + 100 %.
    const moved = lastResultOf(momentum(5), barsOf([1, 100, 110, 99, 99, 148.5, 297]), 'M1');
    expect(moved?.change).toBe(197);
    expect(moved?.risingShare).toBe(0.6);
    expect(moved?.fallingShare).toBe(0.2);
    expect(moved?.meanPercent).toBeCloseTo(30, 12);
    expect(moved?.earlierMeanPercent).toBeCloseTo(0, 12);
    expect(moved?.recentMeanPercent).toBeCloseTo(75, 12);
  });

  it('needs a close before the first change', () => {
    const known = resultsOf(momentum(2), barsOf([1, 2, 3]), 'M1').map((moved) => moved !== undefined);
    expect(known).toEqual([false, false, true]);
  });

  // D-10: read newest first, every rise was a fall.
  it('rises with rising closes', () => {
    expect(lastResultOf(momentum(3), barsOf([9, 10, 11, 12]), 'M1')).toMatchObject({
      change: 3,
      risingShare: 1,
      fallingShare: 0,
    });
  });
});
