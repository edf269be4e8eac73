import type {CommandRun} from '../../../src/diagnose/db-lock/command.ts';
import {type DbLockOptions, dbLockOptionsSchema} from '../../../src/diagnose/db-lock/db-lock-options.ts';
import type {DbLockResult, Remains, WorldResult} from '../../../src/diagnose/db-lock/db-lock-result.ts';
import type {Beats} from '../../../src/diagnose/db-lock/heartbeat.ts';
import type {Done, Refused, Write} from '../../../src/diagnose/db-lock/ledger.ts';
import type {Sample} from '../../../src/diagnose/db-lock/monitor/monitor-messages.ts';
import type {PhaseWindow} from '../../../src/diagnose/db-lock/stage.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';

/** The short scenario; a test names what it is about. */
export function someOptions(overrides: Partial<DbLockOptions> = {}): DbLockOptions {
  return dbLockOptionsSchema.parse({...scenarioOptions('short', 'db-lock'), ...overrides});
}

/** A lock of one second, from 1,000 to 2,000 ms. */
export function someWindow(overrides: Partial<PhaseWindow> = {}): PhaseWindow {
  return {
    name: 'write',
    fromMs: 950,
    lockedFromMs: 1000,
    lockedToMs: 2000,
    toMs: 2300,
    resumedMs: 40,
    blocksWrites: true,
    status: {asked: 8, answered: 8, saidLocked: 8, slowestMs: 12},
    saysLocked: true,
    ...overrides,
  };
}

/** What a monitor has seen at a time since it began, at 0, when the lock above was its only one. */
export function someSample(atMs: number, overrides: Partial<Sample> = {}): Sample {
  const lockedMs = Math.min(1000, Math.max(0, atMs - 1000));
  const isLocked = atMs >= 1000 && atMs < 2000;
  return {
    atMs,
    spanMs: 100,
    gapsMs: [1, 2, 1],
    ownGapMs: 2,
    due: atMs / 10,
    accepted: atMs / 10,
    late: 0,
    plans: 4,
    store: {
      writes: 0,
      groups: 0,
      busyRetries: lockedMs / 100,
      busyMs: isLocked ? 0 : lockedMs,
      lockedForMs: isLocked ? lockedMs : 0,
      longestWaitMs: 0,
      waiting: isLocked ? 3 : 0,
      walPages: 100,
      workerRestarts: 0,
    },
    ...overrides,
  };
}

/** From 100 to 3,000 ms, of which nothing changes but what the test says. */
export function someSamples(change: (atMs: number) => Partial<Sample> = () => ({})): readonly Sample[] {
  return Array.from({length: 30}, (_, index) => {
    const atMs = (index + 1) * 100;
    return someSample(atMs, change(atMs));
  });
}

export function someBeats(change: (atMs: number) => Partial<Beats> = () => ({})): readonly Beats[] {
  return someSamples().map(({atMs, spanMs}) => ({
    atMs,
    spanMs,
    gapsMs: [1, 1],
    ownGapMs: 1,
    ...change(atMs),
  }));
}

export function someDone(write: Write, overrides: Partial<Done> = {}): Done {
  return {
    said: 'done',
    by: 'monitor',
    pid: 1,
    atMs: 1500,
    waitedMs: 5,
    settlement: null,
    write,
    ...overrides,
  };
}

export function someRefused(overrides: Partial<Refused> = {}): Refused {
  return {
    said: 'refused',
    by: 'monitor',
    pid: 1,
    atMs: 1500,
    waitedMs: 400,
    doing: 'claim',
    planIds: [],
    code: 'STORE_BUSY',
    message: 'the database "/x/plans.db" stayed locked',
    mayGiveUp: true,
    ...overrides,
  };
}

const SETTLED = someDone(
  {what: 'settled', clientOrderId: 'order', as: 'accepted'},
  {settlement: 0, waitedMs: 900},
);

export function someRemains(overrides: Partial<Remains> = {}): Remains {
  return {check: [], lost: [], undenied: [], doubled: [], unknownOrders: [], uncommitted: 0, ...overrides};
}

/** A world in which all was well. */
export function someWorld(overrides: Partial<WorldResult> = {}): WorldResult {
  return {
    windows: [someWindow()],
    ledger: {done: [SETTLED], refused: [], unclaimed: [], submits: 1},
    samples: someSamples(),
    failures: [],
    openingRefusals: [],
    losses: [],
    reload: {missed: [], stale: [], surplus: [], unsettled: []},
    remains: someRemains(),
    farewell: {missedByEvents: 0, delayMaxMs: 9, delayP99Ms: 3},
    ...overrides,
  };
}

/** A run in which all was well. */
export function someResult(
  world: Partial<WorldResult> = {},
  overrides: Partial<DbLockResult> = {},
): DbLockResult {
  return {
    worlds: [someWorld(world)],
    idle: someBeats(),
    notes: {commands: [], notTried: new Map(), walAfterReaderMib: [16], unseen: []},
    pageDamage: {flips: 4, noticed: 3, harmless: 1, unnoticed: [], message: 'it is damaged'},
    logDamage: {frames: 90, flippedFrame: 45, rowsLost: 12, check: []},
    ...overrides,
  };
}

export function someCommand(overrides: Partial<CommandRun> = {}): CommandRun {
  return {
    title: 'vigil plan add',
    status: 75,
    text: 'Error: locked',
    elapsedMs: 900,
    problems: [],
    ...overrides,
  };
}
