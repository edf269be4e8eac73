import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const SUMMARY = join(ROOT, 'scripts', 'ci-summary.ts');

/** A file of tests, as vitest reports it. */
type Reported = Readonly<{
  name: string;
  message?: string;
  failures?: readonly Readonly<{fullName: string; message: string}>[];
}>;

type CiRun = Readonly<{
  files?: readonly Reported[];
  skipped?: number;
  logs?: Readonly<Record<string, string>>;
  failedSteps?: readonly string[];
}>;

/** What is printed about a run with five passed tests and these failures. */
function summaryOf({files = [], skipped = 0, logs = {}, failedSteps = []}: CiRun) {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-ci-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  for (const name of ['reports', 'logs']) mkdirSync(join(folder, name));
  const testResults = files.map(({name, message = '', failures = []}) => ({
    name: join(ROOT, name),
    message,
    status: failures.length > 0 || message !== '' ? 'failed' : 'passed',
    assertionResults: [
      {fullName: 'one that passed', status: 'passed', failureMessages: []},
      ...failures.map((one) => ({fullName: one.fullName, status: 'failed', failureMessages: [one.message]})),
    ],
  }));
  const numFailedTests = files.reduce((sum, {failures = []}) => sum + failures.length, 0);
  const report = {numPassedTests: 5, numFailedTests, numPendingTests: skipped, numTodoTests: 0, testResults};
  writeFileSync(join(folder, 'reports', 'test.json'), JSON.stringify(report));
  for (const [name, text] of Object.entries(logs)) writeFileSync(join(folder, 'logs', `${name}.log`), text);
  const args = [SUMMARY, join(folder, 'reports'), join(folder, 'logs'), ...failedSteps];
  const {stdout, status} = spawnSync(process.execPath, args, {cwd: ROOT, encoding: 'utf8'});
  return {lines: stdout.trimEnd().split('\n'), status};
}

describe('the end of .ci/run', () => {
  it('is the count alone when nothing failed', () => {
    expect(summaryOf({files: [{name: 'test/a.test.ts'}]})).toEqual({
      lines: ['5 passed, 0 failed'],
      status: 0,
    });
  });

  it('names each failed test and what it said, up to its stack', () => {
    const message =
      'AssertionError: \u001B[31mexpected 3 to be 2\u001B[39m\n\n- 2\n+ 3\n    at /x.ts:1:2\n    at y';
    const files = [{name: 'test/a.test.ts', failures: [{fullName: 'claim is lost by the second', message}]}];
    expect(summaryOf({files})).toEqual({
      lines: [
        'Failed tests:',
        '  test/a.test.ts: claim is lost by the second',
        '      AssertionError: expected 3 to be 2',
        '      - 2',
        '      + 3',
        '',
        '5 passed, 1 failed',
      ],
      status: 1,
    });
  });

  it('names a file that failed outside its tests', () => {
    const files = [{name: 'test/a.test.ts', message: 'Error: Cannot find module "./b.ts"\n    at x'}];
    const {lines} = summaryOf({files, failedSteps: ['test']});
    expect(lines.slice(0, 3)).toEqual([
      'Failed tests:',
      '  test/a.test.ts',
      '      Error: Cannot find module "./b.ts"',
    ]);
    expect(lines.at(-1)).toBe('5 passed, 1 failed');
  });

  it('names each failed step and what it printed last, but not what npm says of it', () => {
    const said = Array.from({length: 100}, (_, index) => `line ${index}`);
    const lint = [...said, 'src/a.ts reads the clock', '', 'npm error code 1', ''].join('\n');
    const {lines, status} = summaryOf({logs: {lint, build: 'fine\n'}, failedSteps: ['lint', 'demo']});
    expect(lines.slice(0, 2)).toEqual(['Failed steps:', '  lint']);
    expect(lines.length).toBeLessThan(25);
    expect(lines.slice(-5)).toEqual([
      '      line 99',
      '      src/a.ts reads the clock',
      '  demo',
      '',
      '5 passed, 2 failed',
    ]);
    expect(status).toBe(1);
  });

  it('names only the first when very many failed', () => {
    const failures = Array.from({length: 100}, (_, index) => ({
      fullName: `test ${index}`,
      message: 'Error: no',
    }));
    const {lines} = summaryOf({files: [{name: 'test/a.test.ts', failures}]});
    expect(lines.length).toBeLessThan(100);
    expect(lines.slice(-3)).toEqual(['  … and 60 more', '', '5 passed, 100 failed']);
  });

  it('says that tests were skipped', () => {
    const {lines} = summaryOf({skipped: 2});
    expect(lines[0]).toBe('(2 tests were skipped; their output above says why)');
    expect(lines.at(-1)).toBe('5 passed, 0 failed');
  });
});
