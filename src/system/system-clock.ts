import type {Clock, Timer} from '../ports/clock.ts';

/** Node keeps no longer timers than this (2^31 − 1 ms); longer waits are made of several. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  at(timeMs: number, fn: () => void): Timer {
    // Node's timers may run a little early, and keep no longer time than `TIMEOUT_MAX_MS`.
    const waited = () => {
      if (this.now() >= timeMs) fn();
      else handle = setTimeout(waited, timeoutOf(timeMs - this.now()));
    };
    let handle = setTimeout(waited, timeoutOf(timeMs - this.now()));
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const untilMs = this.monotonic() + ms;
      const onAbort = () => {
        clearTimeout(handle);
        reject(signal?.reason as Error);
      };
      const waited = () => {
        if (this.monotonic() < untilMs) {
          handle = setTimeout(waited, timeoutOf(untilMs - this.monotonic()));
          return;
        }
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      let handle = setTimeout(waited, timeoutOf(ms));
      signal?.addEventListener('abort', onAbort, {once: true});
    });
  }
}

function timeoutOf(ms: number): number {
  return Math.min(Math.max(0, Math.ceil(ms)), TIMEOUT_MAX_MS);
}
