import type {Checkpoint} from '../../../src/diagnose/soak/checkpoint.ts';
import {type SoakOptions, soakOptionsSchema} from '../../../src/diagnose/soak/soak-options.ts';
import type {SoakResult} from '../../../src/diagnose/soak/soak-session.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';

/** The short scenario; a test names what it is about. */
export function someOptions(overrides: Partial<SoakOptions> = {}): SoakOptions {
  return soakOptionsSchema.parse({...scenarioOptions('short', 'soak'), ...overrides});
}

const STEADY: Checkpoint = {
  lifecycles: 0,
  heapBytes: 10_000_000,
  externalBytes: 5_000_000,
  arrayBufferBytes: 1_000_000,
  rssBytes: 90_000_000,
  workerHeapBytes: null,
  handles: 30,
  timers: 4,
  listeners: 3,
  subscriptions: 2,
  walBytes: 0,
  databaseBytes: 0,
  census: {plans: 2, desks: 2, wakes: 4, studies: 0, expiries: 0, busy: 0, heldMutexes: 0},
};

/** Checkpoints 100 lifecycles apart, of which nothing changes but what the test says. */
export function someCheckpoints(
  change: (lifecycles: number, index: number) => Partial<Checkpoint> = () => ({}),
): readonly Checkpoint[] {
  return Array.from({length: 24}, (_, index) => {
    const lifecycles = (index + 1) * 100;
    return {...STEADY, lifecycles, ...change(lifecycles, index)};
  });
}

/** A run in which all was well. */
export function someResult(overrides: Partial<SoakResult> = {}): SoakResult {
  return {
    checkpoints: someCheckpoints(),
    statements: {before: 40, after: 40},
    growth: null,
    left: {
      census: {plans: 0, desks: 0, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0},
      subscriptions: 0,
      watches: 0,
      desks: 0,
    },
    ends: [{status: 'closed', expected: 10, seen: 10}],
    wrongTerms: 0,
    firstWrongTerms: null,
    wrongStudies: 0,
    firstWrongStudies: null,
    stuck: null,
    missedByEvents: 0,
    failures: 0,
    firstFailure: null,
    ...overrides,
  };
}
