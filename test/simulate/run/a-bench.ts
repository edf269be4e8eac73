import {afterAll, beforeAll} from 'vitest';
import {aJob, type Job, type JobResult, runJob} from '../../../src/simulate/run/job.ts';
import {Workbench} from '../../../src/simulate/run/workbench.ts';

/** A workbench for all tests of a file. */
export function aBench(): Readonly<{
  bench: () => Workbench;
  run: (seed: number, options?: Partial<Job>) => Promise<JobResult>;
  firstFound: (plant: string, seeds: number, options?: Partial<Job>) => Promise<JobResult | undefined>;
}> {
  let bench!: Workbench;
  beforeAll(() => {
    bench = new Workbench();
  });
  afterAll(() => bench.close());
  const run = (seed: number, options: Partial<Job> = {}) => runJob(aJob(seed, options), bench);
  return {
    bench: () => bench,
    run,
    firstFound: async (plant, seeds, options = {}) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const result = await run(seed, {...options, plant});
        if (result.violations.length > 0) return result;
      }
      return undefined;
    },
  };
}
