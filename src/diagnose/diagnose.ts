import {InputError} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import {SystemClock} from '../system/system-clock.ts';
import {didYouMean} from '../did-you-mean.ts';
import type {Diagnosis, DiagnosisReport, DiagnosisRequest, Harness, Plant} from './diagnosis.ts';
import {type PageContent, reportPage} from './report/report-page.ts';
import {scenarioOptions} from './scenario.ts';

export type DiagnoseOptions = DiagnosisRequest &
  Readonly<{
    /** Name of a scenario, or the path of a scenario file. */
    scenario: string;
    /** What flags say; undefined values are left to the scenario. */
    overrides?: Readonly<Record<string, unknown>>;
    clock?: Clock;
  }>;

export type Diagnosed = Readonly<{
  report: DiagnosisReport;
  /** What only the page shows. */
  content: PageContent;
  /** The report as one HTML page for people. */
  page: () => string;
}>;

/**
 * Runs one harness and judges what it measured: passed is what has no finding and no measure over its
 * limit.
 *
 * @throws {InputError} USAGE_INVALID for an unknown plant, scenario or option.
 * @throws {DiagnosisError} DIAGNOSIS_BROKE when the run says nothing about the product.
 */
export async function diagnose(harness: Harness, options: DiagnoseOptions): Promise<Diagnosed> {
  const {scenario, overrides = {}, clock = new SystemClock(), plant, seed} = options;
  if (plant !== null) assertIsPlant(harness, plant);
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const values = {...scenarioOptions(scenario, harness.name), ...Object.fromEntries(given)};
  const startMs = clock.monotonic();
  const diagnosis = await harness.run(values, options);
  const elapsedMs = Math.round(clock.monotonic() - startMs);
  const report = reportOf(diagnosis, {harness: harness.name, plant, seed, elapsedMs});
  const content = {...diagnosis, scenario};
  return {report, content, page: () => reportPage(report, content)};
}

function reportOf(
  {measures, findings}: Diagnosis,
  {harness, plant, seed, elapsedMs}: Pick<DiagnosisReport, 'harness' | 'plant' | 'seed' | 'elapsedMs'>,
): DiagnosisReport {
  const isSound = findings.length === 0 && measures.every(({ok}) => ok);
  return {harness, verdict: isSound ? 'pass' : 'fail', plant, seed, measures, findings, elapsedMs};
}

function assertIsPlant({name, plants}: Harness, plant: string): void {
  const names = plants.map((one: Plant) => one.name);
  if (names.includes(plant)) return;
  const meant = didYouMean(plant, names);
  throw new InputError('USAGE_INVALID', `The diagnosis "${name}" has no plant "${plant}"`, {
    field: 'plant',
    hint: meant === undefined ? 'see --list-plants' : `did you mean "${meant}"?`,
  });
}
