import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {isNewEnough} from '../../bin/node-version.js';

/**
 * A Node of this machine that is too old for Vigil, or undefined where it has none. Tests that need
 * one are then skipped, and say so.
 */
export function olderNode(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const binary = join(folder, 'node');
    if (!existsSync(binary)) continue;
    const version = execFileSync(binary, ['--version'], {encoding: 'utf8'}).trim();
    if (!isNewEnough(version)) return binary;
  }
  process.stderr.write('no older Node found on PATH, tests of starting Vigil with one are skipped\n');
  return undefined;
}
