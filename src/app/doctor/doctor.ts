import type {Finding} from './check.ts';
import {CHECKS} from './checks.ts';
import type {Facts} from './facts.ts';
import {gatherFacts, type Given} from './gather-facts.ts';

export type DoctorFinding = Finding & Readonly<{check: string}>;

export type DoctorReport = Readonly<{
  db: string;
  failures: number;
  warnings: number;
  /** In the order of the checks. */
  findings: readonly DoctorFinding[];
}>;

/** Looks whether everything is as it should be, and says what mends what is not. Nothing is changed. */
export async function examine(given: Given): Promise<DoctorReport> {
  return judge(await gatherFacts(given));
}

export function judge(facts: Facts): DoctorReport {
  const findings = CHECKS.flatMap(({name, look}) =>
    look(facts).map((finding) => ({check: name, ...finding})),
  );
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  return {db: facts.settings.db, failures: count('failure'), warnings: count('warning'), findings};
}
