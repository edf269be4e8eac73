import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {FAULT_SITE_NAMES} from '../../src/simulate/kernel/fault-sites.ts';
import {scenarioNamed} from '../../src/simulate/run/job.ts';
import {LOOKING_BACK_PART} from '../../src/simulate/world/script.ts';
import {aBench} from './run/a-bench.ts';

/**
 * Seeds that have found a defect, for good. `seeds.json` is a list of
 *
 * {"seed": 4711, "scenario": "chaos", "without": ["reply lost", "plan 3"], "found": "what it found, in a sentence"}
 *
 * Those from before there were plans that look back leave them out: then they are the runs that they were.
 */
const keptSeeds = z.array(
  z.strictObject({
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    scenario: z.string().refine((name) => scenarioNamed(name) !== undefined, 'is no scenario'),
    without: z.array(
      z.string().refine((name) => /^plan \d+$/.test(name) || PARTS.has(name), 'is no fault and no plan'),
    ),
    found: z.string().min(20),
  }),
);

const PARTS: ReadonlySet<string> = new Set([...FAULT_SITE_NAMES, 'halt', LOOKING_BACK_PART]);
const KEPT: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'seeds.json'), 'utf8'));
const SOUND = {
  seed: 4711,
  scenario: 'chaos',
  without: ['reply lost', 'halt', 'plan 3'],
  found: 'It found nothing; it is an example.',
};

const {run} = aBench();

describe('seeds.json', () => {
  it('is a list of seeds, each with what it found', () => {
    expect(keptSeeds.safeParse(KEPT).error?.issues).toBe(undefined);
  });

  it.each<[string, unknown]>([
    ['a seed that cannot be given to the command', {...SOUND, seed: 2 ** 32}],
    ['a scenario that is not known', {...SOUND, scenario: 'choas'}],
    ['a fault that is not known', {...SOUND, without: ['reply lots']}],
    ['nothing of what was found', {...SOUND, found: ''}],
    ['something else', {...SOUND, plant: 'canary'}],
  ])('may not have %s', (_, entry) => {
    expect(keptSeeds.safeParse([SOUND]).success).toBe(true);
    expect(keptSeeds.safeParse([entry]).success).toBe(false);
  });
});

describe('a seed that has found something', () => {
  // An empty list is no reason to fail.
  it('finds it no more', async () => {
    const again: string[] = [];
    for (const {seed, scenario, without, found} of keptSeeds.parse(KEPT)) {
      const {violations} = await run(seed, {scenario, without});
      again.push(...violations.map(({invariant, what}) => `${seed} (${found}): ${invariant} ${what}`));
    }
    expect(again).toEqual([]);
  });
});
