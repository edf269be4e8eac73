import {DiagnosisError} from '../../errors.ts';
import type {Finding} from '../diagnosis.ts';
import type {Beats} from './heartbeat.ts';

/**
 * Share of its time, in percent, that an idle process may lose while a run still tells product and machine
 * apart. Measured on two cores: 7 with nothing else to do, 16 at a load of 8, 41 to 62 at 26, 75 to 81 at 35 to 46.
 */
const LOST_PERCENT_MAX = 67;

/** What a machine can do by itself that is too busy; all else is wrong at any speed. */
const MATTERS_OF_TIME: ReadonlySet<string> = new Set([
  'COMMAND_WRONG',
  'DEADLINE_OVERRUN',
  'LOOP_BLOCKED',
  'NOT_RESUMED',
  'NOT_SEEN',
  'PLANS_UNSETTLED',
  'QUOTES_NOT_EVALUATED',
  'STATUS_HIDES_LOCK',
  'STATUS_SILENT',
  'STATUS_SLOW',
  'WAL_NOT_EMPTIED',
]);

/** How much of its time, in percent, a process lost that had nothing to do but to beat. */
export function lostPercent(idle: readonly Beats[]): number {
  const sum = (valueOf: (beats: Beats) => number) => idle.reduce((total, beats) => total + valueOf(beats), 0);
  const lostMs = sum(({gapsMs}) => gapsMs.reduce((total, gapMs) => total + gapMs, 0));
  const spanMs = sum((beats) => beats.spanMs);
  return spanMs === 0 ? 0 : Math.min(100, (100 * lostMs) / spanMs);
}

/**
 * Takes findings for the product's, or says that they may be the machine's. A run without any has passed on
 * however busy a machine; one that has found something which is no matter of time has found it.
 *
 * @throws {DiagnosisError} DIAGNOSIS_BROKE when the machine was too busy to tell.
 */
export function assertMachineTells(findings: readonly Finding[], idle: readonly Beats[]): void {
  const lost = lostPercent(idle);
  const codes = [...new Set(findings.map(({code}) => code))];
  if (codes.length === 0 || lost <= LOST_PERCENT_MAX) return;
  if (!codes.every((code) => MATTERS_OF_TIME.has(code))) return;
  throw new DiagnosisError(
    'DIAGNOSIS_BROKE',
    `The diagnosis ended without a verdict: the machine was too busy to tell. A process with nothing to do lost ${lost.toFixed(0)} % of its time; ${LOST_PERCENT_MAX} are let pass. What was found may come from that: ${codes.join(', ')}`,
    {hint: 'run it again when the machine has less to do'},
  );
}
