import {type Measure, measure} from '../diagnosis.ts';
import {isConvoyJudged, type Judgement} from './judgement.ts';
import {type OffenceCode, OFFENCES} from './ledger-judge.ts';
import type {LockSummary} from './lock-summary.ts';

const MEASURE_NAMES: Readonly<Record<OffenceCode, string>> = {
  SUBMITTED_TWICE: 'duplicates',
  SENT_AFTER_CANCEL: 'sentAfterCancel',
  SENT_ON_OLD_TERMS: 'sentOnOldTerms',
  ORDER_WITHOUT_PLAN: 'ordersWithoutPlan',
  PLAN_WITHOUT_ORDER: 'plansWithoutOrder',
  LOST_CLOSE: 'lostCloses',
  CLOSE_INVENTED: 'closesInvented',
  LOST_UPDATE: 'lostUpdates',
  LOST_CANCEL: 'lostCancels',
  LOST_ADD: 'lostAdds',
  WRONG_END: 'wrongEnds',
};

/** The figures of a run, the judged ones beside their limits. */
export function concurrencyMeasures({
  options,
  result,
  offences,
  locks,
  totals,
}: Judgement): readonly Measure[] {
  const none = (name: string, value: number, unit: string) => measure(name, value, {limit: 0, unit});
  const count = (name: string, value: number, unit: string) => measure(name, value, {unit});
  const ms = (name: string, value: number, limit: number | null = null) =>
    measure(name, rounded(value), {limit, unit: 'ms'});
  return [
    ...OFFENCES.map((code) =>
      none(MEASURE_NAMES[code], offences.filter((offence) => offence.code === code).length, 'plans'),
    ),
    none('overlaps', totals.overlaps, 'pieces of work inside a lock with another'),
    none('databaseFindings', result.unsound.length, 'findings of the database check'),
    none('censusLeft', totals.censusLeft, 'resources'),
    none('missedByEvents', totals.missedByEvents, 'plans'),
    none('failures', totals.engineFailures + totals.handFailures, 'failures'),
    ms('loopDelayP99', totals.loopDelayP99Ms, options.loopDelayP99Ms),
    ms('loopDelayMax', totals.loopDelayMaxMs, options.loopDelayMaxMs),
    ms('storeWaitMax', totals.storeWaitMs, options.storeWaitMs),
    count('storeBusyRetries', totals.busyRetries, 'tries that found the database locked'),
    ms('storeBusy', totals.busyMs),
    ...locks.flatMap((lock) => lockMeasures(lock, isConvoyJudged(lock, totals))),
    count('plans', result.ends.length, 'plans'),
    count('orders', result.ledger.filter(({is}) => is === 'submitted').length, 'orders sent'),
    count('claimsMade', totals.claimsMade, 'claims'),
    count('claimsRefused', totals.claimsRefused, 'claims'),
    count('cancelled', totals.cancelled, 'cancels acknowledged'),
    count('cancelsRefused', totals.cancelsRefused, 'cancels that came too late'),
    count('edited', totals.edited, 'edits acknowledged'),
    count('editConflicts', totals.conflicts, 'edits of a version that was not the newest'),
  ];
}

function lockMeasures(lock: LockSummary, isJudged: boolean): readonly Measure[] {
  const name = (what: string) => `${lock.lockClass}${what}`;
  const ms = (what: string, value: number) => measure(name(what), rounded(value), {unit: 'ms'});
  return [
    measure(name('Convoys'), lock.convoys.length, {
      limit: isJudged ? 0 : null,
      unit: 'queues that stood for 5 s',
    }),
    measure(name('Acquisitions'), lock.acquisitions, {unit: 'times'}),
    measure(name('Abandoned'), lock.abandoned, {unit: 'gave up waiting'}),
    measure(name('Contended'), rounded(100 * lock.contendedShare), {unit: '% of them waited'}),
    ms('WaitP50', lock.waitMs.p50),
    ms('WaitP95', lock.waitMs.p95),
    ms('WaitP99', lock.waitMs.p99),
    ms('WaitMax', lock.waitMs.max),
    ms('HoldP50', lock.holdMs.p50),
    ms('HoldP95', lock.holdMs.p95),
    ms('HoldP99', lock.holdMs.p99),
    ms('HoldMax', lock.holdMs.max),
    measure(name('DepthMax'), lock.depthMax, {unit: 'waiting at once'}),
    measure(name('HandOver'), rounded(100 * lock.handOverShare), {unit: '% of releases had a waiter'}),
    measure(name('Overloaded'), lock.overloaded, {unit: 'monitors'}),
  ];
}

/** To hundredths. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
