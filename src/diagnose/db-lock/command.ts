import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

/** The program as users start it; from the sources, where they are run. */
const BIN = new URL('../../../bin/', import.meta.url);
const PROGRAM = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'dev.js' : 'run.js', BIN));

/** What a command must do and say in the situation in which it is run. */
export type Expected = Readonly<{
  status: number;
  /** Texts that must stand in what it prints. */
  says: readonly string[];
  /** How long it must say that it waited; null: not at all. */
  waitedMs: number | null;
}>;

/** A command that was run as a user runs it, and what it said. */
export type CommandRun = Readonly<{
  title: string;
  status: number | null;
  /** All that it printed. */
  text: string;
  elapsedMs: number;
  /** What is not as it must be, in words. */
  problems: readonly string[];
}>;

/** Later than it said it would, a command may give up: it has to start and to look who holds the lock. */
const OVERTIME_MS = 1500;

export type CommandOptions = Readonly<{
  title: string;
  args: readonly string[];
  folder: string;
  expected: Expected;
  signal: AbortSignal;
  monotonic: () => number;
  /** As another user; the program must then be allowed to switch. */
  uid?: number;
}>;

/** Runs a command of Vigil in a process of its own. */
export async function runCommand(options: CommandOptions): Promise<CommandRun> {
  const {title, args, folder, expected, signal, monotonic, uid} = options;
  const fromMs = monotonic();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    // No setting of whoever runs the diagnosis gets in.
    env: {NODE_ENV: 'production', NO_COLOR: '1'},
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
    ...(uid === undefined ? {} : {uid, gid: uid}),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      text += error.message;
    });
    child.once('close', resolve);
  });
  signal.throwIfAborted();
  const run = {title, status, text: text.trim(), elapsedMs: Math.round(monotonic() - fromMs)};
  return {...run, problems: commandProblems(run, expected)};
}

/** What of a command's answer is not as it must be. */
export function commandProblems(
  {status, text}: Pick<CommandRun, 'status' | 'text'>,
  {status: wanted, says, waitedMs}: Expected,
): readonly string[] {
  const problems: string[] = [];
  if (status !== wanted) problems.push(`it ended with ${status ?? 'a signal'} and not with ${wanted}`);
  for (const part of says) if (!text.includes(part)) problems.push(`it does not say "${part}"`);
  if (waitedMs === null) return problems;
  const saidMs = Number(/stayed locked for (\d+\.\d+) s/.exec(text)?.[1] ?? Number.NaN) * 1000;
  // Said in tenths of a second.
  const isInTime = saidMs >= waitedMs - 100 && saidMs <= waitedMs + OVERTIME_MS;
  if (!isInTime) {
    problems.push(
      `it says that it waited ${Number.isNaN(saidMs) ? 'for an unknown time' : `${saidMs} ms`}, and had ${waitedMs} ms`,
    );
  }
  return problems;
}
