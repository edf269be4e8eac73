import {existsSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import {fileURLToPath} from 'node:url';
import {refuse} from './node-version.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the built program. */
export async function start() {
  if (!existsSync(`${root}dist/commands`)) {
    refuse(
      'CONFIG_INVALID',
      'the program is not built; run "npm ci", or "npm run build", in the folder of Vigil.',
    );
    return;
  }
  // Saves up to a quarter of the start, of its threads and children, too. In our own folder, because anybody may
  // write to the one for temporary files; where it cannot be written, Node goes without.
  process.env.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/vigil`;
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const execute = await executeOfOclif();
  if (execute !== undefined) await execute({dir: import.meta.url});
}

async function executeOfOclif() {
  try {
    return (await import('@oclif/core/execute')).execute;
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    refuse(
      'CONFIG_INVALID',
      'its dependency "@oclif/core" is not installed; run "npm ci" in the folder of Vigil.',
    );
    return undefined;
  }
}
