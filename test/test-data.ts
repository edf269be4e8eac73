import {existsSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Path of a file of the real market data, or undefined where this machine has none. Tests that need
 * it are then skipped, and say so: `describe.skipIf(testData('lean') === undefined)`.
 */
export function testData(...segments: readonly string[]): string | undefined {
  const root = process.env['VIGIL_TEST_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
  const path = join(root, ...segments);
  if (existsSync(path)) return path;
  process.stderr.write(`real market data not found, tests that need it are skipped: set VIGIL_TEST_DATA\n`);
  return undefined;
}
