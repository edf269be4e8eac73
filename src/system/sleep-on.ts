import type {Timer} from '../ports/clock.ts';

/**
 * A sleep on a timer of whoever keeps the time.
 *
 * @param set Sets the timer that ends it.
 * @returns Resolves when the timer runs; rejects with the signal's reason when it aborts first.
 */
export function sleepOn(set: (fn: () => void) => Timer, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = set(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, {once: true});
  });
}
