import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';
import {cacheCompiled} from './test/compile-cache.ts';
import {PROCESSES} from './test/end-to-end/processes.ts';

cacheCompiled();

/** Where `.ci/run` wants a report that it can count. */
const report = process.env['VIGIL_TEST_REPORT'];

/** Files of half a minute of work in a few lines. */
const LONG =
  /\/(?:(?:worker-)?contract|crash|single-runs|.*\.property)\.test\.ts$|\/test\/(?:simulate|oracle)\//;

/** Starts what takes long before the rest, so that no core waits for it at the end; a fresh clone knows no times. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({moduleId}: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Tests that leave nothing behind in their process, so that many files can share its modules. */
const SHARED = [
  ...['market', 'condition', 'plan', 'engine', 'feed', 'broker', 'gateway', 'link', 'source'],
  ...['store', 'simulate', 'terminal', 'notify', 'http', 'app', 'system', 'docs'],
  ...['concurrency', 'db-lock', 'normalization', 'recovery', 'report', 'statistics'].map(
    (part) => `diagnose/${part}`,
  ),
].map((part) => `test/${part}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {extends: true, test: {name: 'shared', include: SHARED, exclude: [...PROCESSES], isolate: false}},
      {
        extends: true,
        test: {name: 'alone', include: ['test/**/*.test.ts'], exclude: [...SHARED, ...PROCESSES]},
      },
    ],
    pool: 'forks',
    sequence: {sequencer: LongFirst},
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
