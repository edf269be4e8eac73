import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import DiagnoseNormalization from '../../../src/commands/diagnose/normalization.ts';
import {NORMALIZATION_PLANTS} from '../../../src/diagnose/normalization/plants.ts';
import {runCommand} from '../../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));
beforeAll(() => {
  writeFileSync(join(folder, 'list.txt'), 'XAUUSDgr\nXAUUSD.m\nEURUSD.m\nGBPUSD.m\n');
  writeFileSync(join(folder, 'names.csv'), 'name,expected\nGOLD,XAUUSD.m\nUS30,\n');
});

const run = (...args: readonly string[]) =>
  runCommand(DiagnoseNormalization, args, {folder, environment: {TMPDIR: folder}});

const OWN = ['--broker-list', 'list.txt', '--symbols', 'names.csv'];

describe('vigil diagnose normalization', () => {
  it('passes, and shows what the user’s names are taken for', async () => {
    const {status, stdout, stderr} = await run('--lists', '5', '--scenes', '1', ...OWN);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^normalization passed \(seed 1, /);
    expect(stdout).toMatch(
      /Names in list.txt\nNAME\tANSWER\tSYMBOL\tTRADED\tEXPECTED\tWHY\nGOLD\tresolved\tXAUUSD.m\t/,
    );
    expect(status).toBe(0);
  });

  it('sees a plant: exit 1, the report on stdout, a page, and nothing left behind', async () => {
    const args = ['--plant', 'strip-trailing-c', '--lists', '0', '--scenes', '0', '--seed', '5', '--json'];
    const {status, stdout, stderr} = await run(...args, ...OWN, '--report', 'page.html');
    expect(stderr).toBe('');
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({
      harness: 'normalization',
      verdict: 'fail',
      plant: 'strip-trailing-c',
      seed: 5,
    });
    expect(report).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({code: 'TRADED_ANOTHER', subject: 'BTCUSD'}),
      ]),
    });
    expect(status).toBe(1);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('✗ Failed');
    expect(page).toContain('Names in list.txt');
    expect(readdirSync(folder).sort()).toEqual(['list.txt', 'names.csv', 'page.html']);
  });

  it('lists its plants and runs nothing', async () => {
    const {status, stdout} = await run('--list-plants', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      harness: 'normalization',
      plants: NORMALIZATION_PLANTS.map(({name, does}) => ({name, does})),
    });
  });

  it.each([
    [['--plant', 'uppercase-al'], 'did you mean "uppercase-all"?'],
    [['--symbols', 'names.csv'], '--broker-list'],
    [['--broker-list', 'nowhere.txt'], '"nowhere.txt" cannot be read: there is no such file'],
    [['--lists', '-1'], '--lists'],
  ])('refuses %o as wrong usage', async (args, message) => {
    const {status, stderr} = await run(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
