import type {Clock, Timer} from '../../ports/clock.ts';

/** A clock some of whose sleeps fail. */
export class FaultyClock implements Clock {
  /** So many of the next sleeps reject. */
  rejecting = 0;
  strikes = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  at(timeMs: number, fn: () => void): Timer {
    return this.#clock.at(timeMs, fn);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.rejecting === 0) return this.#clock.sleep(ms, signal);
    this.rejecting -= 1;
    this.strikes += 1;
    return Promise.reject(new Error('the timer failed'));
  }
}
