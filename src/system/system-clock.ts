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
    let handle: NodeJS.Timeout;
    const wait = () => {
      const ms = timeMs - this.now();
      handle = ms > TIMEOUT_MAX_MS ? setTimeout(wait, TIMEOUT_MAX_MS) : setTimeout(fn, Math.max(0, ms));
    };
    wait();
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
      const onAbort = () => {
        clearTimeout(handle);
        reject(signal?.reason as Error);
      };
      const handle = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(ms, TIMEOUT_MAX_MS),
      );
      signal?.addEventListener('abort', onAbort, {once: true});
    });
  }
}
