/** Tests that start the built program as users do; most of what they take is its starts. */
export const PROCESSES: readonly string[] = [
  'test/end-to-end/**/*.test.ts',
  'test/bin/**/*.test.ts',
  'test/bench/**/*.test.ts',
  'test/diagnose/**/command.test.ts',
];
