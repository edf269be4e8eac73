import {describe, expect, it} from 'vitest';
import {dbLockFindings} from '../../../src/diagnose/db-lock/db-lock-findings.ts';
import {dbLockMeasures} from '../../../src/diagnose/db-lock/db-lock-measures.ts';
import type {DbLockResult, WorldResult} from '../../../src/diagnose/db-lock/db-lock-result.ts';
import {judgedOf} from '../../../src/diagnose/db-lock/db-lock-verdict.ts';
import type {Refused} from '../../../src/diagnose/db-lock/ledger.ts';
import type {PhaseWindow} from '../../../src/diagnose/db-lock/stage.ts';
import {
  someCommand,
  someDone,
  someOptions,
  someRefused,
  someRemains,
  someResult,
  someSample,
  someSamples,
  someWindow,
  someWorld,
} from './results.ts';

const options = someOptions();

function findingsOf(result: DbLockResult, isPlanted = false) {
  return dbLockFindings(judgedOf(result, options, isPlanted));
}

function codesOf(result: DbLockResult): string[] {
  return findingsOf(result).map(({code}) => code);
}

/** The names of the figures that are over their limits. */
function overOf(result: DbLockResult): string[] {
  return dbLockMeasures(judgedOf(result, options, false))
    .filter(({ok}) => !ok)
    .map(({name}) => name);
}

const {ledger} = someWorld();
const refusing = (refused: Partial<Refused>): Partial<WorldResult> => ({
  ledger: {...ledger, refused: [someRefused(refused)]},
});
const during = (window: Partial<PhaseWindow>): Partial<WorldResult> => ({windows: [someWindow(window)]});

const {notes} = someResult();
const event = {code: 'EVENT_HASH', subject: 'plan #1', message: 'changed'};

describe('dbLockFindings', () => {
  it('finds nothing when all was well', () => {
    expect(findingsOf(someResult())).toEqual([]);
    expect(overOf(someResult())).toEqual([]);
  });

  it.each<[string, string | null, Partial<WorldResult>]>([
    ['BUSY_NOT_RETRIED', 'refusedEarly', refusing({waitedMs: 300})],
    ['DEADLINE_OVERRUN', 'deadlineOverrun', refusing({waitedMs: options.deadlineMs + options.overrunMs + 1})],
    ['SETTLEMENT_GIVEN_UP', 'settlementsGivenUp', refusing({mayGiveUp: false, waitedMs: 5000})],
    ['SNAPSHOT_LOST', 'snapshotsLost', refusing({code: 'SQLITE_BUSY_SNAPSHOT', waitedMs: 60})],
    ['WRITE_FAILED', 'writesFailed', refusing({code: 'STORE_CANNOT_WRITE'})],
    [
      'SETTLEMENTS_OVERTAKEN',
      'settlementsOvertaken',
      {
        ledger: {
          ...ledger,
          done: [
            someDone(
              {what: 'settled', clientOrderId: 'a', as: 'accepted'},
              {settlement: 0, atMs: 1900, waitedMs: 900},
            ),
            someDone({what: 'settled', clientOrderId: 'b', as: 'accepted'}, {settlement: 1, atMs: 1800}),
          ],
        },
      },
    ],
    [
      'ORDER_WITHOUT_CLAIM',
      'ordersWithoutClaim',
      {ledger: {...ledger, unclaimed: [{atMs: 1500, planId: 'plan', clientOrderId: 'order'}]}},
    ],
    ['WRITE_LOST', 'writesLost', {remains: someRemains({lost: ['plan "x" was added and is not there']})}],
    [
      'REFUSED_BUT_WRITTEN',
      'refusedButWritten',
      {remains: someRemains({undenied: ['plan "x" was not added and is there']})},
    ],
    ['POSITION_DOUBLED', 'positionsDoubled', {remains: someRemains({doubled: ['plan']})}],
    ['ORDER_UNKNOWN', 'ordersUnknown', {remains: someRemains({unknownOrders: ['order']})}],
    ['PLANS_MISSED', 'plansMissed', {reload: {...someWorld().reload, missed: ['plan']}}],
    ['PLANS_STALE', 'plansStale', {reload: {...someWorld().reload, stale: ['plan']}}],
    ['PLANS_SURPLUS', 'plansSurplus', {reload: {...someWorld().reload, surplus: ['plan']}}],
    ['PLANS_UNSETTLED', 'plansUnsettled', {reload: {...someWorld().reload, unsettled: ['plan']}}],
    ['ENGINE_FAILURE', 'failures', {failures: [{atMs: 1500, planId: null, doing: 'sweep', message: 'oh'}]}],
    ['UNCOMMITTED_SEEN', 'uncommittedSeen', {remains: someRemains({uncommitted: 1})}],
    ['DATABASE_UNSOUND', 'checkFindings', {remains: someRemains({check: [event]})}],
    ['MISSED_BY_EVENTS', 'missedByEvents', {farewell: {missedByEvents: 1, delayMaxMs: 0, delayP99Ms: 0}}],
    ['NOT_RESUMED', 'write.resumed', during({resumedMs: 5001})],
    ['NOT_RESUMED', 'write.resumed', during({resumedMs: null})],
    [
      'STATUS_SILENT',
      'write.statusSilent',
      during({status: {asked: 8, answered: 3, saidLocked: 3, slowestMs: 900}}),
    ],
    [
      'STATUS_SLOW',
      'write.statusSlowest',
      during({status: {asked: 8, answered: 8, saidLocked: 8, slowestMs: options.statusMs + 1}}),
    ],
    ['STATUS_HIDES_LOCK', null, during({status: {asked: 8, answered: 8, saidLocked: 0, slowestMs: 9}})],
    [
      'LOOP_BLOCKED',
      'write.loopGapOwn',
      {samples: someSamples((atMs) => (atMs === 1500 ? {gapsMs: [700], ownGapMs: 690} : {}))},
    ],
    [
      'QUOTES_NOT_EVALUATED',
      'write.quotesMissed',
      {samples: someSamples((atMs) => ({late: atMs > 1500 ? 60 : 0}))},
    ],
    [
      'WAL_LARGE',
      'walMax',
      {samples: someSamples((atMs) => ({store: {...someSample(atMs).store, walPages: 17_000}}))},
    ],
  ])('finds %s, and nothing else', (code, figure, world) => {
    expect(codesOf(someResult(world))).toEqual([code]);
    expect(overOf(someResult(world))).toEqual(figure === null ? [] : [figure]);
  });

  it.each<[string, string, Partial<DbLockResult>]>([
    ['WAL_NOT_EMPTIED', 'walAfterReader', {notes: {...notes, walAfterReaderMib: [18]}}],
    [
      'DAMAGE_UNNOTICED',
      'damageUnnoticed',
      {pageDamage: {flips: 1, noticed: 0, harmless: 0, unnoticed: ['flip 1 changed intents'], message: null}},
    ],
    [
      'DATABASE_UNSOUND',
      'logCheckFindings',
      {logDamage: {frames: 2, flippedFrame: 1, rowsLost: 0, check: [event]}},
    ],
    [
      'COMMAND_WRONG',
      'commandsWrong',
      {
        notes: {
          ...notes,
          commands: [someCommand(), someCommand({problems: ['it ended with 0 and not with 75']})],
        },
      },
    ],
    ['NOT_SEEN', 'notSeen', {notes: {...notes, unseen: ['nobody waited']}}],
  ])('finds %s in what was tried besides, and nothing else', (code, figure, overrides) => {
    expect(codesOf(someResult({}, overrides))).toEqual([code]);
    expect(overOf(someResult({}, overrides))).toEqual([figure]);
  });

  it('says what a command should have said', () => {
    const commands = [
      someCommand({title: 'vigil plan add', text: 'Error: oh', problems: ['it does not say "4711"']}),
    ];
    expect(findingsOf(someResult({}, {notes: {...notes, commands}}))).toEqual([
      {
        code: 'COMMAND_WRONG',
        subject: 'vigil plan add',
        evidence: 'it does not say "4711". It said: Error: oh',
      },
    ]);
  });

  it('lets commands and claims be refused at the deadline', () => {
    expect(codesOf(someResult(refusing({waitedMs: options.deadlineMs})))).toEqual([]);
  });

  it('takes a failure for explained by the refused write that it is about', () => {
    const {message} = someRefused();
    const failures = [{atMs: 1500, planId: 'plan', doing: 'execute', message}];
    expect(codesOf(someResult({...refusing({}), failures}))).toEqual([]);
  });

  it.each(['limit', 'space'] as const)('lets writes be refused while there is no room, in "%s"', (name) => {
    const room = {message: 'the disk has no room for the database "/x/plans.db"', code: 'STORE_CANNOT_WRITE'};
    const windows = [someWindow({name, saysLocked: false})];
    const failures = [{atMs: 1500, planId: null, doing: 'sweep', message: 'no room'}];
    expect(codesOf(someResult({...refusing({...room, waitedMs: 2}), windows, failures}))).toEqual([]);
    const late = {...room, atMs: 2500};
    expect(codesOf(someResult({...refusing({...late, waitedMs: 2}), windows}))).toEqual(['WRITE_FAILED']);
    // The disk was full some time before the phase knew that it was.
    const early = {...room, atMs: 960};
    expect(codesOf(someResult({...refusing({...early, waitedMs: 2}), windows}))).toEqual([]);
    expect(codesOf(someResult({...refusing({...early, atMs: 940, waitedMs: 2}), windows}))).toEqual([
      'WRITE_FAILED',
    ]);
    // Made while there was no room, answered when there was again.
    expect(codesOf(someResult({...refusing({...late, waitedMs: 1000}), windows}))).toEqual([]);
    expect(codesOf(someResult({...refusing({...room, mayGiveUp: false}), windows}))).toEqual([
      'SETTLEMENT_GIVEN_UP',
    ]);
    expect(codesOf(someResult({...refusing({...room, message: 'no room'}), windows}))).toEqual([
      'DISK_FULL_UNSAID',
    ]);
  });

  it.each<[string, Partial<WorldResult>]>([
    ['met no lock', {samples: someSamples((atMs) => ({store: {...someSample(atMs).store, busyRetries: 0}}))}],
    ['no settlement waited longer', {ledger: {...ledger, done: []}}],
    [
      'wrote nothing',
      {
        windows: [
          someWindow(),
          someWindow({name: 'reader', blocksWrites: false, lockedFromMs: 2200, lockedToMs: 2300}),
        ],
      },
    ],
  ])('does not let a run pass that has not shown what it must: %s', (what, world) => {
    const findings = findingsOf(someResult(world));
    expect(findings.map(({code}) => code)).toEqual(['NOT_SEEN']);
    expect(findings[0]?.evidence).toContain(what);
    // A planted defect may be what keeps it from being seen.
    expect(findingsOf(someResult(world), true)).toEqual([]);
  });
});
