import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {DurationHistogram} from '../../src/contention/duration-histogram.ts';
import {LogBuckets} from '../../src/contention/log-buckets.ts';

/** Ms from nothing to a quarter of an hour, with a fraction, all sizes alike. */
const DURATIONS = fc.array(
  fc.double({min: 0, max: 20, noNaN: true}).map((size) => (2 ** size - 1) * 0.9),
  {minLength: 1, maxLength: 200},
);

/** The one at the nearest rank: in sorted order so many in a hundred are before it. */
function quantileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.round((sorted.length * percent) / 100)) - 1] ?? Number.NaN;
}

describe('DurationHistogram', () => {
  it('says 0 of nothing, and of no wait at all', () => {
    const durations = new DurationHistogram();
    expect(durations.quantiles()).toEqual({p50: 0, p95: 0, p99: 0, max: 0});
    durations.add(0);
    expect(durations.quantiles()).toEqual({p50: 0, p95: 0, p99: 0, max: 0});
  });

  it('keeps the longest exactly, even when it is longer than any bucket', () => {
    const durations = new DurationHistogram();
    durations.add(5);
    durations.add(40 * 3_600_000);
    expect(durations.quantiles().max).toBe(40 * 3_600_000);
    expect(durations.quantiles().p50).toBeCloseTo(5, 1);
  });

  it('is at most 1 % and a microsecond too high, and never too low by more than rounding', () => {
    fc.assert(
      fc.property(DURATIONS, (values) => {
        const durations = new DurationHistogram();
        for (const value of values) durations.add(value);
        const {p50, p95, p99, max} = durations.quantiles();
        expect(max).toBe(Math.max(...values));
        for (const [said, percent] of [
          [p50, 50],
          [p95, 95],
          [p99, 99],
        ] as const) {
          const trueMs = quantileOf(values, percent);
          expect(said).toBeGreaterThanOrEqual(trueMs - 0.001);
          expect(said).toBeLessThanOrEqual(trueMs * 1.01 + 0.001);
        }
      }),
    );
  });
});

describe('LogBuckets', () => {
  it('finds the middle to within a sixteenth and a microsecond, and 0 of nothing', () => {
    const buckets = new LogBuckets();
    expect(buckets.medianMs()).toBe(0);
    fc.assert(
      fc.property(DURATIONS, (values) => {
        buckets.clear();
        for (const value of values) buckets.add(value);
        const trueMs = quantileOf(values, 50);
        expect(Math.abs(buckets.medianMs() - trueMs)).toBeLessThanOrEqual(trueMs / 16 + 0.001);
      }),
    );
  });

  it('takes what is longer than all its buckets for the longest', () => {
    const buckets = new LogBuckets();
    buckets.add(1e12);
    expect(buckets.medianMs()).toBeGreaterThan(4_000_000);
    buckets.clear();
    expect(buckets.medianMs()).toBe(0);
  });
});
