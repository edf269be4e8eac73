import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type DiagnoseOptions, diagnose} from '../../src/diagnose/diagnose.ts';
import {type Diagnosis, type Harness, measure} from '../../src/diagnose/diagnosis.ts';
import {HARNESSES} from '../../src/diagnose/harnesses.ts';
import {SCENARIOS, scenarioOptions} from '../../src/diagnose/scenario.ts';
import {soakOptionsSchema} from '../../src/diagnose/soak/soak-options.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
const scenario = join(folder, 'own.json');

beforeAll(() => writeFileSync(scenario, JSON.stringify({tried: {plans: 5, limit: 10}})));
afterAll(() => rmSync(folder, {recursive: true}));

const FINDING = {code: 'X', subject: 'y', evidence: 'z'};

/** A harness that takes three seconds and says what the test wants; what it was given is kept. */
class TriedHarness implements Harness {
  readonly name = 'tried';
  readonly plants = [{name: 'desk-leak', does: 'leaks'}];
  readonly clock = new VirtualClock();
  given: unknown;
  readonly #says: Partial<Diagnosis>;

  constructor(says: Partial<Diagnosis> = {}) {
    this.#says = says;
  }

  async run(options: unknown): Promise<Diagnosis> {
    this.given = options;
    this.clock.set(3000);
    return {measures: [], findings: [], charts: [], facts: {}, ...this.#says};
  }
}

function run(harness: TriedHarness, options: Partial<DiagnoseOptions> = {}) {
  return diagnose(harness, {
    scenario,
    seed: 7,
    plant: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    clock: harness.clock,
    ...options,
  });
}

describe('diagnose', () => {
  it('gives a report of exactly the documented shape', async () => {
    const {report} = await run(new TriedHarness({measures: [measure('size', 3, {limit: 4, unit: 'bytes'})]}));
    expect(report).toEqual({
      harness: 'tried',
      verdict: 'pass',
      plant: null,
      seed: 7,
      measures: [{name: 'size', value: 3, limit: 4, unit: 'bytes', ok: true}],
      findings: [],
      elapsedMs: 3000,
    });
  });

  it.each<[string, Partial<Diagnosis>, 'pass' | 'fail']>([
    ['a finding', {findings: [FINDING]}, 'fail'],
    ['a measure over its limit', {measures: [measure('size', 5, {limit: 4, unit: 'bytes'})]}, 'fail'],
    ['a measure at its limit', {measures: [measure('size', 4, {limit: 4, unit: 'bytes'})]}, 'pass'],
    ['a measure without a limit', {measures: [measure('size', 5, {unit: 'bytes'})]}, 'pass'],
  ])('with %s', async (_, says, verdict) => {
    const {report} = await run(new TriedHarness(says));
    expect(report.verdict).toBe(verdict);
  });

  it('lays what flags say over what the scenario says', async () => {
    const harness = new TriedHarness();
    await run(harness, {overrides: {limit: 3, plans: undefined}});
    expect(harness.given).toEqual({plans: 5, limit: 3});
  });

  it('refuses a plant that the harness does not have, before it runs', async () => {
    const harness = new TriedHarness();
    await expect(run(harness, {plant: 'desk-leek'})).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      hint: 'did you mean "desk-leak"?',
    });
    expect(harness.given).toBeUndefined();
  });

  it.each([
    ['nowhere.json', 'FILE_NOT_READABLE'],
    ['short', 'USAGE_INVALID'],
  ])('refuses the scenario "%s", which says nothing for it', async (name, code) => {
    await expect(run(new TriedHarness(), {scenario: name})).rejects.toMatchObject({code});
  });
});

describe('the scenarios that come with Vigil', () => {
  it.each(SCENARIOS)('%s has options for every harness', (name) => {
    for (const harness of HARNESSES) expect(scenarioOptions(name, harness.name)).toBeTypeOf('object');
  });

  it.each(SCENARIOS)('%s is sound for the soak', (name) => {
    expect(soakOptionsSchema.safeParse(scenarioOptions(name, 'soak')).error).toBeUndefined();
  });
});
