import {beforeEach, describe, expect, it, vi} from 'vitest';
import {SITUATIONS, type Situation} from '../../../src/simulate/judge/sometimes.ts';
import {aJob, type Job, type JobResult} from '../../../src/simulate/run/job.ts';
import {type PoolOptions, runJobs} from '../../../src/simulate/run/job-pool.ts';
import {simulate, type SimulationOptions} from '../../../src/simulate/run/simulate.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aResult, situations, VIOLATION} from './a-result.ts';

// Sets of 500 runs are what this is about: their results are made up, and the last comes first.
vi.mock('../../../src/simulate/run/job-pool.ts', () => ({runJobs: vi.fn()}));

let resultOf: (job: Job) => JobResult = ({seed}) => aResult(seed);
let given: Job[] = [];

beforeEach(() => {
  given = [];
  resultOf = ({seed}) => aResult(seed);
  vi.mocked(runJobs).mockImplementation(async (jobs: Iterable<Job>, _options: PoolOptions, onResult) => {
    for (const job of jobs) {
      given.push(job);
      clock.set(clock.now() + 10);
    }
    for (const job of given.toReversed()) onResult(resultOf(job));
  });
});

let clock = new VirtualClock();

function simulated(options: Partial<SimulationOptions> = {}) {
  clock = new VirtualClock();
  return simulate({...{job: {}, firstSeed: 1, lastSeed: 3, forMs: null, threads: 1, clock}, ...options});
}

describe('simulate', () => {
  it('runs every seed of a range, and reports them in order', async () => {
    const {report, failed} = await simulated({firstSeed: 5, lastSeed: 8, job: {plant: 'canary'}});
    expect(given).toEqual([5, 6, 7, 8].map((seed) => aJob(seed, {plant: 'canary'})));
    expect(report.runs).toEqual(
      [5, 6, 7, 8].map((seed) => ({
        seed,
        hash: `hash ${seed}`,
        events: 100,
        virtualMs: 1000,
        violations: [],
      })),
    );
    expect(failed).toEqual([]);
  });

  it('goes on from the first seed until its time is over', async () => {
    const {report} = await simulated({firstSeed: 5, lastSeed: null, forMs: 35});
    expect(report.runs.map(({seed}) => seed)).toEqual([5, 6, 7, 8]);
  });

  it('adds up the situations of all runs', async () => {
    resultOf = ({seed}) => aResult(seed, {sometimes: situations({parked: seed, requoted: 0})});
    const {report} = await simulated({lastSeed: 4});
    expect(report.sometimes).toEqual({
      ...Object.fromEntries(Object.keys(SITUATIONS).map((name) => [name, 4])),
      parked: 10,
      requoted: 0,
    });
  });

  it('names the runs that failed, in order', async () => {
    resultOf = ({seed}) => aResult(seed, seed === 2 ? {} : {violations: [VIOLATION]});
    const {report, failed} = await simulated();
    expect(failed.map(({seed}) => seed)).toEqual([1, 3]);
    expect(report.runs.map(({violations}) => violations)).toEqual([[VIOLATION], [], [VIOLATION]]);
  });

  it.each<[string, Partial<SimulationOptions>, readonly Situation[]]>([
    ['of a whole set', {lastSeed: 500}, ['parked', 'requoted']],
    [
      'of a whole set that was named',
      {lastSeed: 500, job: {scenario: 'chaos', without: []}},
      ['parked', 'requoted'],
    ],
    ['of a set with one run too few', {lastSeed: 499}, []],
    ['of another scenario', {lastSeed: 500, job: {scenario: 'calm'}}, []],
    ['of a set from which something is left out', {lastSeed: 500, job: {without: ['partition']}}, []],
    ['of a set in which nobody is killed or stopped by chance', {lastSeed: 500, job: {killAt: 0}}, []],
    ['of a set with a plant', {lastSeed: 500, job: {plant: 'no-sweep'}}, []],
  ])('says what never came about only %s', async (_, options, expected) => {
    resultOf = ({seed}) => aResult(seed, {sometimes: situations({parked: 0, requoted: 0})});
    expect((await simulated(options)).unreached).toEqual(expected);
  });

  it('misses nothing that came about once in the set', async () => {
    resultOf = ({seed}) => aResult(seed, {sometimes: situations({parked: seed === 250 ? 1 : 0})});
    expect((await simulated({lastSeed: 500})).unreached).toEqual([]);
  });

  it('says nothing of what never came about where something was found', async () => {
    resultOf = ({seed}) =>
      aResult(seed, {sometimes: situations({parked: 0}), violations: seed === 9 ? [VIOLATION] : []});
    expect((await simulated({lastSeed: 500})).unreached).toEqual([]);
  });

  it('tells how far it has come, by seeds or by time', async () => {
    const shares: number[] = [];
    await simulated({lastSeed: 4, onProgress: (share) => shares.push(share)});
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  });
});
