import type {Random} from '../ports/random.ts';

const FIRST_MS = 1000;
const LAST_MS = 60_000;

/**
 * Pause after so many failures in a row: anywhere between nothing and 1 s, 2 s, 4 s … 60 s. Full jitter, so that those
 * who failed together do not come back together.
 */
export function backoffDelayMs(failures: number, random: Random): number {
  // 2^6 s are more than the longest; a larger exponent would only overflow.
  const ceilingMs = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(6, Math.max(0, failures - 1)));
  return Math.ceil(random.next() * ceilingMs);
}
