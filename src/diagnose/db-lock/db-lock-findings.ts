import type {Finding} from '../diagnosis.ts';
import type {Judged} from './db-lock-verdict.ts';
import {type PhaseFigures, silentPercent} from './phase-figures.ts';
import type {Refused} from './ledger.ts';

/** Examples that a finding names. */
const EXAMPLES_MAX = 3;

/** What was found, the cause before its traces. */
export function dbLockFindings(judged: Judged): readonly Finding[] {
  return [
    ...causeFindings(judged),
    ...traceFindings(judged),
    ...judged.phases.flatMap((phase) => phaseFindings(phase, judged)),
    ...fileFindings(judged),
    ...restFindings(judged),
  ];
}

function causeFindings({refusals, options, overtaken, overrunMs}: Judged): Finding[] {
  return [
    ...some('BUSY_NOT_RETRIED', 'writes that found the database locked', refusals.early.map(shownRefusal), {
      says: `were refused before the deadline of ${options.deadlineMs} ms`,
    }),
    ...some('SETTLEMENT_GIVEN_UP', 'settlements', refusals.settlement.map(shownRefusal), {
      says: 'were given up and not tried again; what the broker did would be forgotten',
    }),
    ...some('SNAPSHOT_LOST', 'writes', refusals.snapshot.map(shownRefusal), {
      says: 'were refused although nobody held a lock: the transaction had read before it took the write lock, and another process wrote in between',
    }),
    ...some('WRITE_FAILED', 'writes', refusals.unexplained.map(shownRefusal), {
      says: 'failed, and nobody had kept the database from being written',
    }),
    ...(overrunMs <= options.overrunMs
      ? []
      : [
          {
            code: 'DEADLINE_OVERRUN',
            subject: 'refused writes',
            evidence: `one was refused ${overrunMs} ms past the deadline of ${options.deadlineMs} ms; ${options.overrunMs} are let pass`,
          },
        ]),
    ...(overtaken === 0
      ? []
      : [
          {
            code: 'SETTLEMENTS_OVERTAKEN',
            subject: 'settlements',
            evidence: `${overtaken} waited on while later ones were answered`,
          },
        ]),
  ];
}

function traceFindings({
  unclaimed,
  lost,
  undenied,
  doubled,
  unknownOrders,
  result,
  unexplainedFailures,
  unsaid,
}: Judged): Finding[] {
  const reloads = result.worlds.map(({reload}) => reload);
  return [
    ...some('ORDER_WITHOUT_CLAIM', 'orders', unclaimed, {
      says: 'left for the broker while no other process could read their claim in the database',
    }),
    ...some('WRITE_LOST', 'acknowledged writes', lost, {says: 'are not in the database'}),
    ...some('REFUSED_BUT_WRITTEN', 'writes', undenied, {
      says: 'were refused and are in the database all the same',
    }),
    ...some('POSITION_DOUBLED', 'plans', doubled, {says: 'have more than one position at the broker'}),
    ...some('ORDER_UNKNOWN', 'orders', unknownOrders, {
      says: 'were filled by the broker, and the database has no intent for them',
    }),
    ...some(
      'PLANS_MISSED',
      'plans',
      reloads.flatMap(({missed}) => missed),
      {
        says: 'are in the database and not in the monitor, although nobody writes any more',
      },
    ),
    ...some(
      'PLANS_STALE',
      'plans',
      reloads.flatMap(({stale}) => stale),
      {
        says: 'are in the monitor as they were before a later write',
      },
    ),
    ...some(
      'PLANS_SURPLUS',
      'plans',
      reloads.flatMap(({surplus}) => surplus),
      {
        says: 'are in the monitor and not to be watched any more',
      },
    ),
    ...some(
      'PLANS_UNSETTLED',
      'plans',
      reloads.flatMap(({unsettled}) => unsettled),
      {
        says: 'are claimed, and nobody has recorded what became of their orders',
      },
    ),
    ...some('ENGINE_FAILURE', 'entries of the journal', unexplainedFailures, {
      says: 'tell of failures that no refused write explains',
    }),
    ...some('DISK_FULL_UNSAID', 'messages', unsaid, {says: 'do not name the file that had no room'}),
  ];
}

function phaseFindings(phase: PhaseFigures, {options}: Judged): Finding[] {
  const {window, ownGapMs, loopGapMs, idleGapMs, quotesDue, quotesMissed, lockedMs} = phase;
  const {name, resumedMs, blocksWrites, status} = window;
  const findings: Finding[] = [];
  const find = (code: string, evidence: string) =>
    findings.push({code, subject: `phase "${name}"`, evidence});
  if (blocksWrites && (resumedMs === null || resumedMs > options.resumeMs)) {
    find(
      'NOT_RESUMED',
      `${resumedMs === null ? 'the monitor wrote nothing afterwards' : `the monitor wrote again after ${resumedMs} ms`}; ${options.resumeMs} are let pass`,
    );
  }
  if (name === 'opening') return findings;
  if (ownGapMs > options.loopGapMs) {
    find(
      'LOOP_BLOCKED',
      `in ${lockedMs} ms the event loop stood still for up to ${shown(loopGapMs)} ms, ${shown(ownGapMs)} of them its own fault (an idle process: ${shown(idleGapMs)} ms); ${options.loopGapMs} are let pass`,
    );
  }
  if (quotesDue === 0 || (100 * quotesMissed) / quotesDue > options.quotesMissedPercent) {
    find('QUOTES_NOT_EVALUATED', `${quotesMissed} of ${quotesDue} quotes were evaluated late or not at all`);
  }
  // In the other phases this process has more to do than to ask.
  if (status === null || !window.saysLocked) return findings;
  if (silentPercent(status) > options.statusSilentPercent) {
    const silent = status.asked - status.answered;
    find('STATUS_SILENT', `${silent} of ${status.asked} questions for the status had no answer`);
  }
  if (status.slowestMs > options.statusMs) {
    find('STATUS_SLOW', `an answer took ${status.slowestMs} ms; ${options.statusMs} are let pass`);
  }
  if (status.answered > 0 && status.saidLocked === 0) {
    find('STATUS_HIDES_LOCK', `none of ${status.answered} answers said that the database is locked`);
  }
  return findings;
}

function fileFindings({result, options, walMaxMib}: Judged): Finding[] {
  const {worlds, notes, pageDamage, logDamage} = result;
  const findings: Finding[] = [];
  const uncommitted = worlds.reduce((sum, {remains}) => sum + remains.uncommitted, 0);
  if (uncommitted > 0) {
    const evidence = `${uncommitted} rows of a process that was killed before it committed are in the database`;
    findings.push({code: 'UNCOMMITTED_SEEN', subject: 'rows', evidence});
  }
  const checks = [...worlds.flatMap(({remains}) => remains.check), ...(logDamage?.check ?? [])];
  findings.push(
    ...some(
      'DATABASE_UNSOUND',
      'rules of the database',
      checks.map(({code, subject, message}) => `${code} ${subject}: ${message}`),
      {
        says: 'are broken',
      },
    ),
  );
  if (walMaxMib > options.walMib) {
    const evidence = `${walMaxMib} MiB; ${options.walMib} are let pass`;
    findings.push({code: 'WAL_LARGE', subject: 'the write-ahead log', evidence});
  }
  for (const mib of notes.walAfterReaderMib) {
    if (mib <= options.walAfterMib) continue;
    const evidence = `still ${mib.toFixed(1)} MiB after the reader has gone; ${options.walAfterMib} are let pass`;
    findings.push({code: 'WAL_NOT_EMPTIED', subject: 'the write-ahead log', evidence});
  }
  findings.push(
    ...some('DAMAGE_UNNOTICED', 'flipped bits', pageDamage?.unnoticed ?? [], {
      says: 'changed what decisions rest on, and neither opening the database nor checking it says so',
    }),
  );
  return findings;
}

function restFindings({result, unseen}: Judged): Finding[] {
  const missed = result.worlds.reduce((sum, {farewell}) => sum + (farewell?.missedByEvents ?? 0), 0);
  return [
    ...result.notes.commands
      .filter(({problems}) => problems.length > 0)
      .map(({title, problems, text}) => ({
        code: 'COMMAND_WRONG',
        subject: title,
        evidence: `${problems.join('; ')}. It said: ${text}`,
      })),
    ...(missed === 0
      ? []
      : [
          {
            code: 'MISSED_BY_EVENTS',
            subject: 'plans',
            evidence: `the sweep found ${missed} plans met that no event had woken`,
          },
        ]),
    ...unseen.map((what) => ({
      code: 'NOT_SEEN',
      subject: 'this run',
      evidence: `${what}, so it proves nothing about that`,
    })),
  ];
}

/** A finding about several of a kind, with some of them; none when there are none. */
function some(
  code: string,
  subject: string,
  found: readonly string[],
  {says}: Readonly<{says: string}>,
): Finding[] {
  if (found.length === 0) return [];
  const examples = found.slice(0, EXAMPLES_MAX).join('; ');
  const more = found.length > EXAMPLES_MAX ? '; …' : '';
  return [{code, subject, evidence: `${found.length} ${says}: ${examples}${more}`}];
}

function shownRefusal({doing, waitedMs, code, message}: Refused): string {
  return `${doing} after ${waitedMs} ms, ${code}: ${message}`;
}

function shown(ms: number): string {
  return ms.toFixed(0);
}
