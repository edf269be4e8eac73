import type {Random} from '../../ports/random.ts';

const BACKOFF_BASE_MS = 5;
/** A lock that was let go is noticed within this time. */
const BACKOFF_CAP_MS = 250;

/**
 * How long to wait before try number `tries` + 1: exponential with full jitter, so that many waiters
 * do not come back at the same moment.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(tries: number, random: Random): number {
  return random.next() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(tries, 10));
}
