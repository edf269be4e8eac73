import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {diagnoseAll} from '../../src/diagnose/diagnose-all.ts';
import {type Diagnosis, type Harness, measure} from '../../src/diagnose/diagnosis.ts';
import {DiagnosisError, InputError} from '../../src/errors.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
const scenario = join(folder, 'own.json');

beforeAll(() => writeFileSync(scenario, JSON.stringify({fine: {}, ill: {}, broken: {}})));
afterAll(() => rmSync(folder, {recursive: true}));

const NOTHING: Diagnosis = {
  measures: [measure('size', 3, {limit: 4, unit: 'bytes'})],
  findings: [],
  charts: [],
  facts: {},
};
const FINDING = {code: 'X', subject: 'y', evidence: 'z is wrong'};

const clock = new VirtualClock();
const ran: string[] = [];

function harness(name: string, answer: () => Diagnosis): Harness {
  return {
    name,
    plants: [],
    run: (_options, {onProgress}) => {
      ran.push(name);
      onProgress(0.5);
      clock.set(clock.now() + 1000);
      return new Promise((resolve) => resolve(answer()));
    },
  };
}

const fine = harness('fine', () => NOTHING);
const ill = harness('ill', () => ({...NOTHING, findings: [FINDING]}));
const broken = harness('broken', () => {
  throw new DiagnosisError('DIAGNOSIS_BROKE', 'it ended without a verdict', {hint: 'out of memory'});
});

function all(harnesses: readonly Harness[], shares: number[] = []) {
  ran.length = 0;
  const {signal} = new AbortController();
  return diagnoseAll(harnesses, {
    scenario,
    seed: 7,
    signal,
    onProgress: (share) => shares.push(share),
    clock,
  });
}

describe('diagnoseAll', () => {
  it('passes when all do, with the figures of each under its name', async () => {
    const {report, broke} = await all([fine, {...fine, name: 'ill'}]);
    expect(broke).toBe(false);
    expect(report).toMatchObject({
      harness: 'all',
      verdict: 'pass',
      plant: null,
      seed: 7,
      findings: [],
      elapsedMs: 2000,
    });
    expect(report.measures.map(({name}) => name)).toEqual(['fine.size', 'ill.size']);
    expect(report.reports.map((one) => one.harness)).toEqual(['fine', 'ill']);
  });

  it('fails when one does, and runs the others all the same', async () => {
    const {report, broke, page} = await all([ill, fine]);
    expect(ran).toEqual(['ill', 'fine']);
    expect(broke).toBe(false);
    expect(report.verdict).toBe('fail');
    expect(report.findings).toEqual([{...FINDING, subject: 'ill: y'}]);
    const places = [
      '✗ Failed',
      '1 of 2 failed',
      'z is wrong',
      'href="#fine"',
      'id="ill" open',
      'id="fine">',
    ].map((text) => page().indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('says which diagnosis broke, and what the others found', async () => {
    const {report, broke} = await all([broken, ill]);
    expect(broke).toBe(true);
    expect(report.verdict).toBe('fail');
    expect(report.findings).toMatchObject([
      {code: 'DIAGNOSIS_BROKE', subject: 'broken', evidence: 'it ended without a verdict (out of memory)'},
      {code: 'X'},
    ]);
    expect(report.reports).toHaveLength(1);
  });

  it('ends at wrong usage, which is wrong for all', async () => {
    const wrong = harness('fine', () => {
      throw new InputError('USAGE_INVALID', 'no such option');
    });
    await expect(all([wrong, ill])).rejects.toThrow('no such option');
    expect(ran).toEqual(['fine']);
  });

  it('tells how far it is over all of them', async () => {
    const shares: number[] = [];
    await all([fine, ill], shares);
    expect(shares).toEqual([0.25, 0.75]);
  });
});
