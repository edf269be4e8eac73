import {spawn} from 'node:child_process';
import {chmodSync, copyFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {hasProgram} from '../has-program.ts';

export const hasPython = hasProgram('python3');
export const hasSystemdNotify = hasProgram('systemd-notify');

export type NotifySocket = Readonly<{
  /** What systemd was told, in order; grows. */
  heard: readonly string[];
  /** Of a service whose `systemd-notify` is the real one, a stand-in, or missing. */
  environment: (program: 'real' | 'standIn' | 'missing') => Record<string, string>;
}>;

/** A socket on which somebody listens as systemd does, until the test ends. */
export async function notifySocket(): Promise<NotifySocket> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-notify-'));
  const path = join(folder, 'notify');
  const program = join(folder, 'systemd-notify');
  copyFileSync(join(import.meta.dirname, 'systemd-notify.py'), program);
  chmodSync(program, 0o755);
  const heard: string[] = [];
  const receiver = spawn('python3', [join(import.meta.dirname, 'datagrams.py'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => receiver.on('close', resolve));
  onTestFinished(async () => {
    receiver.kill('SIGKILL');
    await ended;
    rmSync(folder, {recursive: true, force: true});
  });
  await new Promise<void>((resolve) => {
    createInterface(receiver.stdout).on('line', (line) => {
      const message = JSON.parse(line) as string;
      if (message === 'listening') resolve();
      // The real program asks to be told when everything before was heard.
      else if (message !== 'BARRIER=1') heard.push(message);
    });
  });
  const {PATH = ''} = process.env;
  const paths = {real: PATH, standIn: `${folder}${delimiter}${PATH}`, missing: join(folder, 'nothing')};
  return {heard, environment: (which) => ({NOTIFY_SOCKET: path, PATH: paths[which]})};
}
