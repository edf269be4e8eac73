import {isDeepStrictEqual} from 'node:util';
import type {Census, Monitor} from '../../engine/monitor.ts';
import type {Clock} from '../../ports/clock.ts';

const LOOK_MS = 20;
/** In this time a monitor sees, many times over, what others have written. */
const REST_MS = 1500;

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
  let sinceMs = clock.monotonic();
  while (clock.monotonic() < deadlineMs && Object.values(census).some((count) => count > 0)) {
    await clock.sleep(LOOK_MS);
    const now = monitor.census();
    if (now.busy > 0 || !isDeepStrictEqual(now, census)) sinceMs = clock.monotonic();
    else if (clock.monotonic() - sinceMs >= REST_MS) break;
    census = now;
  }
  return census;
}
