import type {Census} from '../../engine/monitor.ts';
import type {Finding} from '../diagnosis.ts';
import {type Trend, theilSen} from '../statistics/theil-sen.ts';
import type {Checkpoint} from './checkpoint.ts';
import type {SoakOptions} from './soak-options.ts';

/** The checkpoints that are judged: those after warming up. */
export function judged(checkpoints: readonly Checkpoint[], options: SoakOptions): readonly Checkpoint[] {
  return checkpoints.slice(options.warmUpCheckpoints);
}

/** Bytes per lifecycle; undefined when it was not measured, or the run ended too early. */
export function trendOf(
  checkpoints: readonly Checkpoint[],
  valueOf: (checkpoint: Checkpoint) => number | null,
): Trend | undefined {
  const values = checkpoints.map(valueOf).filter((value) => value !== null);
  if (values.length < 3 || values.length < checkpoints.length) return undefined;
  return theilSen(
    checkpoints.map(({lifecycles}) => lifecycles),
    values,
  );
}

/** Figures that must be the same at each judged checkpoint, since the same plans are alive. */
const STEADY = ['handles', 'timers', 'listeners', 'subscriptions'] as const;
type Steady = (typeof STEADY)[number];

const STEADY_CODES: Readonly<Record<Steady, string>> = {
  handles: 'HANDLE_LEAK',
  timers: 'TIMER_LEAK',
  listeners: 'LISTENER_LEAK',
  subscriptions: 'SUBSCRIPTION_LEAK',
};

/** By how much a figure is higher at the last judged checkpoint than at the first; null: not measured. */
export function growthOf(
  checkpoints: readonly Checkpoint[],
  valueOf: (checkpoint: Checkpoint) => number | null,
): number | null {
  const first = checkpoints[0];
  const last = checkpoints.at(-1);
  const [from, to] = [first, last].map((one) => (one === undefined ? null : valueOf(one)));
  return from === undefined || from === null || to === undefined || to === null ? null : to - from;
}

/**
 * By how much a count is surely higher in the end than it was: its least value in the last quarter less
 * its greatest in the first, or 0. On the machine's clock a count may waver by the work under way.
 */
function lastingGrowth(values: readonly number[]): number {
  const quarter = Math.max(1, values.length >> 2);
  if (values.length < 2 * quarter) return 0;
  return Math.max(0, Math.min(...values.slice(-quarter)) - Math.max(...values.slice(0, quarter)));
}

/** The steady figures that were measured, with how much each grew. */
export function steadyGrowth(
  checkpoints: readonly Checkpoint[],
): readonly Readonly<{name: Steady; growth: number}>[] {
  return STEADY.flatMap((name) => {
    const values = checkpoints.map((checkpoint) => checkpoint[name]).filter((value) => value !== null);
    return values.length < checkpoints.length ? [] : [{name, growth: lastingGrowth(values)}];
  });
}

/** Everything that grew from checkpoint to checkpoint and must not. */
export function trendFindings(all: readonly Checkpoint[], options: SoakOptions): readonly Finding[] {
  const checkpoints = judged(all, options);
  const lifecycles = growthOf(checkpoints, (checkpoint) => checkpoint.lifecycles) ?? 0;
  return [
    ...leak(
      'HEAP_LEAK',
      'the heap',
      options.heapLeakBytes,
      trendOf(checkpoints, (one) => one.heapBytes),
    ),
    ...leak(
      'EXTERNAL_LEAK',
      'buffers outside the heap',
      options.externalLeakBytes,
      trendOf(checkpoints, (one) => one.externalBytes),
    ),
    ...leak(
      'WORKER_LEAK',
      'the heap of the store’s thread',
      options.workerLeakBytes,
      trendOf(checkpoints, (one) => one.workerHeapBytes),
    ),
    ...steadyGrowth(checkpoints)
      .filter(({growth}) => growth > 0)
      .map(({name, growth}) => ({
        code: STEADY_CODES[name],
        subject: name,
        evidence: `${growth} more after ${lifecycles} lifecycles, with the same plans alive`,
      })),
    ...censusGrowth(checkpoints, lifecycles),
  ];
}

function leak(code: string, subject: string, limit: number, trend: Trend | undefined): Finding[] {
  if (trend === undefined || trend.lower <= limit) return [];
  const {slope, lower, upper} = trend;
  const evidence =
    `grows by ${shown(slope)} bytes with each lifecycle (99 % between ${shown(lower)} and ${shown(upper)}); ` +
    `${limit} are let pass`;
  return [{code, subject, evidence}];
}

function censusGrowth(checkpoints: readonly Checkpoint[], lifecycles: number): Finding[] {
  const lines = Object.keys(checkpoints[0]?.census ?? {}) as (keyof Census)[];
  return lines.flatMap((line) => {
    const counts = checkpoints.map(({census}) => census[line]);
    if (lastingGrowth(counts) === 0) return [];
    const evidence = `${counts.at(0)} became ${counts.at(-1)} in ${lifecycles} lifecycles, with the same plans alive`;
    return [{code: 'CENSUS_GREW', subject: line, evidence}];
  });
}

function shown(bytes: number): string {
  return bytes.toFixed(1);
}
