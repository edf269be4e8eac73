import {describe, expect, it} from 'vitest';
import {momentumOf} from '../../../src/market/microstructure/momentum.ts';
import {minutes, quiet, windowOf} from './minutes.ts';

/** Steps after quiet minutes; the first of them goes the other way, so that the run has a beginning. */
const after = (steps: readonly number[], rsi: number) => {
  let close = 100;
  const closes = steps.map((step) => (close += step));
  return momentumOf(windowOf(minutes([...quiet(60), ...closes])), rsi);
};
const run = (count: number, step: number) => Array<number>(count).fill(step);

describe('momentumOf', () => {
  it.each([
    // Rising: RSI above 40.
    [2, 1, 70, 'choppy'],
    [3, 1, 70, 'fair'],
    [4, 1, 70, 'fair'],
    [5, 1, 70, 'good'],
    [6, 1, 70, 'good'],
    [7, 1, 70, 'excellent'],
    [7, 1, 40.1, 'excellent'],
    [7, 1, 40, 'fair'],
    [5, 1, 40, 'fair'],
    [3, 1, 10, 'fair'],
    // Falling: RSI below 60, not above 40 as the old rule asked.
    [7, -1, 30, 'excellent'],
    [7, -1, 59.9, 'excellent'],
    [7, -1, 60, 'fair'],
    [5, -1, 30, 'good'],
    [3, -1, 90, 'fair'],
    [2, -1, 30, 'choppy'],
  ] as const)('a run of %i steps of %i with RSI %d is %s', (count, step, rsi, quality) => {
    const direction = step > 0 ? 'bull' : 'bear';
    expect(after([-step, ...run(count, step)], rsi)).toMatchObject({
      quality,
      direction,
      runBars: count,
      consistencyPct: 10 * count,
      rsi,
    });
  });

  it('ends a run at an equal close, and has none after one', () => {
    expect(after([1, 1, 0, 1, 1, 1], 70)).toMatchObject({runBars: 3, quality: 'fair'});
    expect(after([1, 1, 1, 0], 70)).toMatchObject({
      runBars: 0,
      direction: 'none',
      quality: 'choppy',
      isRsiAgreeing: false,
    });
  });

  it('counts ten steps at most', () => {
    expect(after(run(14, 1), 70)).toMatchObject({runBars: 10, consistencyPct: 100, quality: 'excellent'});
  });
});
