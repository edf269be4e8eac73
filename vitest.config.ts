import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Command tests capture stdout by replacing its write; vitest must not be in between.
    disableConsoleIntercept: true,
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
