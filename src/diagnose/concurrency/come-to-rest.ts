import {isDeepStrictEqual} from 'node:util';
import type {Census, Monitor} from '../../engine/monitor.ts';
import type {Clock} from '../../ports/clock.ts';

const LOOK_MS = 20;
/**
 * Looks in a row that find the same. Over so many a monitor sees, many times over, what others have written; they are
 * counted, not timed, for a process that stood still has looked at nothing.
 */
const REST_LOOKS = 75;

/**
 * Waits until a monitor holds nothing any more, or until nothing moves: no work under way, and for
 * some time no change.
 *
 * @returns What it holds then.
 */
export async function comeToRest(
  monitor: Pick<Monitor, 'census'>,
  clock: Clock,
  withinMs: number,
): Promise<Census> {
  const deadlineMs = clock.monotonic() + withinMs;
  let census = monitor.census();
  let unchanged = 0;
  while (clock.monotonic() < deadlineMs && Object.values(census).some((count) => count > 0)) {
    await clock.sleep(LOOK_MS);
    const now = monitor.census();
    unchanged = now.busy > 0 || !isDeepStrictEqual(now, census) ? 0 : unchanged + 1;
    if (unchanged >= REST_LOOKS) break;
    census = now;
  }
  return census;
}
