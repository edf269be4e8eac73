import {describe, expect, it} from 'vitest';
import type {JobResult} from '../../../src/simulate/run/job.ts';
import {shrink} from '../../../src/simulate/run/shrink.ts';
import {aBench} from './a-bench.ts';

const {bench, run, firstFound} = aBench();

const parts = ({faults, planNumbers}: JobResult) => faults.size + planNumbers.length;

async function found(plant: string): Promise<JobResult> {
  const failed = await firstFound(plant, 12);
  if (failed === undefined) throw new Error(`"${plant}" is found in the first 12 seeds`);
  return failed;
}

describe('shrink', () => {
  it.each(['canary', 'no-intent', 'acknowledged-early'])(
    'leaves of a run with the plant %s what it needs to break the same rule',
    async (plant) => {
      const failed = await found(plant);
      const smallest = await shrink(failed, {bench: bench(), runsMax: 60});
      expect(smallest.violations[0]?.invariant).toBe(failed.violations[0]?.invariant);
      expect(parts(smallest)).toBeLessThan(parts(failed));
      expect(smallest.job).toMatchObject({seed: failed.seed, plant, scenario: 'chaos', keepsTrace: true});
      expect(smallest.trace.length).toBeGreaterThan(0);
    },
  );

  it('keeps what the failure needs', async () => {
    const failed = await found('interrupted-sent-late');
    const smallest = await shrink(failed, {bench: bench(), runsMax: 60});
    expect(smallest.violations[0]?.invariant).toBe(failed.violations[0]?.invariant);
    expect(smallest.job.without.length).toBeGreaterThan(0);
    expect(smallest.planNumbers.length).toBeGreaterThan(0);
    const again = await run(failed.seed, {...smallest.job, keepsTrace: false});
    expect(again.hash).toBe(smallest.hash);
  });

  it('tries no more runs than it may, and gives the run as it is where that is none', async () => {
    const failed = await found('canary');
    const smallest = await shrink(failed, {bench: bench(), runsMax: 0});
    expect(smallest).toMatchObject({hash: failed.hash, job: {without: []}});
    const stopped = await shrink(failed, {bench: bench(), runsMax: 60, signal: AbortSignal.abort()});
    expect(stopped.hash).toBe(failed.hash);
  });

  it('goes on from what was left out already', async () => {
    const failed = await run(1, {plant: 'canary', without: ['halt', 'reply lost']});
    const smallest = await shrink(failed, {bench: bench(), runsMax: 10});
    expect(smallest.job.without).toEqual(expect.arrayContaining(['halt', 'reply lost']));
  });

  it('makes nothing smaller that did not fail', async () => {
    const sound = await run(1, {scenario: 'create-fire', killAt: 0});
    await expect(shrink(sound, {bench: bench(), runsMax: 1})).rejects.toThrow('Invariant');
  });
});
