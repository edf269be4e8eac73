import {defineConfig} from 'vitest/config';

/** Where `.ci/run` wants a report that it can count. */
const report = process.env['VIGIL_TEST_REPORT'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // All cores, not all but one: CI has two.
    maxWorkers: '100%',
    // Command tests capture stdout by replacing its write; vitest must not be in between.
    disableConsoleIntercept: true,
    restoreMocks: true,
    // For what hangs. Tests that start a dozen processes take 12 s on a quiet machine and 50 s on a very busy one.
    testTimeout: 120_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', {outputFile: report}]],
  },
});
