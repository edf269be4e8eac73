// Runs one seed after another until it is stopped (Ctrl-C, SIGTERM), or so many. What was run is written down
// every few seconds, with every seed that failed; the next start goes on where this one has stopped. A new commit
// begins a count of its own, and no seed is run twice.
//
// node scripts/simulate/nightly.ts [--state simulate-nightly.json] [--seeds N]
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {dirname, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {aJob, type Job, type JobResult} from '../../src/simulate/run/job.ts';
import {runJobs} from '../../src/simulate/run/job-pool.ts';
import {SITUATIONS} from '../../src/simulate/judge/sometimes.ts';

/** Between writes of the state. */
const SAVE_MS = 5000;

type State = {
  commit: string;
  /** The next one that nobody has run. */
  nextSeed: number;
  /** Of this commit. */
  runs: number;
  virtualMs: number;
  events: number;
  tookMs: number;
  situations: Record<string, number>;
  /** Of all commits. */
  failures: {
    commit: string;
    seed: number;
    hash: string;
    invariant: string;
    plan: string | null;
    what: string;
  }[];
};

function readState(path: string, commit: string): State {
  const fresh = {commit, runs: 0, virtualMs: 0, events: 0, tookMs: 0, situations: {}};
  let known: State | undefined;
  try {
    known = JSON.parse(readFileSync(path, 'utf8')) as State;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  if (known === undefined) return {...fresh, nextSeed: 1, failures: []};
  return known.commit === commit ? known : {...fresh, nextSeed: known.nextSeed, failures: known.failures};
}

/** Whole or not at all: a stop in the middle must not lose the night. */
function writeState(path: string, state: State): void {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}

function take(state: State, {seed, hash, events, virtualMs, violations, sometimes}: JobResult): void {
  state.runs += 1;
  state.events += events;
  state.virtualMs += virtualMs;
  for (const [name, count] of Object.entries(sometimes)) {
    state.situations[name] = (state.situations[name] ?? 0) + count;
  }
  const [violation] = violations;
  if (violation === undefined) return;
  const {invariant, plan, what} = violation;
  state.failures.push({commit: state.commit, seed, hash, invariant, plan, what});
  process.stdout.write(`seed ${seed} fails: ${invariant} ${plan ?? ''}: ${what}\n`);
}

async function main(): Promise<void> {
  const {values: flags} = parseArgs({
    options: {state: {type: 'string', default: 'simulate-nightly.json'}, seeds: {type: 'string'}},
  });
  const path = resolve(flags.state);
  const seedsMax = Number(flags.seeds ?? Number.POSITIVE_INFINITY);
  const state = readState(path, execFileSync('git', ['rev-parse', 'HEAD'], {encoding: 'utf8'}).trim());
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const [firstSeed, startedMs, tookBeforeMs] = [state.nextSeed, Date.now(), state.tookMs];
  function* jobs(): Generator<Job> {
    while (state.nextSeed - firstSeed < seedsMax) yield aJob(state.nextSeed++);
  }
  let savedMs = startedMs;
  const save = () => {
    state.tookMs = tookBeforeMs + Date.now() - startedMs;
    writeState(path, state);
    savedMs = Date.now();
  };
  process.stdout.write(`from seed ${firstSeed}, ${path}\n`);
  await runJobs(jobs(), {threads: availableParallelism(), signal: stop.signal}, (result) => {
    take(state, result);
    if (Date.now() - savedMs > SAVE_MS) save();
    return undefined;
  });
  save();
  const failed = state.failures.filter(({commit}) => commit === state.commit).length;
  const unreached = Object.keys(SITUATIONS).filter((name) => (state.situations[name] ?? 0) === 0);
  process.stdout.write(
    `commit ${state.commit.slice(0, 12)}: ${state.runs} runs, ${(state.virtualMs / 3_600_000).toFixed(0)} virtual hours, ` +
      `${state.events} events in ${(state.tookMs / 1000).toFixed(0)} s; ${failed} failed; ` +
      `${unreached.length === 0 ? 'every situation reached' : `never reached: ${unreached.join(', ')}`}\n`,
  );
  if (failed > 0) process.exitCode = 1;
}

await main();
