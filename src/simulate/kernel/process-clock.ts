import type {Clock, Timer} from '../../ports/clock.ts';
import {sleepOn} from '../../system/sleep-on.ts';
import type {Kernel} from './kernel.ts';

/** What a clock has to know of its process. */
type Owner = Readonly<{machine: Readonly<{skewMs: number}>; later: (ms: number, fn: () => void) => Timer}>;

/** The clock of a process: the wall time of its machine, which may be wrong and may jump; timers by true time. */
export class ProcessClock implements Clock {
  readonly #kernel: Kernel;
  readonly #process: Owner;

  constructor(kernel: Kernel, process: Owner) {
    this.#kernel = kernel;
    this.#process = process;
  }

  now(): number {
    return this.#kernel.nowMs + this.#process.machine.skewMs;
  }

  monotonic(): number {
    return this.#kernel.elapsedMs;
  }

  /** As `SystemClock` does it: it waits for the time that was left, and then looks again. */
  at(timeMs: number, fn: () => void): Timer {
    let timer: Timer;
    const waited = () => {
      if (this.now() >= timeMs) fn();
      else timer = this.#process.later(timeMs - this.now(), waited);
    };
    timer = this.#process.later(Math.max(0, timeMs - this.now()), waited);
    return {cancel: () => timer.cancel()};
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn((fn) => this.#process.later(Math.max(0, ms), fn), signal);
  }
}
