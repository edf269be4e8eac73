import {join} from 'node:path';

/**
 * Lets threads and processes that tests start from the sources begin in half the time: stripped and compiled once.
 * Whoever calls it hands it on to all that it starts.
 */
export function cacheCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/vigil-tests');
}
