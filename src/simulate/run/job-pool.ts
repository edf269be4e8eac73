// vigil-lint-ok: several runs at once, each in a thread and none of them with a part of another
import {Worker} from 'node:worker_threads';
import type {Job, JobResult} from './job.ts';

const ENTRY = new URL('./job-worker.ts', import.meta.url);

export type PoolOptions = Readonly<{
  threads: number;
  /** Ends it after the runs under way. */
  signal?: AbortSignal | undefined;
  /** After so many another thread takes over. */
  runsPerThread?: number;
}>;

/** A run leaves 2 MB behind, of processes that were killed in it and wait for ever; a thread has room for 2,000. */
const RUNS_PER_THREAD = 200;

/**
 * Does runs in several threads. A thread's memory ends with it, and so does whatever a killed process of a run
 * has left waiting for ever; so after some runs another thread takes its place.
 *
 * @param onResult Called in the order in which runs end; true ends it.
 * @throws What a thread throws: a defect of the simulator, for those of a run are in its result.
 */
export async function runJobs(
  jobs: Iterable<Job>,
  {threads, signal, runsPerThread = RUNS_PER_THREAD}: PoolOptions,
  onResult: (result: JobResult) => boolean | undefined,
): Promise<void> {
  const queue = jobs[Symbol.iterator]() as Iterator<Job, undefined>;
  let isOver = false;
  const nextJob = (): Job | undefined => {
    if (isOver || signal?.aborted === true) return undefined;
    const {value, done} = queue.next();
    if (done === true) isOver = true;
    return done === true ? undefined : value;
  };
  /** One thread and its runs; whether another has to take over. */
  const shift = () =>
    new Promise<boolean>((resolve, reject) => {
      const worker = new Worker(ENTRY);
      let runs = 0;
      const next = () => {
        const job = runs < runsPerThread ? nextJob() : undefined;
        runs += 1;
        worker.postMessage(job ?? null);
      };
      const fail = (error: unknown) => {
        isOver = true;
        reject(error instanceof Error ? error : new Error(String(error)));
        void worker.terminate();
      };
      worker.on('message', (result: JobResult) => {
        try {
          if (onResult(result) === true) isOver = true;
          next();
        } catch (error) {
          fail(error);
        }
      });
      worker.on('error', fail);
      worker.on('exit', () => resolve(!isOver && signal?.aborted !== true));
      next();
    });
  const work = async () => {
    for (let goesOn = true; goesOn; ) goesOn = await shift();
  };
  await Promise.all(Array.from({length: threads}, work));
}
