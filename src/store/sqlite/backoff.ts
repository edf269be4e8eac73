import type {Random} from '../../ports/random.ts';

const BACKOFF_BASE_MS = 5;
/** A lock that was let go is noticed within this time. */
const BACKOFF_CAP_MS = 250;
/** So often it is asked again soon: most locks are held for one commit, and a claim must not sleep through the next. */
const SOON_TRIES = 6;

/**
 * How long to wait before try number `tries` + 1: a few ms at first, then exponential; with full jitter, so that
 * many waiters do not come back at the same moment.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(tries: number, random: Random): number {
  const doublings = Math.min(Math.max(0, tries - SOON_TRIES), 10);
  return random.next() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** doublings);
}
