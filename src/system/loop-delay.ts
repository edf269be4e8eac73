import {monitorEventLoopDelay} from 'node:perf_hooks';

/** How often the delay is measured. A delay counts from here, as the histogram counts the pause with it. */
const RESOLUTION_MS = 10;
/** Figures are of the last one or two windows, whoever asks how often: nobody takes a peak from the next who looks. */
const WINDOW_MS = 60_000;

const PERCENTILES = ['p50', 'p99', 'max'] as const;

/** By how much the event loop was late, in ms. */
export type LoopDelays = Readonly<Record<(typeof PERCENTILES)[number], number>>;

const NONE: LoopDelays = {p50: 0, p99: 0, max: 0};

/** Measures by how much the event loop of this thread is late: for so long nothing else can happen in it. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({resolution: RESOLUTION_MS});
  #windowStartMs = performance.now();
  #last: LoopDelays = NONE;

  constructor() {
    this.#histogram.enable();
  }

  /** Of the last one to two minutes; for each figure the worse of the two. */
  delays(): LoopDelays {
    const now = this.#figures();
    const last = this.#last;
    if (performance.now() - this.#windowStartMs >= WINDOW_MS) {
      this.#histogram.reset();
      this.#windowStartMs = performance.now();
      this.#last = now;
    }
    return {
      p50: Math.max(now.p50, last.p50),
      p99: Math.max(now.p99, last.p99),
      max: Math.max(now.max, last.max),
    };
  }

  close(): void {
    this.#histogram.disable();
  }

  #figures(): LoopDelays {
    if (this.#histogram.count === 0) return NONE;
    return {
      p50: lateMs(this.#histogram.percentile(50)),
      p99: lateMs(this.#histogram.percentile(99)),
      max: lateMs(this.#histogram.max),
    };
  }
}

function lateMs(ns: number): number {
  return Math.max(0, ns / 1e6 - RESOLUTION_MS);
}
