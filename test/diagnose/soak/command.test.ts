import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import DiagnoseSoak from '../../../src/commands/diagnose/soak.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';
import {SOAK_PLANTS} from '../../../src/diagnose/soak/plants.ts';
import {runCommand} from '../../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const soak = (...args: readonly string[]) =>
  runCommand(DiagnoseSoak, args, {folder, environment: {TMPDIR: folder}});

/** Shows a large leak in a few seconds, and would not see a small one. */
const TINY = {
  checkpoints: 8,
  warmUpCheckpoints: 2,
  lifecycles: 160,
  batch: 20,
  residents: 0,
  sightBytes: 1e6,
};

describe('vigil diagnose soak', () => {
  it('finds a leak in a process of its own: exit 1, the report on stdout, a page, and nothing left behind', async () => {
    writeFileSync(
      join(folder, 'tiny.json'),
      JSON.stringify({soak: {...scenarioOptions('short', 'soak'), ...TINY}}),
    );
    const args = ['--scenario', 'tiny.json', '--plant', 'event-log-leak', '--seed', '5'];
    const ran = await soak(...args, '--json', '--report', 'page.html');
    expect(ran.stderr).toBe('');
    const report: unknown = JSON.parse(ran.stdout);
    expect(report).toMatchObject({harness: 'soak', verdict: 'fail', plant: 'event-log-leak', seed: 5});
    expect(report).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({code: 'HEAP_LEAK', subject: 'the heap'})]),
    });
    expect(ran.status).toBe(1);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('✗ Failed');
    expect(readdirSync(folder)).toEqual(['page.html', 'tiny.json']);
  });

  it('lists its plants and runs nothing', async () => {
    const {status, stdout} = await soak('--list-plants', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      harness: 'soak',
      plants: SOAK_PLANTS.map(({name, does}) => ({name, does})),
    });
  });

  it.each([
    [['--plant', 'desk-leek'], 'did you mean "desk-leak"?'],
    [['--lifecycles', '10'], 'less than one batch for each checkpoint'],
    [['--checkpoints', '9'], 'fewer than 6 checkpoints to judge'],
    [['--scenario', 'nowhere.json'], 'cannot be read'],
  ])('refuses %o as wrong usage', async (args, message) => {
    const {status, stderr} = await soak(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
