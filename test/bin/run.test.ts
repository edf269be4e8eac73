import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it, vi} from 'vitest';
import {isNewEnough} from '../../bin/node-version.js';
import {type Ended, installation, run, write} from './installation.ts';
import {olderNode} from './older-node.ts';

const older = olderNode();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** For what comes at once, on a busy machine. */
const LONG_ENOUGH = {timeout: 60_000, interval: 5};
const STATUS = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH is the answer "no".
    return false;
  }
}

describe('isNewEnough', () => {
  it.each([
    ['v12.22.12', false],
    ['v20.20.2', false],
    ['v22.12.9', false],
    ['v22.13.0', true],
    ['22.13.0', true],
    ['v22.14.0', true],
    ['v23.0.0', true],
    ['v24.21.0', true],
    ['v100.0.0', true],
  ])('%s: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it('asks for what package.json asks for', () => {
    const {engines} = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      engines: {node: string};
    };
    const oldest = engines.node.replace('>=', '');
    expect(isNewEnough(`${oldest}.0`)).toBe(true);
    expect(isNewEnough('22.12.99')).toBe(false);
    expect(oldest).toBe('22.13');
  });
});

describe('bin/run.js on a Node that is new enough', () => {
  it('runs the command in its own process, with arguments, input and exit status', async () => {
    const root = installation();
    const {process: child, ended} = run(
      process.execPath,
      [join(root, 'bin/run.js'), 'echo', 'a b', '7'],
      'in',
    );
    const end = await ended;
    expect(JSON.parse(end.stdout)).toEqual({
      version: process.version,
      entry: join(root, 'bin/run.js'),
      args: ['echo', 'a b', '7'],
      input: 'in',
    });
    expect(end.status).toBe(7);
    const waiting = run(process.execPath, [join(root, 'bin/run.js'), 'wait', join(root, 'seen')]);
    expect(await waiting.ready).toBe(waiting.process.pid);
    expect(child.exitCode).toBe(7);
  });

  it('says in one line that the program is not built', async () => {
    const root = installation({built: false});
    const end = await run(process.execPath, [join(root, 'bin/run.js'), 'echo']).ended;
    expectOneLine(end, /not built; run "npm ci", or "npm run build"/);
  });

  it('says in one line that the dependencies are missing', async () => {
    const root = installation({dependencies: false});
    const end = await run(process.execPath, [join(root, 'bin/run.js'), 'echo']).ended;
    expectOneLine(end, /"@oclif\/core" is not installed; run "npm ci"/);
  });
});

describe('bin/dev.js', () => {
  it('runs the sources, whatever was built', async () => {
    const root = installation();
    write(root, 'src/word.ts', `export const word: string = 'source';`);
    write(
      root,
      'src/commands/echo.ts',
      `import {Command} from '@oclif/core';
       import {word} from '../word.ts';
       export default class Echo extends Command {
         override async run(): Promise<void> {
           await this.parse(Echo);
           this.log(word satisfies string);
         }
       }`,
    );
    const end = await run(process.execPath, [join(root, 'bin/dev.js'), 'echo']).ended;
    expect(end).toMatchObject({status: 0, stdout: 'source\n', stderr: ''});
  });
});

describe.skipIf(older === undefined)('bin/run.js on an older Node', () => {
  const start = (root: string, ...args: string[]) => run(older ?? '', [join(root, 'bin/run.js'), ...args]);

  it('runs the command on the bundled Node, with arguments, input and exit status', async () => {
    const root = installation();
    const end = await run(older ?? '', [join(root, 'bin/run.js'), 'echo', 'a b', '7'], 'in').ended;
    expect(end).toMatchObject({status: 7, signal: null, stderr: ''});
    const {version, ...rest} = JSON.parse(end.stdout) as {version: string};
    expect(isNewEnough(version)).toBe(true);
    expect(rest).toEqual({entry: join(root, 'bin/run.js'), args: ['echo', 'a b', '7'], input: 'in'});
  });

  it.each(SIGNALS)('forwards %s and ends with the status of the clean stop', async (signal) => {
    const root = installation();
    const waiting = start(root, 'wait', join(root, 'seen'));
    await waiting.ready;
    waiting.process.kill(signal);
    expect(await waiting.ended).toMatchObject({status: STATUS[signal], signal: null});
    expect(readFileSync(join(root, 'seen'), 'utf8')).toBe(`${signal}\n`);
  });

  it.each(SIGNALS)('delivers %s once when both processes receive it, as from a terminal', async (signal) => {
    const root = installation();
    const waiting = start(root, 'wait', join(root, 'seen'));
    process.kill(await waiting.ready, signal);
    // The terminal's own signal has arrived; now the forwarded one follows.
    await vi.waitFor(() => expect(readFileSync(join(root, 'seen'), 'utf8')).not.toBe(''), LONG_ENOUGH);
    waiting.process.kill(signal);
    expect(await waiting.ended).toMatchObject({status: STATUS[signal], signal: null});
    expect(readFileSync(join(root, 'seen'), 'utf8')).toBe(`${signal}\n`);
  });

  it('hands SIGUSR2 on, once when both processes receive it, and neither ends by it', async () => {
    const root = installation();
    const waiting = start(root, 'wait', join(root, 'seen'));
    const pid = await waiting.ready;
    const seen = () => readFileSync(join(root, 'seen'), 'utf8');
    waiting.process.kill('SIGUSR2');
    await vi.waitFor(() => expect(seen()).toBe('SIGUSR2\n'), LONG_ENOUGH);
    // As from systemd, which signals every process of a service.
    process.kill(pid, 'SIGUSR2');
    waiting.process.kill('SIGTERM');
    expect(await waiting.ended).toMatchObject({status: STATUS.SIGTERM, signal: null});
    expect(seen()).toBe('SIGUSR2\nSIGTERM\n');
  });

  it.each([...SIGNALS, 'SIGKILL'] as const)('ends by %s when the command does', async (signal) => {
    const waiting = start(installation(), 'deaf');
    process.kill(await waiting.ready, signal);
    expect(await waiting.ended).toMatchObject({status: null, signal});
  });

  it('ends with 128 and the number of the signal when the command crashes', async () => {
    const waiting = start(installation(), 'deaf');
    process.kill(await waiting.ready, 'SIGSEGV');
    expect(await waiting.ended).toMatchObject({status: 139, signal: null});
  });

  it('lets a command stop cleanly when it is killed itself', async () => {
    const root = installation();
    const waiting = start(root, 'wait', join(root, 'seen'));
    const pid = await waiting.ready;
    waiting.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), LONG_ENOUGH);
    expect(readFileSync(join(root, 'seen'), 'utf8')).toBe('SIGTERM\n');
  });

  it('takes a deaf command with it when it is killed itself', async () => {
    const waiting = start(installation(), 'deaf');
    const pid = await waiting.ready;
    waiting.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), LONG_ENOUGH);
  });

  it('says in one line that there is no newer Node, and loads nothing', async () => {
    const end = await start(installation({bundledNode: false}), 'echo', '0').ended;
    expectOneLine(end, /Node 22\.13\.0 or newer is needed, this is v\d+/);
  });

  it('says so as a document under --json', async () => {
    const end = await start(installation({bundledNode: false}), 'echo', '--json').ended;
    expect(end).toMatchObject({status: 78, stderr: ''});
    expect(JSON.parse(end.stdout)).toEqual({
      error: {code: 'NODE_TOO_OLD', message: expect.stringMatching(/^Node 22\.13\.0 or newer is needed/)},
    });
  });

  it('says in one line that the bundled Node cannot be started', async () => {
    const root = installation({bundledNode: false});
    write(root, 'node_modules/node/package.json', '{"version": "24.0.0"}');
    write(root, 'node_modules/node/bin/node', 'not a program');
    expectOneLine(await start(root, 'echo', '0').ended, /could not be started .* run "npm ci" again/);
  });

  it('passes over a bundled Node that is too old itself', async () => {
    const root = installation({bundledNode: false});
    write(root, 'node_modules/node/package.json', '{"version": "18.0.0"}');
    write(root, 'node_modules/node/bin/node', '');
    expectOneLine(await start(root, 'echo', '0').ended, /no newer one is bundled/);
  });

  it('finds the bundled Node beside the package that it was installed with', async () => {
    const outer = installation({built: false});
    const root = join(outer, 'node_modules/vigil');
    cpSync(installation({bundledNode: false, dependencies: false}), root, {recursive: true});
    expect(await start(root, 'echo', '5').ended).toMatchObject({status: 5, stderr: ''});
  });
});

function expectOneLine(end: Ended, line: RegExp): void {
  expect(end).toMatchObject({status: 78, signal: null, stdout: ''});
  expect(end.stderr).toMatch(line);
  expect(end.stderr.trimEnd().split('\n')).toHaveLength(1);
}
