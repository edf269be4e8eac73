import type {Clock} from '../ports/clock.ts';
import type {PlanWatch} from './plan-watch.ts';
import type {TradingFloor} from './trading-floor.ts';

/** Plans looked at in one go by what goes through all of them; a few ms of work. */
const SLICE = 500;

/**
 * Looks at the watches of this moment that are still there, with a breath for the event loop now and then. Between
 * finding that one is still there and the look at it nothing else runs.
 */
export async function inSlices(
  floor: TradingFloor,
  clock: Clock,
  look: (watch: PlanWatch) => void,
): Promise<void> {
  let count = 0;
  for (const watch of [...floor.watches.values()]) {
    count += 1;
    if (count % SLICE === 0) await clock.sleep(0);
    if (floor.watches.get(watch.id) === watch) look(watch);
  }
}
