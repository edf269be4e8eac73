import {FAULT_SITE_NAMES} from '../kernel/fault-sites.ts';
import {LOOKING_BACK_PART} from '../world/script.ts';
import {type JobResult, runJob} from './job.ts';
import type {Workbench} from './workbench.ts';

export type ShrinkOptions = Readonly<{
  bench: Workbench;
  /** The most runs that are tried. */
  runsMax: number;
  signal?: AbortSignal | undefined;
}>;

/**
 * Leaves out of a run that fails what it does not need to fail in the same way: faults and plans, first many
 * at a time and then one by one.
 *
 * @returns The smallest run that was found, with its trace.
 */
export async function shrink(failed: JobResult, {bench, runsMax, signal}: ShrinkOptions): Promise<JobResult> {
  const [violation] = failed.violations;
  if (violation === undefined) throw new Error('Invariant: only a run that failed is made smaller');
  let smallest = failed;
  let runs = 0;
  const isOver = () => runs >= runsMax || signal?.aborted === true;
  /** Whether it fails in the same way without these, too. */
  const leavesOut = async (parts: readonly string[]): Promise<boolean> => {
    runs += 1;
    const without = [...smallest.job.without, ...parts];
    const result = await runJob({...failed.job, without, keepsTrace: false}, bench);
    if (result.violations[0]?.invariant !== violation.invariant) return false;
    smallest = result;
    return true;
  };
  for (let isSmaller = true; isSmaller && !isOver(); ) {
    isSmaller = false;
    // Anew each time: a run without some parts may last longer, and meet others.
    const parts = partsOf(smallest);
    for (let size = Math.ceil(parts.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < parts.length && !isOver(); from += size) {
        const left = parts.slice(from, from + size).filter((part) => !smallest.job.without.includes(part));
        if (left.length > 0 && (await leavesOut(left))) isSmaller = true;
      }
    }
  }
  return runJob({...smallest.job, keepsTrace: true}, bench);
}

/** What a run could do without: faults that have struck, and plans. */
function partsOf({faults, planNumbers, job}: JobResult): readonly string[] {
  const parts = [
    ...FAULT_SITE_NAMES.filter((site) => faults.has(site)),
    'halt',
    LOOKING_BACK_PART,
    ...planNumbers.map((number) => `plan ${number}`),
  ];
  return parts.filter((part) => !job.without.includes(part));
}
