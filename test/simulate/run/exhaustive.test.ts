import {beforeEach, describe, expect, it, vi} from 'vitest';
import {killEverywhere} from '../../../src/simulate/run/exhaustive.ts';
import type {Job} from '../../../src/simulate/run/job.ts';
import {type PoolOptions, runJobs} from '../../../src/simulate/run/job-pool.ts';
import {WRITTEN_SCENARIOS} from '../../../src/simulate/world/written-scenarios.ts';
import {aBench} from './a-bench.ts';
import {aResult, VIOLATION} from './a-result.ts';

// Killing at each await takes some hundred runs: they are handed to somebody who answers at once.
vi.mock('../../../src/simulate/run/job-pool.ts', () => ({runJobs: vi.fn()}));

const {bench} = aBench();
const given: Job[] = [];

beforeEach(() => {
  given.length = 0;
  vi.mocked(runJobs).mockImplementation(async (jobs: Iterable<Job>, _options: PoolOptions, onResult) => {
    for (const job of jobs) {
      given.push(job);
      const isFailing = job.scenario === 'group' && job.killAt === 3;
      onResult(aResult(job.seed, {job, violations: isFailing ? [VIOLATION] : []}));
    }
  });
});

describe('killEverywhere', () => {
  it('kills at each await of each written scenario, and says of each where it failed', async () => {
    const shares: number[] = [];
    const rows = await killEverywhere({
      bench: bench(),
      threads: 2,
      onProgress: (share) => shares.push(share),
    });
    expect(rows.map(({scenario}) => scenario)).toEqual(WRITTEN_SCENARIOS.map(({name}) => name));
    for (const {scenario, awaits, failed} of rows) {
      expect(awaits).toBeGreaterThan(50);
      const killed = given.filter((job) => job.scenario === scenario).map(({killAt}) => killAt);
      expect(killed).toEqual(Array.from({length: awaits}, (_, index) => index + 1));
      expect(failed.map(({job}) => job.killAt)).toEqual(scenario === 'group' ? [3] : []);
    }
    expect(shares.at(-1)).toBe(1);
  });

  it('names a scenario that fails although nobody was killed', async () => {
    const rows = await killEverywhere({bench: bench(), threads: 2, plant: 'canary'});
    expect(given.every(({plant}) => plant === 'canary')).toBe(true);
    expect(rows.find(({scenario}) => scenario === 'create-fire')?.failed[0]?.job.killAt).toBe(0);
  });
});
