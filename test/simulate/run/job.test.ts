import {beforeAll, describe, expect, it} from 'vitest';
import {aJob, type JobResult, runJob, scenarioNamed} from '../../../src/simulate/run/job.ts';
import {SCENARIOS} from '../../../src/simulate/world/scenario.ts';
import {WRITTEN_SCENARIOS} from '../../../src/simulate/world/written-scenarios.ts';
import {aBench} from './a-bench.ts';

const {bench, run} = aBench();
/** As any run is. */
let seven!: JobResult;

beforeAll(async () => {
  seven = await run(7);
});

describe('runJob', () => {
  it('gives the same run for the same job, whether its trace is kept or not, and another for another seed', async () => {
    const [one, again, other] = [seven, await run(7, {keepsTrace: true}), await run(8)];
    const {job: _job, trace, ...rest} = again;
    expect(one).toMatchObject({...rest, job: {seed: 7}, trace: []});
    expect(trace.length).toBeGreaterThan(100);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(other.hash).not.toBe(one.hash);
    expect(one.violations).toEqual([]);
    expect(one.virtualMs).toBeGreaterThan(600_000);
  });

  it('is not moved by what another run has left behind in its folder', async () => {
    const before = await run(1, {scenario: 'takeover', killAt: 0});
    await run(1, {scenario: 'group', killAt: 30});
    expect((await run(1, {scenario: 'takeover', killAt: 0})).hash).toBe(before.hash);
  });

  it('leaves out faults and plans', async () => {
    const [fault = ''] = seven.faults.keys();
    const [number = ''] = seven.planNumbers;
    const less = await run(7, {without: [fault, `plan ${number}`]});
    expect([...less.faults.keys()]).not.toContain(fault);
    expect(less.planNumbers).not.toContain(number);
    expect(less.planNumbers.length).toBeGreaterThan(0);
    expect(less.hash).not.toBe(seven.hash);
  });

  it('lets nothing go wrong where it is calm', async () => {
    const {faults, violations} = await run(3, {scenario: 'calm'});
    expect([[...faults], violations]).toEqual([[], []]);
  });

  it.each([...SCENARIOS, ...WRITTEN_SCENARIOS].map(({name}) => name))('knows the scenario %s', (name) => {
    expect(scenarioNamed(name)?.name).toBe(name);
  });

  it.each([
    ['scenario', {scenario: 'choas'}],
    ['plant', {plant: 'canary-bird'}],
  ])('refuses a %s that is not known', async (_, options) => {
    await expect(runJob(aJob(1, options), bench())).rejects.toThrow(RangeError);
  });
});

describe('a run in which a monitor is killed', () => {
  it('is killed at the await that was named, once, and recovers', async () => {
    const counted = await run(1, {scenario: 'create-fire', killAt: 0, keepsTrace: true});
    expect(counted.awaits).toBeGreaterThan(50);
    const deaths = async (killAt: number) => {
      const {trace, violations, awaits} = await run(1, {scenario: 'create-fire', killAt, keepsTrace: true});
      expect(violations).toEqual([]);
      expect(awaits).toBeGreaterThanOrEqual(killAt);
      return trace.flatMap(({who, what}) =>
        /^killed: (before|after) /.test(what) ? [`${who} ${what}`] : [],
      );
    };
    const [first = ''] = await deaths(1);
    expect(first).toMatch(/^monitor 1\.1 killed: before \w+$/);
    expect(await deaths(2)).toEqual([first.replace('before', 'after')]);
    expect(await deaths(40)).toHaveLength(1);
    expect(
      counted.trace.filter(({who, what}) => who.startsWith('monitor') && /^killed: (?!for good)/.test(what)),
    ).toEqual([]);
  });

  it('is another run for each await', async () => {
    const hashes = [];
    for (const killAt of [0, 10, 11]) {
      hashes.push((await run(1, {scenario: 'create-fire', killAt})).hash);
    }
    expect(new Set(hashes).size).toBe(3);
  });

  it('finds somewhere in create-fire what only goes wrong at a death', async () => {
    const plant = {scenario: 'create-fire', plant: 'no-reconcile'};
    const alive = await run(1, {...plant, killAt: 0});
    expect(alive.violations).toEqual([]);
    const found: string[] = [];
    for (let killAt = 1; killAt <= alive.awaits && found.length === 0; killAt += 3) {
      const {violations} = await run(1, {...plant, killAt});
      found.push(...violations.map(({invariant}) => invariant));
    }
    expect(found[0]).toBe('I3b');
  });
});
