import {type ChildProcess, spawn, type StdioOptions} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Says what reached it, then ends with the status given. */
const ECHO = `import {Command} from '@oclif/core';
export default class Echo extends Command {
  static strict = false;
  async run() {
    await this.parse(this.constructor);
    let input = '';
    for await (const chunk of process.stdin) input += chunk;
    const {argv} = process;
    console.log(JSON.stringify({version: process.version, entry: argv[1], args: argv.slice(2), input}));
    process.exitCode = Number(argv.at(-1));
  }
}`;

/** Runs until it is asked to stop, says every signal it sees, and takes a moment to leave; SIGUSR2 is only said. */
const WAIT = `import {Command} from '@oclif/core';
import {appendFileSync} from 'node:fs';
export default class Wait extends Command {
  static strict = false;
  async run() {
    await this.parse(this.constructor);
    const seen = process.argv[3];
    const timer = setInterval(() => {}, 1000);
    for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
      process.on(signal, () => {
        appendFileSync(seen, signal + '\\n');
        clearInterval(timer);
        setTimeout(() => process.exit(status), 300);
      });
    }
    process.on('SIGUSR2', () => appendFileSync(seen, 'SIGUSR2\\n'));
    console.log('ready ' + process.pid);
    await new Promise(() => {});
  }
}`;

/** Runs until a signal ends it; listens to none. */
const DEAF = `import {Command} from '@oclif/core';
export default class Deaf extends Command {
  async run() {
    await this.parse(this.constructor);
    setInterval(() => {}, 1000);
    console.log('ready ' + process.pid);
    await new Promise(() => {});
  }
}`;

export type InstallationOptions = Readonly<{built?: boolean; bundledNode?: boolean; dependencies?: boolean}>;

/**
 * A folder with this project's `bin/` and three commands of its own; removed when the test ends.
 *
 * @returns The folder.
 */
export function installation({
  built = true,
  bundledNode = true,
  dependencies = true,
}: InstallationOptions = {}) {
  const root = mkdtempSync(join(tmpdir(), 'vigil-bin-'));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  cpSync(join(PROJECT, 'bin'), join(root, 'bin'), {recursive: true});
  cpSync(join(PROJECT, 'package.json'), join(root, 'package.json'));
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(PROJECT, 'node_modules'))) {
    if (name.startsWith('.') || (name === 'node' ? !bundledNode : !dependencies)) continue;
    symlinkSync(join(PROJECT, 'node_modules', name), join(root, 'node_modules', name));
  }
  if (built) {
    write(root, 'dist/commands/echo.js', ECHO);
    write(root, 'dist/commands/wait.js', WAIT);
    write(root, 'dist/commands/deaf.js', DEAF);
  }
  return root;
}

/** Writes a file, with its folders. */
export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
}

export type Ended = Readonly<{
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}>;

export type Running = Readonly<{
  process: ChildProcess;
  /** The process id that the command printed when it was ready. */
  ready: Promise<number>;
  ended: Promise<Ended>;
}>;

/** Starts a program in a process group of its own, and kills the group when the test ends. */
export function run(node: string, args: readonly string[], input = ''): Running {
  const stdio: StdioOptions = 'pipe';
  // Node's own variables would reach the started Node too; vitest sets some.
  const {NODE_OPTIONS: _, ...env} = process.env;
  const child = spawn(node, args, {stdio, detached: true, env});
  onTestFinished(() => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // ESRCH: the group is gone, as it should be.
    }
  });
  let stdout = '';
  let stderr = '';
  const ready = new Promise<number>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const match = /ready (\d+)/.exec(stdout);
      if (match !== null) resolve(Number(match[1]));
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => resolve({status, signal, stdout, stderr}));
  });
  return {process: child, ready, ended};
}
