import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {backoffMs} from './backoff.ts';
import {busyError, whoHolds} from './busy-error.ts';
import {isBusy} from './sqlite-errors.ts';

export type RetryOptions = Readonly<{
  path: string;
  clock: Clock;
  random: Random;
  deadlineMs: number;
  /** For the error: "opening it". */
  doing: string;
}>;

/** What `attempt` gives in place of a result when it was busy, where it cannot throw. */
export const BUSY = Symbol('busy');

/**
 * Tries until the database is not locked.
 *
 * @throws {BusyError} STORE_BUSY when it stayed locked to the deadline.
 */
export async function retryWhileBusy<T>(
  attempt: () => T | Promise<T | typeof BUSY>,
  {path, clock, random, deadlineMs, doing}: RetryOptions,
): Promise<T> {
  const startMs = clock.monotonic();
  // Ends by the deadline; each pass waits.
  for (let tries = 0; ; tries += 1) {
    try {
      const result = await attempt();
      if (result !== BUSY) return result;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    const waitedMs = clock.monotonic() - startMs;
    if (waitedMs >= deadlineMs) throw busyError(path, {doing, waitedMs, holders: whoHolds(path)});
    await clock.sleep(Math.min(backoffMs(tries, random), deadlineMs - waitedMs));
  }
}
