// vigil-lint-ok: its histogram only, no clock is read
import {createHistogram} from 'node:perf_hooks';
import type {Quantiles} from './contention-report.ts';

/** Two significant figures: quantiles are within 1 %, and all buckets together take some 26 KiB. */
const FIGURES = 2;

/** Longer durations count as this one; their maximum is kept apart. */
const LONGEST_US = 24 * 3_600_000_000;

/** Durations in ms, kept as counts by size: however many there are, they take the same memory. */
export class DurationHistogram {
  readonly #counts = createHistogram({figures: FIGURES, lowest: 1, highest: LONGEST_US});
  #maxMs = 0;

  add(ms: number): void {
    if (ms > this.#maxMs) this.#maxMs = ms;
    // The histogram starts at 1, and no wait at all is what it is about.
    this.#counts.record(Math.min(Math.round(ms * 1000) + 1, LONGEST_US));
  }

  /** All 0 when there are none. */
  quantiles(): Quantiles {
    const [p50, p95, p99] = [50, 95, 99].map((percent) => this.#quantileMs(percent)) as [
      number,
      number,
      number,
    ];
    return {p50, p95, p99, max: this.#maxMs};
  }

  #quantileMs(percent: number): number {
    if (this.#counts.count === 0) return 0;
    return Math.min((this.#counts.percentile(percent) - 1) / 1000, this.#maxMs);
  }
}
