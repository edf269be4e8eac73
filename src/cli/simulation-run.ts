import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {type Simulation, simulate, type SimulationOptions} from '../simulate/run/simulate.ts';

/** Seeds that are drawn are below this: short enough to be typed. */
const FRESH_SEEDS = 2 ** 31;

/** Runs seeds by the machine's own clock, and says how long that took. */
export async function runSeeds(
  options: Omit<SimulationOptions, 'clock'>,
): Promise<Simulation & Readonly<{tookMs: number}>> {
  const clock = new SystemClock();
  const startMs = clock.monotonic();
  const simulation = await simulate({...options, clock});
  return {...simulation, tookMs: clock.monotonic() - startMs};
}

/** A seed that nobody has named. */
export function freshSeed(): number {
  return Math.floor(new SystemRandom().next() * FRESH_SEEDS);
}
