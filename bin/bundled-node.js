import {spawn} from 'child_process';
import {existsSync, readFileSync} from 'fs';
import {constants} from 'os';
import {dirname, join} from 'path';
import {fileURLToPath} from 'url';
import {EXIT_ENVIRONMENT, isNewEnough, refuse} from './node-version.js';

/** Signals that ask for an end. They go on to the bundled Node, which decides what to do. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Signals that ask for something else. Where there are none of that name nobody can send them. */
const HANDED_ON = process.platform === 'win32' ? [] : ['SIGUSR2'];

/**
 * The binary of the npm package `node`, looked for as Node looks for packages: in this folder and
 * those above it. One that is itself too old is passed over.
 *
 * @param {string} from Folder to begin with.
 * @returns {string | undefined}
 */
export function findBundledNode(from) {
  const home = join(from, 'node_modules', 'node');
  const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary) && isNewEnough(versionOf(home))) return binary;
  const above = dirname(from);
  return above === from ? undefined : findBundledNode(above);
}

function versionOf(packageFolder) {
  try {
    return JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
  } catch {
    // A package that cannot be read is as good as none.
    return '0.0.0';
  }
}

/**
 * Runs Vigil on the bundled Node and ends as it ends, with its exit status or by its signal.
 *
 * The fourth descriptor is a pipe on which nothing is ever written: the child sees it close when this
 * process is gone, however it went.
 */
export function runOnBundledNode(binary, entry, starter) {
  const here = dirname(fileURLToPath(import.meta.url));
  const argv = [...process.execArgv, join(here, 'supervised.js'), starter, entry, ...process.argv.slice(2)];
  const child = spawn(binary, argv, {stdio: ['inherit', 'inherit', 'inherit', 'pipe']});

  const forward = (signal) => child.kill(signal);
  for (const signal of FORWARDED.concat(HANDED_ON)) process.on(signal, forward);

  child.on('error', (error) => {
    refuse(
      'NODE_TOO_OLD',
      `the bundled Node could not be started (${error.message}); run "npm ci" again, or install a newer Node.`,
    );
  });
  child.on('exit', (status, signal) => {
    for (const name of FORWARDED.concat(HANDED_ON)) process.removeListener(name, forward);
    if (signal === null) {
      process.exit(status === null ? EXIT_ENVIRONMENT : status);
    }
    // Whoever waits for this process must see the same end; a second core dump helps nobody.
    if (FORWARDED.includes(signal) || signal === 'SIGKILL') process.kill(process.pid, signal);
    else process.exit(128 + constants.signals[signal]);
  });
}
