import {type AppError, DiagnosisError} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import {SystemClock} from '../system/system-clock.ts';
import {diagnose, type Diagnosed} from './diagnose.ts';
import type {DiagnosisReport, DiagnosisRequest, Finding, Harness} from './diagnosis.ts';
import {reportsPage} from './report/report-page.ts';

export type DiagnoseAllOptions = Omit<DiagnosisRequest, 'plant'> &
  Readonly<{
    /** Name of a scenario, or the path of a scenario file that has options for every harness. */
    scenario: string;
    clock?: Clock;
  }>;

/** The figures and findings of all, named after the harness that has them, and each report by itself. */
export type AllReport = DiagnosisReport & Readonly<{reports: readonly DiagnosisReport[]}>;

export type DiagnosedAll = Readonly<{
  report: AllReport;
  /** A diagnosis broke: what the others say holds, and of this one nothing is known. */
  broke: boolean;
  /** The report as one HTML page for people. */
  page: () => string;
}>;

/**
 * Runs one harness after the other, all of them, whatever one of them says: at the same time they would
 * measure each other.
 *
 * @throws {InputError} USAGE_INVALID for a scenario that is none; the signal's reason when it aborted.
 */
export async function diagnoseAll(
  harnesses: readonly Harness[],
  {clock = new SystemClock(), ...options}: DiagnoseAllOptions,
): Promise<DiagnosedAll> {
  const startMs = clock.monotonic();
  const diagnosed: Diagnosed[] = [];
  const broken: Finding[] = [];
  for (const [index, harness] of harnesses.entries()) {
    const onProgress = (share: number) => options.onProgress((index + share) / harnesses.length);
    try {
      diagnosed.push(await diagnose(harness, {...options, clock, plant: null, onProgress}));
    } catch (error) {
      if (!(error instanceof DiagnosisError) || options.signal.aborted) throw error;
      broken.push({code: error.code, subject: harness.name, evidence: withHint(error)});
    }
  }
  const reports = diagnosed.map(({report}) => report);
  const findings = [...broken, ...reports.flatMap(prefixed)];
  const report: AllReport = {
    harness: 'all',
    verdict: broken.length === 0 && reports.every(({verdict}) => verdict === 'pass') ? 'pass' : 'fail',
    plant: null,
    seed: options.seed,
    measures: reports.flatMap(({harness, measures}) =>
      measures.map((one) => ({...one, name: `${harness}.${one.name}`})),
    ),
    findings,
    elapsedMs: Math.round(clock.monotonic() - startMs),
    reports,
  };
  return {report, broke: broken.length > 0, page: () => reportsPage(report, diagnosed)};
}

function prefixed({harness, findings}: DiagnosisReport): Finding[] {
  return findings.map((one) => ({...one, subject: `${harness}: ${one.subject}`}));
}

function withHint({message, hint}: AppError): string {
  return hint === undefined ? message : `${message} (${hint})`;
}
