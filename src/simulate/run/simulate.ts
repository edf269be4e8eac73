import type {Clock} from '../../ports/clock.ts';
import type {Violation} from '../judge/invariants.ts';
import {SITUATIONS, type Situation} from '../judge/sometimes.ts';
import {aJob, type Job, type JobResult} from './job.ts';
import {runJobs} from './job-pool.ts';

/** Runs of one set in which every situation must have come about at least once. */
const SITUATIONS_FROM_RUNS = 500;

export type SimulationOptions = Readonly<{
  /** What all runs have in common. */
  job: Omit<Partial<Job>, 'seed'>;
  firstSeed: number;
  /** Null: until the time is over. */
  lastSeed: number | null;
  /** Null: until the last seed. */
  forMs: number | null;
  threads: number;
  clock: Clock;
  signal?: AbortSignal | undefined;
  onProgress?: ((share: number) => void) | undefined;
}>;

/** One run, for whoever reads the report. */
export type RunReport = Readonly<{
  seed: number;
  hash: string;
  events: number;
  virtualMs: number;
  violations: readonly Violation[];
}>;

export type SimulationReport = Readonly<{
  runs: readonly RunReport[];
  sometimes: Readonly<Record<Situation, number>>;
}>;

export type Simulation = Readonly<{
  report: SimulationReport;
  /** Runs in which something was found, by seed. */
  failed: readonly JobResult[];
  /** Situations that a set of this size must have been in, and was not. */
  unreached: readonly Situation[];
}>;

/** Runs seeds, in several threads. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const {clock, forMs, firstSeed, lastSeed, onProgress, threads, signal} = options;
  const startMs = clock.monotonic();
  const isTimeOver = () => forMs !== null && clock.monotonic() - startMs >= forMs;
  const shareDone = (count: number) =>
    lastSeed === null ? (clock.monotonic() - startMs) / (forMs ?? 1) : count / (lastSeed - firstSeed + 1);
  const runs: RunReport[] = [];
  const failed: JobResult[] = [];
  const sometimes = Object.fromEntries(names().map((name) => [name, 0])) as Record<Situation, number>;
  function* jobs(): Generator<Job> {
    for (let seed = firstSeed; seed <= (lastSeed ?? Number.MAX_SAFE_INTEGER); seed++) {
      if (isTimeOver()) return;
      yield aJob(seed, options.job);
    }
  }
  await runJobs(jobs(), {threads, signal}, (result) => {
    runs.push(runReportOf(result));
    if (result.violations.length > 0) failed.push(result);
    for (const name of names()) sometimes[name] += result.sometimes[name];
    onProgress?.(shareDone(runs.length));
    return undefined;
  });
  // Threads end their runs in any order.
  runs.sort((a, b) => a.seed - b.seed);
  failed.sort((a, b) => a.seed - b.seed);
  const {scenario = 'chaos', without = [], plant = null, killAt = null} = options.job;
  const isWhole = scenario === 'chaos' && without.length === 0 && plant === null && killAt === null;
  const isSet = isWhole && runs.length >= SITUATIONS_FROM_RUNS && failed.length === 0;
  return {
    report: {runs, sometimes},
    failed,
    unreached: isSet ? names().filter((name) => sometimes[name] === 0) : [],
  };
}

export function runReportOf({seed, hash, events, virtualMs, violations}: JobResult): RunReport {
  return {seed, hash, events, virtualMs, violations};
}

function names(): readonly Situation[] {
  return Object.keys(SITUATIONS) as Situation[];
}
