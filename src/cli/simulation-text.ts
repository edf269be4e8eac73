import {INVARIANTS} from '../simulate/judge/invariants.ts';
import {SITUATIONS, type Situation} from '../simulate/judge/sometimes.ts';
import type {ExhaustiveRow} from '../simulate/run/exhaustive.ts';
import type {Job, JobResult} from '../simulate/run/job.ts';
import type {Simulation} from '../simulate/run/simulate.ts';
import {timelineOf} from '../simulate/run/timeline.ts';
import type {TraceLine} from '../simulate/kernel/trace.ts';
import {type Style, table} from './terminal.ts';

const HOUR_MS = 3_600_000;
/** Runs that failed and are named; all are in the JSON document. */
const FAILED_SHOWN_MAX = 10;
/** Lines of a timeline from its end, where the violation is. */
const TIMELINE_LINES_MAX = 200;

/** What a set of runs came to. */
export function simulationText({report, failed, unreached}: Simulation, tookMs: number): string {
  const {runs} = report;
  const hours = runs.reduce((sum, {virtualMs}) => sum + virtualMs, 0) / HOUR_MS;
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const [first, last] = [runs[0]?.seed, runs.at(-1)?.seed];
  const seeds = runs.length === 1 ? `Seed ${first}` : `${runs.length} seeds, ${first} to ${last}`;
  const lines = [
    `${seeds}: ${hours.toFixed(1)} virtual hours, ${events.toLocaleString('en')} events, in ${(tookMs / 1000).toFixed(1)} s.`,
  ];
  for (const {seed, violations} of failed.slice(0, FAILED_SHOWN_MAX)) {
    const [violation] = violations;
    if (violation === undefined) continue;
    const {invariant, plan, at, what} = violation;
    lines.push(
      `Seed ${seed} fails after ${(at / 1000).toFixed(1)} s: ${invariant}${plan === null ? '' : `, plan ${plan}`}: ${what}`,
    );
  }
  if (failed.length > FAILED_SHOWN_MAX) lines.push(`… and ${failed.length - FAILED_SHOWN_MAX} more.`);
  if (failed.length === 0) lines.push('No violation.');
  if (unreached.length > 0) {
    lines.push('These situations never came about, so nothing was tried in them:');
    for (const name of unreached) lines.push(`  ${name}: ${SITUATIONS[name]}`);
  }
  return lines.join('\n');
}

/** How often which situation came about. */
export function situationsText(sometimes: Readonly<Record<Situation, number>>, out: Style): string {
  const names = Object.keys(SITUATIONS) as Situation[];
  return table(
    out,
    ['SITUATION', 'TIMES'],
    names.map((name) => [name, String(sometimes[name])]),
  );
}

/** A failure as a person reads it: the rule, what the run needs to fail, and how it came to it. */
export function failureText(failed: JobResult, smallest: JobResult, out: Style): string {
  const [violation] = smallest.violations;
  if (violation === undefined) throw new Error('Invariant: a run that was made smaller still fails');
  const needed = [...smallest.faults.keys()].join(', ');
  const timeline = timelineOf(smallest);
  const left =
    timeline.length > TIMELINE_LINES_MAX ? [`… ${timeline.length - TIMELINE_LINES_MAX} lines before`] : [];
  return [
    `${violation.invariant}: ${INVARIANTS[violation.invariant]}`,
    `Found with seed ${failed.seed}; it needs ${needed === '' ? 'no fault' : needed}.`,
    '',
    ...left,
    traceText(timeline.slice(-TIMELINE_LINES_MAX), out),
  ].join('\n');
}

export function traceText(lines: readonly TraceLine[], out: Style): string {
  return table(
    out,
    ['TIME', 'WHO', 'WHAT'],
    lines.map(({atMs, who, what}) => [(atMs / 1000).toFixed(3), who, what]),
  );
}

/** The command that repeats a run bit for bit. */
export function repeatText(
  {job, hash}: Pick<JobResult, 'job' | 'hash'>,
  bin: string,
  version: string,
): string {
  return `Repeat: ${bin} simulate ${flagsOf(job).join(' ')}  (${version}, hash ${hash.slice(0, 16)})`;
}

function flagsOf({seed, scenario, without, plant, killAt}: Job): readonly string[] {
  return [
    `--seed ${seed}`,
    `--scenario ${scenario}`,
    ...(plant === null ? [] : [`--plant ${plant}`]),
    ...(killAt === null ? [] : [`--kill-at ${killAt}`]),
    ...(without.length === 0 ? [] : [`--without '${without.join(',')}'`]),
  ];
}

/** What killing a monitor at every await came to. */
export function exhaustiveText(rows: readonly ExhaustiveRow[], out: Style): string {
  return table(
    out,
    ['SCENARIO', 'AWAITS', 'FAILED'],
    rows.map(({scenario, awaits, failed}) => [scenario, String(awaits), String(failed.length)]),
  );
}
