import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {hasPythonWith} from '../has-program.ts';
import {endAll, PROGRAM, query, temporaryFolder, VigilProcess, vigil} from './vigil-process.ts';

const hasPython = hasPythonWith('pty');

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
/** What is waited for on the screen, and what is typed then. */
type Step = readonly [string, string];

const ANSWERS: readonly Step[] = [
  ['Symbol', 'XAUUSD\r'],
  ['Side', 'by\r'],
  ['side is "by"', 'buy\r'],
  ['Volume', '0.01\r'],
  ['Entry', '\r'],
  ['Price that', '\r'],
  ['Stop loss', '1298\r'],
  ['Take profit', '\r'],
  ['Expires', '24h\r'],
  ['Fires when', '1\r'],
  ['above what', '1301.5\r'],
];

afterEach(endAll);

async function onTerminal(steps: readonly Step[], ...args: readonly string[]) {
  const folder = temporaryFolder();
  const driver = join(import.meta.dirname, 'on-terminal.py');
  const command = [process.execPath, PROGRAM, 'plan', 'add', '--db', 'plans.db', ...args];
  const {stdout, stderr} = await new VigilProcess('python3', [driver, JSON.stringify(steps), ...command], {
    folder,
    environment: {TERM: 'xterm', NO_COLOR: '1'},
  }).ended;
  expect(stderr).toBe('');
  const db = join(folder, 'plans.db');
  const plans = existsSync(db) ? query(db, 'SELECT symbol, side, status, document FROM plans') : [];
  return {...(JSON.parse(stdout) as {status: number; screen: string; unsaid: Step[]}), plans};
}

describe.skipIf(!hasPython)('vigil plan add without a plan, on a terminal', () => {
  it('asks, explains what is wrong, shows the plan with its warnings, and adds it', async () => {
    const {status, screen, unsaid, plans} = await onTerminal([...ANSWERS, ['Add it?', 'yes\r']]);
    expect({status, unsaid}).toEqual({status: 0, unsaid: []});
    expect(screen).toContain('→ did you mean "buy"?');
    expect(screen).toMatch(/when:\r\n {2}price:\r\n {4}above: 1301.5\r\n/);
    expect(screen).toMatch(/added p-\w+: buy 0.01 XAUUSD/);
    expect(plans).toMatchObject([{symbol: 'XAUUSD', side: 'buy', status: 'pending'}]);
  });

  it('adds nothing when the answer is no', async () => {
    const {status, screen, plans} = await onTerminal([...ANSWERS, ['Add it?', 'no\r']]);
    expect({status, plans}).toEqual({status: 0, plans: []});
    expect(screen).toContain('Nothing was written.');
  });

  it.each([
    ['at the first question', [['Symbol', CTRL_C]]],
    ['in the midst of an answer', [...ANSWERS.slice(0, 4), ['Entry', `mark${CTRL_C}`]]],
    ['when all is answered', [...ANSWERS, ['Add it?', CTRL_C]]],
    ['by the end of the input', [...ANSWERS.slice(0, 3), ['Volume', CTRL_D]]],
  ] as readonly (readonly [string, readonly Step[]])[])(
    'writes nothing when it is broken off %s',
    async (_, steps) => {
      const {status, screen, plans} = await onTerminal(steps);
      expect({status, plans}).toEqual({status: 130, plans: []});
      expect(screen).toContain('Nothing was written.');
    },
  );

  it('does not ask for the one document of --json', async () => {
    const {status, screen} = await onTerminal([], '--json');
    expect(status).toBe(2);
    expect(screen).toContain('No plan was given');
  });
});

describe('vigil plan add without a plan, in a pipe', () => {
  it('does not ask', async () => {
    const {status, stdout, stderr} = await vigil(['plan', 'add'], {
      folder: temporaryFolder(),
      input: 'XAUUSD\n',
    });
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toMatch(/^Error: No plan was given\n/);
  });
});
