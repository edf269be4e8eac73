// Shows plans being watched and executed: npm run demo. Everything happens in a temporary folder.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const COMMAND = join(ROOT, 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'vigil-demo-'));
const isTerminal = process.stdout.isTTY;

function say(text: string): void {
  process.stdout.write(isTerminal ? `\n\u001b[36m${text}\u001b[0m\n` : `\n${text}\n`);
}

/** Runs a command of Vigil as a user would type it, and ends the demo when it fails. */
function vigil(...argv: readonly string[]): void {
  process.stdout.write(
    isTerminal ? `\u001b[1m$ vigil ${argv.join(' ')}\u001b[0m\n` : `$ vigil ${argv.join(' ')}\n`,
  );
  const {status, signal} = spawnSync(process.execPath, [COMMAND, ...argv], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {...process.env, VIGIL_DB: join(folder, 'demo.db')},
  });
  if (status !== 0) {
    rmSync(folder, {recursive: true, force: true});
    process.exit(signal === null ? (status ?? 1) : 130);
  }
}

say('Five plans for gold, from a file:');
vigil('plan', 'add', 'examples/plans.yaml');
vigil('plan', 'list');

say('Two hours of recorded quotes, played 600 times faster, against a paper broker:');
vigil('run', '--feed', 'replay', '--file', 'examples/gold.csv', '--speed', '600');

say('What became of them:');
vigil('plan', 'list');
vigil('plan', 'show', 'gold-breakout');

say('Why one of them has not fired:');
vigil('plan', 'explain', 'gold-moon');

say('The same recording replayed exactly, with the nearest miss of each plan that did not fire:');
vigil('replay', 'examples/gold.csv', '--plans', 'examples/plans.yaml');

say('And the database is sound:');
vigil('db', 'check');

rmSync(folder, {recursive: true, force: true});
say('That was all in a temporary folder. Now write a plan of your own: see README.md.');
