import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import DiagnoseRecovery from '../../../src/commands/diagnose/recovery.ts';
import {RECOVERY_PLANTS} from '../../../src/diagnose/recovery/plants.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';
import {runCommand} from '../../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));
writeFileSync(
  join(folder, 'tiny.json'),
  JSON.stringify({recovery: {...scenarioOptions('short', 'recovery'), killPlans: 20}}),
);

const recovery = (...args: readonly string[]) =>
  runCommand(DiagnoseRecovery, args, {folder, environment: {TMPDIR: folder}});

describe('vigil diagnose recovery', () => {
  it('passes the product as it is, and shows each fault', async () => {
    const {status, stdout, stderr} = await recovery('--scenario', 'tiny.json');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^recovery passed \(seed 1, /);
    expect(stdout).toContain('PART\tFAULT\tSTRUCK\tLOST\tUNTIL NORMAL\tWHAT WAS SEEN');
    expect(stdout).toMatch(/\nbroker\tsubmit hangs\t\d+\tnothing\t[\d.]+ s\tplan executing/);
    expect(stdout).toMatch(/\nstore worker\tthread of the store is killed\t\d\tnothing\t/);
    expect(status).toBe(0);
  });

  it('sees a plant: exit 1, the report on stdout, a page, and nothing left behind', async () => {
    const args = ['--scenario', 'tiny.json', '--plant', 'unknown-taken-as-rejected', '--seed', '5', '--json'];
    const {status, stdout, stderr} = await recovery(...args, '--report', 'page.html');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      harness: 'recovery',
      verdict: 'fail',
      plant: 'unknown-taken-as-rejected',
      seed: 5,
      findings: expect.arrayContaining([expect.objectContaining({code: 'DOUBLED'})]),
    });
    expect(status).toBe(1);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('✗ Failed');
    expect(page).toContain('answers to orders are lost');
    expect(readdirSync(folder).sort()).toEqual(['page.html', 'tiny.json']);
  });

  it('lists its plants and runs nothing', async () => {
    const {status, stdout} = await recovery('--list-plants', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      harness: 'recovery',
      plants: RECOVERY_PLANTS.map(({name, does}) => ({name, does})),
    });
  });

  it.each([
    [['--plant', 'swallowed'], '--list-plants'],
    [['--fault', '1000'], 'faultMs'],
    [['--rounds', '0'], 'rounds'],
    [['--skip', 'submit hang'], 'did you mean "submit hangs"?'],
  ])('refuses %o as wrong usage', async (args, message) => {
    const {status, stderr} = await recovery(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
