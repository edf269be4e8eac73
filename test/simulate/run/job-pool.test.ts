import {describe, expect, it} from 'vitest';
import {aJob, type Job, type JobResult} from '../../../src/simulate/run/job.ts';
import {runJobs} from '../../../src/simulate/run/job-pool.ts';
import {aBench} from './a-bench.ts';

const {run} = aBench();
const SHORT = {scenario: 'create-fire', killAt: 0};
const jobs = (...seeds: readonly number[]) => seeds.map((seed) => aJob(seed, SHORT));

async function results(
  list: Iterable<Job>,
  {
    threads = 2,
    signal,
    isEnough = () => false,
    ...options
  }: Partial<{
    runsPerThread: number;
    threads: number;
    signal: AbortSignal;
    isEnough: () => boolean;
  }> = {},
): Promise<readonly JobResult[]> {
  const seen: JobResult[] = [];
  await runJobs(list, {threads, signal, ...options}, (result) => {
    seen.push(result);
    return isEnough();
  });
  return seen;
}

describe('runs in several threads', () => {
  it('are what they are in this one, each done once', async () => {
    const seen = await results(jobs(1, 2, 3, 4, 5));
    expect(seen.map(({seed}) => seed).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(seen.find(({seed}) => seed === 3)).toEqual(await run(3, SHORT));
  });

  it('are done by thread after thread, none of which does more than its share', async () => {
    const seen = await results(jobs(1, 2, 3, 4, 5), {threads: 1, runsPerThread: 2});
    expect(seen.map(({seed}) => seed)).toEqual([1, 2, 3, 4, 5]);
  });

  it('end with the run after which it is enough, and those under way', async () => {
    const seen = await results(jobs(1, 2, 3, 4, 5, 6, 7, 8), {isEnough: () => true});
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThanOrEqual(3);
  });

  it('do not begin where it was ended before', async () => {
    expect(await results(jobs(1, 2), {threads: 1, signal: AbortSignal.abort()})).toEqual([]);
  });
});
