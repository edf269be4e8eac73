import {spawnSync} from 'node:child_process';

/** What a program is asked to find out whether it is here; most know `--version`. */
const QUESTIONS: Readonly<Record<string, string>> = {nginx: '-v', openssl: 'version', tmux: '-V'};

/**
 * Whether this machine has a program. Tests that need one it has not are skipped, and this says so.
 *
 * @param question Arguments with which it ends well, where more than the program itself is needed.
 */
export function hasProgram(
  name: string,
  question: readonly string[] = [QUESTIONS[name] ?? '--version'],
): boolean {
  const isHere = spawnSync(name, [...question]).status === 0;
  if (!isHere) skipped(`\`${[name, ...question].join(' ')}\` does not work`);
  return isHere;
}

/** Whether Python is here with a part of its library, which some systems leave out. */
export function hasPythonWith(module: string): boolean {
  return hasProgram('python3', ['-c', `import ${module}`]);
}

/** Whether `script` is the one of util-linux, which lends a command a terminal; others take other flags. */
export function hasTerminalScript(): boolean {
  const {status, stdout} = spawnSync('script', ['--version'], {encoding: 'utf8'});
  const isHere = status === 0 && stdout.includes('util-linux');
  if (!isHere) skipped('no `script` of util-linux found');
  return isHere;
}

function skipped(reason: string): void {
  process.stderr.write(`${reason}, tests that need it are skipped\n`);
}
