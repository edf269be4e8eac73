import {fork} from 'node:child_process';
import {DiagnosisError} from '../../errors.ts';
import type {ChildMessage} from './child-messages.ts';

/** How much of what a child wrote to stderr is kept for the message, should it die. */
const STDERR_KEPT = 4000;

export type ChildOptions = Readonly<{
  /** The child's module; it calls `serveChild`. */
  entry: URL;
  order: unknown;
  /** Flags of Node for the child, such as --expose-gc. */
  nodeFlags: readonly string[];
  onProgress: (share: number) => void;
  signal: AbortSignal;
}>;

/**
 * Runs a harness's work in a fresh process and gives its result. The process has ended when this
 * returns or throws.
 *
 * @throws {DiagnosisError} DIAGNOSIS_BROKE when the child failed or died; the signal's reason when it aborted.
 */
export async function runChild<Result>(options: ChildOptions): Promise<Result> {
  const {entry, order, nodeFlags, onProgress, signal} = options;
  signal.throwIfAborted();
  const child = fork(entry, {
    execArgv: [...nodeFlags],
    // Results hold only what JSON holds, and stay readable in a debugger.
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, {once: true});
  let last: ChildMessage<Result> | undefined;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  child.on('message', (message: ChildMessage<Result>) => {
    if (message.type === 'progress') onProgress(message.share);
    else last = message;
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, name) => resolve(name === null ? `exit status ${code}` : `signal ${name}`));
  });
  child.send(order as object);
  const how = await ended;
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (last?.type === 'done') return last.result;
  const why = last?.type === 'failed' ? last.message : `its process ended with ${how}`;
  throw new DiagnosisError('DIAGNOSIS_BROKE', `The diagnosis ended without a verdict: ${why}`, {
    hint: (last?.type === 'failed' ? last.stack : stderr.trim()) || 'it wrote nothing about it',
  });
}
