import type {Finding} from '../diagnosis.ts';
import {concurrencyMeasures, rounded} from './concurrency-measures.ts';
import {isConvoyJudged, type Judgement} from './judgement.ts';
import {type Offence, OFFENCES} from './ledger-judge.ts';
import type {LockSummary} from './lock-summary.ts';
import type {MonitorResult} from './monitor-session.ts';
import type {RunResult} from './run-result.ts';

/** What was found, the cause before its traces. */
export function concurrencyFindings(judgement: Judgement): readonly Finding[] {
  const findings = [
    ...overlapFindings(judgement.result.monitors),
    ...offenceFindings(judgement.offences),
    ...judgement.locks.filter((lock) => isConvoyJudged(lock, judgement.totals)).flatMap(convoyFindings),
    ...databaseFindings(judgement.result),
    ...engineFindings(judgement),
    ...limitFindings(judgement),
  ];
  return findings.length > 0 ? findings : sightFindings(judgement);
}

function overlapFindings(monitors: readonly MonitorResult[]): Finding[] {
  return monitors.flatMap(({by, exclusion: {overlaps, entries, firstOverlap}}) => {
    if (overlaps === 0) return [];
    const evidence = `${overlaps} of ${entries} pieces of work found another inside the lock of their plan; the first: ${firstOverlap}`;
    return [{code: 'NOT_EXCLUSIVE', subject: by, evidence}];
  });
}

/** Those of one code together; what befell most plans first, as that is nearest to the cause. */
function offenceFindings(offences: readonly Offence[]): Finding[] {
  const byCode = OFFENCES.map((code) => ({code, all: offences.filter((offence) => offence.code === code)}));
  byCode.sort((a, b) => b.all.length - a.all.length);
  return byCode.flatMap(({code, all: [one, ...others]}) => {
    if (one === undefined) return [];
    return [{code, subject: one.planId, evidence: `${one.evidence}${more(others, 'such plans')}`}];
  });
}

function databaseFindings({unsound}: RunResult): Finding[] {
  return Object.entries(Object.groupBy(unsound, ({code}) => code)).flatMap(([code, all = []]) => {
    const [one, ...others] = all;
    if (one === undefined) return [];
    const evidence = `${code}: ${one.message}${more(others, 'such findings of the check')}`;
    return [{code: 'DATABASE_UNSOUND', subject: one.subject, evidence}];
  });
}

function more(others: readonly unknown[], what: string): string {
  return others.length === 0 ? '' : ` (and ${others.length} more ${what})`;
}

function convoyFindings({lockClass, convoys, holder, longestWaiter}: LockSummary): Finding[] {
  return convoys.map(({by, topKey, forMs, handOverShare, waitP50Ms, holdP50Ms}) => {
    const share = Math.floor(100 * handOverShare);
    const held = holder === null ? '' : `; longest held: "${holder.key}", ${rounded(holder.forMs)} ms`;
    const waited =
      longestWaiter === null
        ? ''
        : `; longest waiting: "${longestWaiter.key}", ${rounded(longestWaiter.forMs)} ms`;
    return {
      code: 'CONVOY',
      subject: `${lockClass} "${topKey}"`,
      evidence:
        `in ${by} a queue stood for ${rounded(forMs / 1000)} s: ${share} % of the releases had a waiter, ` +
        `who waited ${rounded(waitP50Ms)} ms for what is held ${rounded(holdP50Ms)} ms${held}${waited}`,
    };
  });
}

function engineFindings({result: {monitors, hands}, totals}: Judgement): Finding[] {
  const findings: Finding[] = [];
  for (const {by, census, journal} of monitors) {
    for (const [line, count] of Object.entries(census)) {
      if (count === 0) continue;
      findings.push({
        code: 'CENSUS_NOT_EMPTY',
        subject: `${line} of ${by}`,
        evidence: `${count} left when all was to have come to rest`,
      });
    }
    if (journal.firstFailure === null) continue;
    const evidence = `${journal.failures} entries; the first: ${journal.firstFailure}`;
    findings.push({code: 'ENGINE_FAILURE', subject: `journal of ${by}`, evidence});
  }
  for (const [index, {counts}] of hands.entries()) {
    if (counts.firstFailure === null) continue;
    const evidence = `${counts.failures} calls failed; the first: ${counts.firstFailure}`;
    findings.push({code: 'STORE_FAILURE', subject: `hand ${index}`, evidence});
  }
  if (totals.missedByEvents > 0) {
    const evidence = `the sweep found ${totals.missedByEvents} plans met that no event had woken`;
    findings.push({code: 'MISSED_BY_EVENTS', subject: 'plans', evidence});
  }
  return findings;
}

function limitFindings(judgement: Judgement): Finding[] {
  const codes: Readonly<Record<string, string>> = {
    loopDelayP99: 'LOOP_DELAYED',
    loopDelayMax: 'LOOP_DELAYED',
    storeWaitMax: 'STORE_WAIT_LONG',
  };
  return concurrencyMeasures(judgement).flatMap(({name, value, limit, unit, ok}) => {
    const code = codes[name];
    if (ok || code === undefined) return [];
    return [{code, subject: name, evidence: `${value} ${unit}; ${limit} are let pass`}];
  });
}

/** A run in which nobody got into another's way proves nothing. */
function sightFindings({options, totals, locks}: Judgement): Finding[] {
  const plan = locks.find(({lockClass}) => lockClass === 'plan');
  const needed: readonly (readonly [string, boolean])[] = [
    ['claims that another monitor had made', options.monitors === 1 || totals.claimsRefused > 0],
    ['cancels in time', totals.cancelled > options.counters],
    ['cancels too late', totals.cancelsRefused > 0],
    ['edits', totals.edited > 0],
    ['edits of a version that was not the newest', options.hands === 1 || totals.conflicts > 0],
    [
      'waits for the lock of a plan',
      plan === undefined || plan.acquisitions === 0 || plan.contendedShare > 0,
    ],
  ];
  return needed.flatMap(([subject, isSeen]) =>
    isSeen
      ? []
      : [{code: 'NOT_CONTENDED', subject, evidence: 'there were none, so the run proves nothing of them'}],
  );
}
