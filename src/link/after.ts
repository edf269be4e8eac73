import type {Clock, Timer} from '../ports/clock.ts';

/**
 * Runs `fn` once after `ms`, unless it is cancelled. Measured by the monotonic clock, so that a wall
 * clock that is set does not move it.
 */
export function after(clock: Pick<Clock, 'sleep'>, ms: number, fn: () => void): Timer {
  const cancelled = new AbortController();
  void clock.sleep(ms, cancelled.signal).then(
    () => {
      // It may have been cancelled between the end of the sleep and this moment.
      if (!cancelled.signal.aborted) fn();
    },
    (error: unknown) => {
      // Only cancelling ends the sleep early.
      if (!cancelled.signal.aborted) throw error;
    },
  );
  return {cancel: () => cancelled.abort()};
}
