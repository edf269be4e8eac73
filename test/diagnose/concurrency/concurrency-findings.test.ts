import {describe, expect, it} from 'vitest';
import {concurrencyFindings} from '../../../src/diagnose/concurrency/concurrency-findings.ts';
import {concurrencyMeasures} from '../../../src/diagnose/concurrency/concurrency-measures.ts';
import {judge} from '../../../src/diagnose/concurrency/judgement.ts';
import type {MonitorResult} from '../../../src/diagnose/concurrency/monitor-session.ts';
import type {RunResult} from '../../../src/diagnose/concurrency/run-result.ts';
import {aHand, aMonitor, anEnd, aRun, CONVOY, someLocks, someOptions, traded} from './runs.ts';

const options = someOptions({counters: 1});

function findingsOf(run: RunResult) {
  return concurrencyFindings(judge(run, options));
}

function codesOf(run: RunResult): string[] {
  return findingsOf(run).map(({code}) => code);
}

function overOf(run: RunResult): string[] {
  return concurrencyMeasures(judge(run, options))
    .filter(({ok}) => !ok)
    .map(({name}) => name);
}

/** A run of which one monitor has seen something. */
function seenBy(monitor: Partial<MonitorResult>): RunResult {
  return aRun({monitors: [aMonitor(), aMonitor({by: 'monitor 1', ...monitor})]});
}

function convoyAt(lockClass: 'plan' | 'databaseWriter', {loopDelayP99Ms = 5, holdP50Ms = 3} = {}): RunResult {
  const holdMs = {p50: holdP50Ms, p95: 50, p99: 50, max: 50};
  return seenBy({
    [lockClass]: {
      by: 'monitor 1',
      report: someLocks({convoys: [CONVOY], holdMs}),
      longest: {
        holder: {key: 'early-0-0', doing: null, forMs: 120},
        waiter: {key: 'late-0-5', doing: null, forMs: 900},
      },
    },
    loop: {p99Ms: loopDelayP99Ms, maxMs: 60},
  });
}

describe('concurrencyFindings', () => {
  it('finds nothing in a run in which all was well', () => {
    expect(findingsOf(aRun())).toEqual([]);
    expect(overOf(aRun())).toEqual([]);
  });

  it.each<[string, string, RunResult]>([
    ['NOT_EXCLUSIVE', 'overlaps', seenBy({exclusion: {entries: 9, overlaps: 1, firstOverlap: 'early-0-0'}})],
    ['LOST_CLOSE', 'lostCloses', aRun({ends: [anEnd('late-0-1', {status: 'executed'})]})],
    ['CONVOY', 'planConvoys', convoyAt('plan')],
    ['CONVOY', 'databaseWriterConvoys', convoyAt('databaseWriter')],
    [
      'DATABASE_UNSOUND',
      'databaseFindings',
      aRun({unsound: [{code: 'CHAIN', subject: 'late-0-1', message: 'broken'}]}),
    ],
    ['CENSUS_NOT_EMPTY', 'censusLeft', seenBy({census: {...aMonitor().census, plans: 2}})],
    [
      'ENGINE_FAILURE',
      'failures',
      seenBy({journal: {...aMonitor().journal, failures: 1, firstFailure: 'sweep: oh'}}),
    ],
    ['STORE_FAILURE', 'failures', aRun({hands: [aHand(), aHand({failures: 1, firstFailure: 'oh'})]})],
    ['MISSED_BY_EVENTS', 'missedByEvents', seenBy({journal: {...aMonitor().journal, missedByEvents: 1}})],
    ['LOOP_DELAYED', 'loopDelayP99', seenBy({loop: {p99Ms: 501, maxMs: 600}})],
    ['LOOP_DELAYED', 'loopDelayMax', seenBy({loop: {p99Ms: 5, maxMs: 2501}})],
    ['STORE_WAIT_LONG', 'storeWaitMax', seenBy({store: {...aMonitor().store, longestWaitMs: 10_001}})],
  ])('finds %s, and only %s is over its limit', (code, name, run) => {
    expect(codesOf(run)).toEqual([code]);
    expect(overOf(run)).toEqual([name]);
  });

  it('names the convoy’s key, its holder and who waited longest', () => {
    const [finding] = findingsOf(convoyAt('plan'));
    expect(finding).toEqual({
      code: 'CONVOY',
      subject: 'plan "early-0-0"',
      evidence:
        'in monitor 1 a queue stood for 5 s: 99 % of the releases had a waiter, who waited 300 ms for what is ' +
        'held 20 ms; longest held: "early-0-0", 120 ms; longest waiting: "late-0-5", 900 ms',
    });
  });

  it('blames a starved machine or a slow disk, and not the product, for a queue at the database', () => {
    expect(codesOf(convoyAt('databaseWriter', {loopDelayP99Ms: 40}))).toEqual([]);
    expect(codesOf(convoyAt('databaseWriter', {holdP50Ms: 40}))).toEqual([]);
    expect(codesOf(convoyAt('plan', {loopDelayP99Ms: 40, holdP50Ms: 40}))).toEqual(['CONVOY']);
  });

  it('says first what befell most plans, and of each the first plan and how many more', () => {
    const plans = ['late-0-1', 'late-0-2', 'late-0-3'];
    const run = aRun({
      ledger: [
        ...plans.flatMap((planId) => traded(planId)),
        {is: 'submitted', by: 'monitor 1', key: 'key-of-late-0-3', planId: 'late-0-3', volumeLots: 0.01},
      ],
      ends: plans.map((planId) => anEnd(planId, {status: 'executed'})),
    });
    expect(findingsOf(run)).toMatchObject([
      {
        code: 'LOST_CLOSE',
        subject: 'late-0-1',
        evidence:
          'the broker said that order key-of-late-0-1 is gone, and the plan is executed (and 2 more such plans)',
      },
      {code: 'SUBMITTED_TWICE', subject: 'late-0-3'},
    ]);
  });

  const quiet = {...aMonitor().journal, claimsRefused: 0};
  it.each<[string, RunResult]>([
    [
      'claims that another monitor had made',
      aRun({monitors: [aMonitor({journal: quiet}), aMonitor({journal: quiet})]}),
    ],
    ['cancels in time', aRun({hands: [aHand({cancelled: 1})]})],
    ['cancels too late', aRun({hands: [aHand({cancelsRefused: 0})]})],
    ['edits', aRun({hands: [aHand({edited: 0})]})],
    ['edits of a version that was not the newest', aRun({hands: [aHand({conflicts: 0})]})],
  ])('says that a run without %s proves nothing of them', (subject, run) => {
    expect(findingsOf(run)).toEqual([
      {code: 'NOT_CONTENDED', subject, evidence: 'there were none, so the run proves nothing of them'},
    ]);
  });
});
