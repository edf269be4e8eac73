import {WRITTEN_SCENARIOS} from '../world/written-scenarios.ts';
import {aJob, type Job, type JobResult, runJob} from './job.ts';
import {type PoolOptions, runJobs} from './job-pool.ts';
import type {Workbench} from './workbench.ts';

/** What killing a monitor at each await of a scenario came to. */
export type ExhaustiveRow = Readonly<{scenario: string; awaits: number; failed: readonly JobResult[]}>;

export type ExhaustiveOptions = PoolOptions &
  Readonly<{
    bench: Workbench;
    plant?: string | undefined;
    onProgress?: ((share: number) => void) | undefined;
  }>;

/** Plays each written scenario once for each of its awaits, before and after, and kills the monitor there. */
export async function killEverywhere(options: ExhaustiveOptions): Promise<readonly ExhaustiveRow[]> {
  const {bench, plant = null, onProgress} = options;
  const counted: JobResult[] = [];
  for (const {name} of WRITTEN_SCENARIOS) {
    counted.push(await runJob(aJob(1, {scenario: name, killAt: 0, plant}), bench));
  }
  const jobs = counted.flatMap(({job, awaits}): Job[] =>
    Array.from({length: awaits}, (_, index) => ({...job, killAt: index + 1})),
  );
  // One that fails although nobody was killed fails for a reason of its own.
  const failed = counted.filter(({violations}) => violations.length > 0);
  let done = 0;
  await runJobs(jobs, options, (result) => {
    done += 1;
    onProgress?.(done / jobs.length);
    if (result.violations.length > 0) failed.push(result);
    return undefined;
  });
  return counted.map(({job: {scenario}, awaits}) => ({
    scenario,
    awaits,
    failed: failed.filter(({job}) => job.scenario === scenario),
  }));
}
