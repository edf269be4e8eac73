import {type Measure, measure} from '../diagnosis.ts';
import type {Judged} from './db-lock-verdict.ts';
import {lostPercent} from './busy-machine.ts';
import {type PhaseFigures, silentPercent} from './phase-figures.ts';

/** The figures of a run, the judged ones beside their limits. */
export function dbLockMeasures(judged: Judged): readonly Measure[] {
  const {result, options, phases, refusals} = judged;
  const none = (name: string, found: readonly unknown[], unit: string) =>
    measure(name, found.length, {limit: 0, unit});
  const {worlds, notes, pageDamage, logDamage} = result;
  const sum = (valueOf: (world: (typeof worlds)[number]) => number) =>
    worlds.reduce((total, world) => total + valueOf(world), 0);
  return [
    none('writesLost', judged.lost, 'acknowledged writes'),
    none('refusedButWritten', judged.undenied, 'writes'),
    none('ordersWithoutClaim', judged.unclaimed, 'orders'),
    none('positionsDoubled', judged.doubled, 'plans'),
    none('ordersUnknown', judged.unknownOrders, 'orders'),
    none('refusedEarly', refusals.early, 'writes'),
    none('settlementsGivenUp', refusals.settlement, 'settlements'),
    measure('settlementsOvertaken', judged.overtaken, {limit: 0, unit: 'settlements'}),
    measure('deadlineOverrun', judged.overrunMs, {limit: options.overrunMs, unit: 'ms'}),
    none('snapshotsLost', refusals.snapshot, 'writes'),
    none('writesFailed', refusals.unexplained, 'writes'),
    none('failures', judged.unexplainedFailures, 'entries of the journal'),
    measure(
      'plansMissed',
      sum(({reload}) => reload.missed.length),
      {limit: 0, unit: 'plans'},
    ),
    measure(
      'plansStale',
      sum(({reload}) => reload.stale.length),
      {limit: 0, unit: 'plans'},
    ),
    measure(
      'plansSurplus',
      sum(({reload}) => reload.surplus.length),
      {limit: 0, unit: 'plans'},
    ),
    measure(
      'plansUnsettled',
      sum(({reload}) => reload.unsettled.length),
      {limit: 0, unit: 'plans'},
    ),
    measure(
      'uncommittedSeen',
      sum(({remains}) => remains.uncommitted),
      {limit: 0, unit: 'rows'},
    ),
    measure(
      'checkFindings',
      sum(({remains}) => remains.check.length),
      {limit: 0, unit: 'findings'},
    ),
    measure(
      'missedByEvents',
      sum(({farewell}) => farewell?.missedByEvents ?? 0),
      {limit: 0, unit: 'plans'},
    ),
    none('notSeen', judged.unseen, 'things'),
    ...(notes.commands.length === 0
      ? []
      : [
          none(
            'commandsWrong',
            notes.commands.filter(({problems}) => problems.length > 0),
            'commands',
          ),
        ]),
    ...phases.flatMap((phase) => phaseMeasures(phase, judged)),
    measure('walMax', judged.walMaxMib, {limit: options.walMib, unit: 'MiB'}),
    ...notes.walAfterReaderMib.map((mib) =>
      measure('walAfterReader', rounded(mib), {limit: options.walAfterMib, unit: 'MiB'}),
    ),
    ...(pageDamage === null
      ? []
      : [
          none('damageUnnoticed', pageDamage.unnoticed, 'flipped bits'),
          measure('damageNoticed', pageDamage.noticed, {unit: 'flipped bits'}),
          measure('damageHarmless', pageDamage.harmless, {unit: 'flipped bits'}),
        ]),
    ...(logDamage === null
      ? []
      : [
          measure('writesLostByFlippedLog', logDamage.rowsLost, {unit: 'acknowledged writes'}),
          measure('logCheckFindings', logDamage.check.length, {limit: 0, unit: 'findings'}),
        ]),
    measure('idleLost', rounded(lostPercent(result.idle)), {unit: '% of an idle process’s time'}),
    measure('refusedAtDeadline', refusals.atDeadline.length, {unit: 'writes'}),
    measure('refusedWithoutRoom', refusals.noRoom.length, {unit: 'writes'}),
    measure(
      'restarts',
      sum(({losses}) => losses.length),
      {unit: 'times'},
    ),
    measure(
      'writes',
      sum(({ledger}) => ledger.done.length),
      {unit: 'acknowledged writes'},
    ),
    measure(
      'orders',
      sum(({ledger}) => ledger.submits),
      {unit: 'orders'},
    ),
    ...worlds.flatMap(({farewell}) =>
      farewell === null
        ? []
        : [measure('loopDelayP99', farewell.delayP99Ms, {unit: 'ms, whole life, by Node’s histogram'})],
    ),
  ];
}

function phaseMeasures(phase: PhaseFigures, {options}: Judged): readonly Measure[] {
  const {window, quotesDue, quotesMissed} = phase;
  const {name, resumedMs, blocksWrites, status, saysLocked} = window;
  const named = (figure: string, value: number, unit: string, limit: number | null = null) =>
    measure(`${name}.${figure}`, rounded(value), {limit, unit});
  // Before the monitor is up it has no loop to look at.
  if (name === 'opening') {
    return [
      named('locked', phase.lockedMs, 'ms'),
      named('resumed', resumedMs ?? NEVER_MS, 'ms', options.resumeMs),
    ];
  }
  const missedPercent = quotesDue === 0 ? 100 : (100 * quotesMissed) / quotesDue;
  return [
    named('locked', phase.lockedMs, 'ms'),
    named('loopGapOwn', phase.ownGapMs, 'ms', options.loopGapMs),
    named('loopGap', phase.loopGapMs, 'ms'),
    named('loopGapIdle', phase.idleGapMs, 'ms, of an idle process'),
    named('loopP99', phase.loopP99Ms, 'ms'),
    named('loopGapAfter', phase.gapAfterMs, 'ms'),
    named('quotesMissed', missedPercent, '% of the quotes', options.quotesMissedPercent),
    named('quotesDue', quotesDue, 'quotes'),
    named('busyRetries', phase.busyRetries, 'tries'),
    named('busy', phase.busyMs, 'ms'),
    named('waitingMax', phase.waitingMax, 'calls'),
    ...(blocksWrites ? [named('resumed', resumedMs ?? NEVER_MS, 'ms', options.resumeMs)] : []),
    ...(status === null
      ? []
      : [
          named(
            'statusSilent',
            silentPercent(status),
            '% of the questions',
            saysLocked ? options.statusSilentPercent : null,
          ),
          named('statusSlowest', status.slowestMs, 'ms', saysLocked ? options.statusMs : null),
          named('statusSaidLocked', status.saidLocked, 'answers'),
        ]),
  ];
}

/** In the place of a time that did not come. */
const NEVER_MS = 1e9;

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
