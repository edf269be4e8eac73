// What failed, for whoever sees only the end of the output, and then the count on a line of its own.
//
// node scripts/ci-summary.ts REPORTS LOGS [STEP]…: folders of vitest's JSON reports and of what each step printed
// (NAME.log), and the steps that failed without a failed test.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {stripVTControlCharacters} from 'node:util';

/** More than this is not read: when so much fails, the first tell why. */
const FAILURES_MAX = 40;
/** Of a test's message; the rest is a diff. */
const MESSAGE_LINES_MAX = 4;
/** Of what a step printed last. */
const STEP_LINES_MAX = 15;
const LINE_CHARACTERS_MAX = 300;

/** What vitest's JSON reporter says, as far as it is read here. */
type Report = Readonly<{
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly TestFile[];
}>;

type TestFile = Readonly<{
  name: string;
  status: string;
  message: string;
  assertionResults: readonly Readonly<{
    fullName: string;
    status: string;
    failureMessages: readonly string[];
  }>[];
}>;

/** Something that failed, by its name, and what it said. */
type Failure = Readonly<{name: string; lines: readonly string[]}>;

const [reportsFolder = '', logsFolder = '', ...failedSteps] = process.argv.slice(2);
let passed = 0;
let failed = failedSteps.length;
let skipped = 0;
const failures: Failure[] = [];
for (const name of readdirSync(reportsFolder)) {
  const report = JSON.parse(readFileSync(join(reportsFolder, name), 'utf8')) as Report;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  failures.push(...report.testResults.flatMap(failuresOf));
}

if (failures.length > 0) print('Failed tests:', failures);
const steps = failedSteps.map((name) => ({name, lines: lastLines(join(logsFolder, `${name}.log`))}));
if (steps.length > 0) print('Failed steps:', steps);
if (skipped > 0) say(`(${skipped} tests were skipped; their output above says why)`);
if (failures.length + steps.length + skipped > 0) say('');
say(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** The failed tests of a file; the file itself when it failed outside of them. */
function failuresOf({name, status, message, assertionResults}: TestFile): readonly Failure[] {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter((test) => test.status === 'failed');
  if (tests.length === 0) return status === 'failed' ? [{name: file, lines: firstLines(message)}] : [];
  return tests.map(({fullName, failureMessages: [said = '']}) => ({
    name: `${file}: ${fullName}`,
    lines: firstLines(said),
  }));
}

/** Up to the stack. */
function firstLines(text: string): readonly string[] {
  const lines = linesOf(text);
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  return lines.slice(0, stack === -1 ? undefined : stack).slice(0, MESSAGE_LINES_MAX);
}

/** What npm says of the failure of a script tells nothing, unless nobody else says anything. */
function lastLines(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const lines = linesOf(readFileSync(path, 'utf8'));
  const own = lines.filter((line) => !line.startsWith('npm error'));
  return (own.length > 0 ? own : lines).slice(-STEP_LINES_MAX);
}

function linesOf(text: string): readonly string[] {
  const lines = stripVTControlCharacters(text).split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, LINE_CHARACTERS_MAX));
}

function print(title: string, entries: readonly Failure[]): void {
  say(title);
  for (const {name, lines} of entries.slice(0, FAILURES_MAX)) {
    say([`  ${name}`, ...lines.map((line) => `      ${line}`)].join('\n'));
  }
  if (entries.length > FAILURES_MAX) say(`  … and ${entries.length - FAILURES_MAX} more`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
