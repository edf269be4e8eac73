import {join} from 'node:path';
import {defineConfig} from 'vitest/config';
import {cacheCompiled} from '../compile-cache.ts';
import {PROCESSES} from './processes.ts';

cacheCompiled();

const report = process.env['VIGIL_TEST_REPORT'];

/** `npm run test:processes`: the program as users start it. Needs a build. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: [...PROCESSES],
    pool: 'forks',
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    restoreMocks: true,
    // For what hangs. Tests that start a dozen processes take 12 s on a quiet machine and 50 s on a very busy one.
    testTimeout: 120_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', {outputFile: report}]],
  },
});
