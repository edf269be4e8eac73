import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import DiagnoseDbLock from '../../../src/commands/diagnose/db-lock.ts';
import {DB_LOCK_PLANTS} from '../../../src/diagnose/db-lock/plants.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';
import {runCommand} from '../../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const dbLock = (...args: readonly string[]) =>
  runCommand(DiagnoseDbLock, args, {folder, environment: {TMPDIR: folder}});

/** Locks that are short, and no limits that a busy machine could break; no commands, which take long to start. */
const TINY = {
  phases: ['write'],
  lockMs: 1000,
  plansPerSecond: 60,
  steadyMs: 50,
  deadlineMs: 100,
  commandDeadlineMs: 0,
  loopGapMs: 5000,
  quotesMissedPercent: 100,
  statusMs: 5000,
  statusSilentPercent: 100,
};

function writeScenario(): void {
  const options = {...scenarioOptions('short', 'db-lock'), ...TINY};
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify({'db-lock': options}));
}

describe('vigil diagnose db-lock', () => {
  it('passes what is sound: exit 0, the report on stdout, and nothing left behind', async () => {
    writeScenario();
    const ran = await dbLock('--scenario', 'tiny.json', '--json', '--report', 'page.html');
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout) as {measures: {name: string; value: number}[]};
    expect(report).toMatchObject({harness: 'db-lock', verdict: 'pass', plant: null, seed: 1, findings: []});
    expect(ran.status).toBe(0);
    const values = new Map(report.measures.map(({name, value}) => [name, value]));
    expect(values.get('write.locked')).toBeGreaterThanOrEqual(400);
    expect(values.get('write.busyRetries')).toBeGreaterThan(0);
    expect(values.get('orders')).toBeGreaterThan(0);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('✓ Passed');
    expect(page).toContain('a claim at its deadline');
    expect(readdirSync(folder)).toEqual(['page.html', 'tiny.json']);
  });

  it('finds a planted defect: exit 1, with its cause', async () => {
    writeScenario();
    const ran = await dbLock('--scenario', 'tiny.json', '--plant', 'reload-without-transaction', '--json');
    const report: unknown = JSON.parse(ran.stdout);
    expect(report).toMatchObject({verdict: 'fail', plant: 'reload-without-transaction'});
    expect(report).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({code: 'PLANS_MISSED'})]),
    });
    expect(ran.status).toBe(1);
  });

  it('lists its plants and runs nothing', async () => {
    const {status, stdout} = await dbLock('--list-plants', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      harness: 'db-lock',
      plants: DB_LOCK_PLANTS.map(({name, does}) => ({name, does})),
    });
  });

  it.each([
    [['--plant', 'no-retries'], 'did you mean "no-retry"?'],
    [['--phases', 'write,wrote'], 'phases.1'],
    [['--lock', '1'], '--lock: "1" is not a duration'],
    [['--foreign', 'perl'], 'Expected --foreign=perl'],
  ])('refuses %o as wrong usage', async (args, message) => {
    const {status, stderr} = await dbLock(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
