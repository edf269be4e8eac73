import {join} from 'node:path';
import {defineConfig} from 'vitest/config';

const report = process.env['VIGIL_TEST_REPORT'];

/** `npm run test:look-ahead`: one file a market, so that both have a core. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['test/look-ahead/*.full.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    // For what hangs: each takes minutes, and more on a busy machine.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', {outputFile: report}]],
  },
});
