import type {Facts, MonitorFacts} from '../../../src/app/doctor/facts.ts';
import {settingsSchema} from '../../../src/app/settings.ts';
import {type MonitorStatus, statusOf} from '../../../src/app/status.ts';
import {LockBook} from '../../../src/contention/lock-book.ts';
import type {Lease} from '../../../src/ports/store.ts';
import type {Inspection} from '../../../src/store/sqlite/inspect-database.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

export const NOW_MS = Date.UTC(2026, 10, 22, 12);
export const NOON = new Date(NOW_MS).toISOString();

export const SETTINGS: Facts['settings'] = {...settingsSchema.parse({}), db: 'p.db'};

export function aLease(changes: Partial<Lease> = {}): Lease {
  return {
    epoch: 3,
    holder: {holderId: 'h', host: 'desk', pid: 4711, processStart: '1/1'},
    acquiredAtMs: NOW_MS - 60_000,
    renewedAtMs: NOW_MS - 1000,
    expiresAtMs: NOW_MS + 14_000,
    isReleased: false,
    ...changes,
  };
}

/** A database in which all is well. */
export function read(changes: Partial<Inspection> = {}): Facts['database'] {
  const inspection: Inspection = {
    version: 4,
    latestVersion: 4,
    journalMode: 'wal',
    findings: [],
    plans: 2,
    lease: aLease(),
    halt: undefined,
    inDoubt: [],
    zones: ['Europe/London'],
    channels: [],
    ...changes,
  };
  return {state: 'read', inspection};
}

const LINK = {state: 'up', attempts: 0, lastError: null, since: NOON, nextRetryAt: null} as const;

/** A monitor that answers, and with which all is well. */
export function answers(changes: Partial<MonitorStatus> = {}): MonitorFacts {
  const clock = new VirtualClock(NOW_MS);
  const nothing = {monitor: undefined, loops: undefined, tenure: undefined, store: undefined};
  const starting = statusOf({
    settings: SETTINGS,
    clock,
    startedAtMs: NOW_MS,
    locks: new LockBook(clock),
    ...nothing,
  });
  const status: MonitorStatus = {
    ...starting,
    pid: 4711,
    state: 'running',
    links: {feed: LINK, broker: LINK},
    lease: {state: 'held', epoch: 3, ttlMs: 15_000, leastMarginMs: null, acquiredAt: NOON, renewedAt: NOON},
    clock: {offsetMs: 0, isSure: true, why: null, driftMs: null, steps: 0, machineJumps: 0, lastJumpMs: null},
    sweep: {
      at: NOON,
      atMs: NOW_MS,
      tookMs: 1,
      due: 2,
      evaluated: 2,
      skipped: {},
      failed: 0,
      missedByEvents: 0,
    },
    ...changes,
  };
  return {state: 'answers', status};
}

/** All is well, but for what the test is about. */
export function someFacts(changes: Partial<Facts> = {}): Facts {
  return {
    nowMs: NOW_MS,
    nodeVersion: 'v24.21.0',
    nodeRange: '>=22.13',
    summerHourInNewYork: 8,
    settings: SETTINGS,
    configuration: {file: null, problems: [], secrets: []},
    database: read(),
    lock: {holders: [], watchedMs: 0},
    monitor: answers(),
    files: [{path: 'p.db', what: 'database', mode: 0o600}],
    disk: {freeBytes: 20e9, databaseBytes: 1e6},
    processes: {host: 'desk', isGone: () => false},
    ...changes,
  };
}
