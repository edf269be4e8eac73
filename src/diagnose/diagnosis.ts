import type {Chart} from './report/chart.ts';
import type {ReportTable} from './report/report-table.ts';

/** One figure that a run has measured, beside what it may be. */
export type Measure = Readonly<{
  name: string;
  value: number;
  /** Null: reported, not judged. */
  limit: number | null;
  unit: string;
  ok: boolean;
}>;

/** A defect that a run has found. */
export type Finding = Readonly<{
  /** Stable, SCREAMING_SNAKE. */
  code: string;
  /** What it was found in: a figure, a class, a plan. */
  subject: string;
  /** What was seen, in a sentence. */
  evidence: string;
}>;

/** What a diagnosis says; with `--json` the whole output. */
export type DiagnosisReport = Readonly<{
  harness: string;
  verdict: 'pass' | 'fail';
  /** The defect that was planted; null when the product was looked at as it is. */
  plant: string | null;
  seed: number;
  measures: readonly Measure[];
  findings: readonly Finding[];
  elapsedMs: number;
}>;

/** What a harness hands back: the parts of its report that are its own, and pictures for people. */
export type Diagnosis = Readonly<{
  measures: readonly Measure[];
  findings: readonly Finding[];
  charts: readonly Chart[];
  /** Figures that are no measures, for the page: who waited for whom. */
  tables?: readonly ReportTable[];
  /** What was run, for the page: "lifecycles" → "9,600". */
  facts: Readonly<Record<string, string>>;
}>;

/** A defect that a harness can plant, to prove that it would see it. */
export type Plant = Readonly<{
  name: string;
  /** What is wrong when it is planted, in a sentence. */
  does: string;
}>;

export type DiagnosisRequest = Readonly<{
  /** The same seed gives the same work. */
  seed: number;
  /** Name of the plant, one of the harness's own; null for none. */
  plant: string | null;
  /** Ends the run early; it then rejects with the signal's reason. */
  signal: AbortSignal;
  /** @param share How much is done, 0 to 1. */
  onProgress: (share: number) => void;
}>;

/**
 * Something that looks for one family of defects by running the real engine.
 *
 * A new harness is one folder here, one entry in `harnesses.ts`, one key of its name in each file of
 * `soak/`, and one command in `commands/diagnose/`.
 */
export interface Harness {
  readonly name: string;
  readonly plants: readonly Plant[];
  /**
   * @param options What a scenario says for this harness, flags laid over it; checked here.
   * @throws {InputError} USAGE_INVALID when the options make no sense.
   * @throws {DiagnosisError} DIAGNOSIS_BROKE when the run says nothing about the product.
   */
  run(options: unknown, request: DiagnosisRequest): Promise<Diagnosis>;
}

/** A figure and its upper limit; without a limit nothing is judged. */
export function measure(
  name: string,
  value: number,
  {limit = null, unit}: Readonly<{limit?: number | null; unit: string}>,
): Measure {
  return {name, value, limit, unit, ok: limit === null || value <= limit};
}
