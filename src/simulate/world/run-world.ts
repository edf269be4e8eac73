import type {Violation} from '../judge/invariants.ts';
import type {Situation} from '../judge/sometimes.ts';
import type {TraceLine} from '../kernel/trace.ts';
import type {FaultSite} from '../kernel/fault-sites.ts';
import {play} from './phases.ts';
import {World, type WorldTerms} from './world.ts';

/** What came of one run. */
export type RunResult = Readonly<{
  seed: number;
  hash: string;
  events: number;
  virtualMs: number;
  violations: readonly Violation[];
  sometimes: Readonly<Record<Situation, number>>;
  /** Sites that have struck, and how often. */
  faults: ReadonlyMap<FaultSite, number>;
  /** Of the plans that were added, where they have one. */
  planNumbers: readonly string[];
  /** Only where it was kept. */
  trace: readonly TraceLine[];
}>;

/** One run, from a world that is made for it to what came of it. */
export async function runWorld(terms: WorldTerms): Promise<RunResult> {
  const world = new World(terms);
  const {kernel, judge} = world;
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => failures.push(error);
  process.on('unhandledRejection', onFailure);
  process.on('uncaughtException', onFailure);
  try {
    await play(world, () => {
      for (const error of failures.splice(0))
        judge.violate('S2', null, `nobody has caught: ${String(error)}`);
      return judge.violations.length > 0;
    });
    return {
      seed: terms.seed,
      hash: kernel.trace.digest(),
      events: kernel.events,
      virtualMs: Math.round(kernel.elapsedMs),
      violations: judge.violations,
      sometimes: world.sometimes.counts(),
      faults: world.faults.struck(),
      planNumbers: [...world.judge.book.plans.keys()].flatMap((id) => /^p(\d+)$/.exec(id)?.[1] ?? []),
      // What is said while the world is taken down is not part of it.
      trace: [...kernel.trace.lines],
    };
  } finally {
    process.off('unhandledRejection', onFailure);
    process.off('uncaughtException', onFailure);
    world.close();
  }
}
