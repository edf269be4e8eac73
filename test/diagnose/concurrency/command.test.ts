import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import DiagnoseConcurrency from '../../../src/commands/diagnose/concurrency.ts';
import {CONCURRENCY_PLANTS} from '../../../src/diagnose/concurrency/plants.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';
import {runCommand} from '../../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const environment = {TMPDIR: folder};

const concurrency = (...args: readonly string[]) =>
  runCommand(DiagnoseConcurrency, args, {folder, environment});

/**
 * Everything that happens in a run happens in this one too, within two seconds, and no limit is near. So many plans
 * that some cancels come too late also where the monitors are late themselves.
 */
const TINY = {
  waves: 2,
  waveMs: 500,
  hands: 1,
  plansInWave: 100,
  editsPerSecond: 5,
  syncMs: 100,
  settleMs: 60_000,
  loopDelayP99Ms: 10_000,
  loopDelayMaxMs: 20_000,
  storeWaitMs: 30_000,
};
writeFileSync(
  join(folder, 'tiny.json'),
  JSON.stringify({concurrency: {...scenarioOptions('short', 'concurrency'), ...TINY}}),
);

function codesIn(report: string): ReadonlySet<string> {
  const {findings} = JSON.parse(report) as {findings: readonly {code: string}[]};
  return new Set(findings.map(({code}) => code));
}

describe('vigil diagnose concurrency', () => {
  it('passes the product as it is: two monitors and a hand on one database', async () => {
    const ran = await concurrency('--scenario', 'tiny.json', '--json');
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      harness: 'concurrency',
      verdict: 'pass',
      plant: null,
      findings: [],
      measures: expect.arrayContaining([
        {name: 'duplicates', value: 0, limit: 0, unit: 'plans', ok: true},
        expect.objectContaining({name: 'plans', value: TINY.waves * TINY.plansInWave + 3}),
      ]),
    });
    expect(ran.status).toBe(0);
  });

  it('finds a race: exit 1, the report on stdout, a page, and nothing left behind', async () => {
    const args = ['--scenario', 'tiny.json', '--monitors', '1', '--plant', 'no-mutex', '--seed', '5'];
    // A close is lost when the database has refused it before the broker answers, however busy the machine is.
    const ran = await concurrency(...args, '--broker-delay', '600', '--json', '--report', 'page.html');
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({verdict: 'fail', plant: 'no-mutex', seed: 5});
    expect([...codesIn(ran.stdout)]).toEqual(expect.arrayContaining(['NOT_EXCLUSIVE', 'LOST_CLOSE']));
    expect(ran.status).toBe(1);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('✗ Failed');
    expect(page).toContain('Keys with the most waiting');
    expect(readdirSync(folder).sort()).toEqual(['page.html', 'tiny.json']);
  });

  it('lists its plants and runs nothing', async () => {
    const {status, stdout} = await concurrency('--list-plants', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      harness: 'concurrency',
      plants: CONCURRENCY_PLANTS.map(({name, does}) => ({name, does})),
    });
  });

  it.each([
    [['--plant', 'convoi'], 'did you mean "convoy"?'],
    [['--wave-gap', '10'], 'waveMs'],
    [['--monitors', '0'], 'monitors'],
    [['--scenario', 'nowhere.json'], 'cannot be read'],
  ])('refuses %o as wrong usage', async (args, message) => {
    const {status, stderr} = await concurrency(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
