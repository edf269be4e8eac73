import type {Violation} from '../../../src/simulate/judge/invariants.ts';
import {SITUATIONS, type Situation} from '../../../src/simulate/judge/sometimes.ts';
import {aJob, type JobResult} from '../../../src/simulate/run/job.ts';

export const VIOLATION: Violation = {
  invariant: 'I1',
  plan: 'p3',
  at: 12_345,
  what: 'level 1 has 2 orders: 4, 7',
};

/** How often each situation came about: once, but for those that are named. */
export function situations(
  named: Readonly<Partial<Record<Situation, number>>> = {},
): Readonly<Record<Situation, number>> {
  const names = Object.keys(SITUATIONS) as Situation[];
  return {
    ...(Object.fromEntries(names.map((name) => [name, 1])) as Record<Situation, number>),
    ...named,
  };
}

/** What came of a run in which nothing was found. */
export function aResult(seed: number, changes: Partial<JobResult> = {}): JobResult {
  return {
    ...{seed, hash: `hash ${seed}`, events: 100, virtualMs: 1000, violations: [], sometimes: situations()},
    ...{faults: new Map(), planNumbers: [], trace: [], job: aJob(seed), awaits: 0},
    ...changes,
  };
}
