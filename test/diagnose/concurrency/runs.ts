import {
  type ConcurrencyOptions,
  concurrencyOptionsSchema,
} from '../../../src/diagnose/concurrency/concurrency-options.ts';
import type {HandResult} from '../../../src/diagnose/concurrency/hand-session.ts';
import type {LedgerLine} from '../../../src/diagnose/concurrency/ledger-line.ts';
import type {PlanEnd} from '../../../src/diagnose/concurrency/ledger-judge.ts';
import type {MonitorResult} from '../../../src/diagnose/concurrency/monitor-session.ts';
import type {RunResult} from '../../../src/diagnose/concurrency/run-result.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';
import type {Convoy, LockClassReport} from '../../../src/contention/contention-report.ts';
import type {OrderReport} from '../../../src/ports/broker.ts';

/** The short scenario; a test names what it is about. */
export function someOptions(overrides: Partial<ConcurrencyOptions> = {}): ConcurrencyOptions {
  return concurrencyOptionsSchema.parse({...scenarioOptions('short', 'concurrency'), ...overrides});
}

/** Of an order whose position is gone. */
export const GONE: OrderReport = {
  ticket: 'T-1',
  state: 'filled',
  fill: {positionId: 'T-1', price: 100.4, volumeLots: 0.01, timeMs: 4000},
  close: {price: 100.5, timeMs: 5000, reason: 'takeProfit', profit: null},
  stopLoss: null,
  takeProfit: null,
};

/** What the ledger says of a plan that was added and fired, and whose position is gone. */
export function traded(planId: string, key = `key-of-${planId}`, by = 'monitor 0'): readonly LedgerLine[] {
  return [
    {is: 'added', by: 'hand 0', planIds: [planId]},
    {is: 'submitted', by, key, planId, volumeLots: 0.01},
    {is: 'answered', key, planId, as: 'accepted'},
    {is: 'closed', by, key, planId, report: GONE},
  ];
}

/** What the database says of a plan, if nothing happened but that it traded. */
export function anEnd(planId: string, overrides: Partial<PlanEnd> = {}): PlanEnd {
  return {planId, status: 'closed', volumeLots: 0.01, ...overrides};
}

const NO_TIME = {p50: 0, p95: 0, p99: 0, max: 0};

export function someLocks(overrides: Partial<LockClassReport> = {}): LockClassReport {
  return {
    acquisitions: 100,
    contended: 10,
    contendedShare: 0.1,
    abandoned: 0,
    waitMs: NO_TIME,
    holdMs: NO_TIME,
    waitTotalMs: 0,
    depth: 0,
    depthMax: 3,
    releases: 100,
    handOverShare: 0.2,
    holder: null,
    longestWaiter: null,
    topKeys: [],
    convoys: [],
    isOverloaded: false,
    ...overrides,
  };
}

export const CONVOY: Convoy = {
  fromMs: 1000,
  forMs: 5000,
  handOverShare: 0.999,
  waitP50Ms: 300,
  holdP50Ms: 20,
  topKey: 'early-0-0',
};

/** A monitor at which all was well. */
export function aMonitor(overrides: Partial<MonitorResult> = {}): MonitorResult {
  const longest = {holder: null, waiter: null};
  return {
    by: 'monitor 0',
    census: {plans: 0, desks: 0, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0},
    journal: {
      claimsMade: 10,
      claimsRefused: 4,
      missedByEvents: 0,
      failures: 0,
      firstFailure: null,
    },
    exclusion: {entries: 30, overlaps: 0, firstOverlap: null},
    store: {
      writes: 50,
      groups: 20,
      busyRetries: 3,
      busyMs: 12,
      lockedForMs: 0,
      longestWaitMs: 40,
      waiting: 0,
      walPages: 5,
      workerRestarts: 0,
    },
    loop: {p99Ms: 5, maxMs: 12},
    plan: {by: 'monitor 0', report: someLocks(), longest},
    databaseWriter: {by: 'monitor 0', report: someLocks(), longest},
    samples: [],
    ...overrides,
  };
}

export function aHand(overrides: Partial<HandResult['counts']> = {}): HandResult {
  return {
    counts: {
      cancelled: 8,
      cancelsRefused: 3,
      edited: 30,
      conflicts: 5,
      failures: 0,
      firstFailure: null,
      ...overrides,
    },
    store: aMonitor().store,
  };
}

/** A run in which all was well. */
export function aRun(overrides: Partial<RunResult> = {}): RunResult {
  return {
    monitors: [aMonitor(), aMonitor({by: 'monitor 1'})],
    hands: [aHand(), aHand()],
    ledger: traded('late-0-1'),
    ends: [anEnd('late-0-1')],
    unsound: [],
    ...overrides,
  };
}
