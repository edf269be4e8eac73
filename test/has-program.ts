import {spawnSync} from 'node:child_process';

/** With what a program answers when it is there; most know `--version`. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  nginx: ['-v'],
  openssl: ['version'],
  // Some systems have a Python without part of its library.
  python3: ['-c', 'import pty, sqlite3, statistics'],
  tmux: ['-V'],
};

/** Whether this machine has a program. Tests that need one it has not are skipped, and this says so. */
export function hasProgram(name: string): boolean {
  const isHere = spawnSync(name, [...(QUESTIONS[name] ?? ['--version'])]).status === 0;
  if (!isHere) process.stderr.write(`no ${name} found, tests that need it are skipped\n`);
  return isHere;
}

/** Whether `script` is the one of util-linux, which lends a command a terminal; others take other flags. */
export function hasTerminalScript(): boolean {
  const {status, stdout} = spawnSync('script', ['--version'], {encoding: 'utf8'});
  const isHere = status === 0 && stdout.includes('util-linux');
  if (!isHere)
    process.stderr.write('no `script` of util-linux found, tests on a terminal of it are skipped\n');
  return isHere;
}
