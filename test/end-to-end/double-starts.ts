/**
 * Starts two monitors of one database at the same moment, again and again: one has to run, the other to be
 * refused, and what fires then fires once.
 *
 * `node test/end-to-end/double-starts.ts [rounds]`; `npm run test:lease` runs a hundred.
 */
import {join} from 'node:path';
import {
  endAll,
  eventually,
  monitorStatus,
  query,
  removeFolder,
  start,
  temporaryFolder,
  vigil,
} from './vigil-process.ts';

const PLANS = 5;

export type DoubleStarts = Readonly<{
  rounds: number;
  /** Second monitors that were told that another one runs. */
  refused: number;
  /** The slowest refusal, from the start of the process. */
  slowestRefusalMs: number;
  /** Starts after a kill, from the start of the process to the first claim. */
  slowestResumeMs: number;
  faults: readonly string[];
}>;

/** One round in three starts anew, one after a clean end, and one after a kill. */
export async function doubleStarts({
  rounds,
  parallel = 1,
}: Readonly<{rounds: number; parallel?: number}>): Promise<DoubleStarts> {
  const faults: string[] = [];
  let refused = 0;
  let slowestRefusalMs = 0;
  let slowestResumeMs = 0;
  let next = 0;
  const work = async () => {
    for (let round = next++; round < rounds; round = next++) {
      const result = await doubleStart(round % 3);
      refused += result.refused;
      slowestRefusalMs = Math.max(slowestRefusalMs, result.refusalMs);
      slowestResumeMs = Math.max(slowestResumeMs, result.resumeMs);
      faults.push(...result.faults.map((fault) => `round ${round}: ${fault}`));
    }
  };
  await Promise.all(Array.from({length: parallel}, work));
  return {rounds, refused, slowestRefusalMs, slowestResumeMs, faults};
}

async function doubleStart(before: number) {
  const faults: string[] = [];
  const folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const args = ['run', '--db', db, '--tick-ms', '20'];
  const plan = (id: string) => ({id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, when: {always: true}});
  if (before > 0) {
    const earlier = start(args, {folder});
    await eventually('the earlier monitor runs', async () => (await monitorStatus(db))?.state === 'running');
    await earlier.stop(before === 1 ? 'SIGTERM' : 'SIGKILL');
  }
  const plans = Array.from({length: PLANS}, (_, index) => plan(`p${index}`));
  await vigil(['plan', 'add', '-', '--db', db], {folder, input: JSON.stringify(plans)});

  const startedMs = performance.now();
  const pair = [start(args, {folder}), start(args, {folder})];
  const first = await Promise.race(pair.map(async (one) => ({one, ended: await one.ended})));
  const refusalMs = performance.now() - startedMs;
  const running = pair.find((one) => one !== first.one);
  if (first.ended.status !== 75) faults.push(`one ended with ${first.ended.status}: ${first.ended.stderr}`);
  if (!first.ended.stderr.includes('MONITOR_RUNNING') && !first.ended.stderr.includes('Another monitor'))
    faults.push(`it was not told why: ${first.ended.stderr}`);
  const isDone = () =>
    query<{status: string}>(db, 'SELECT status FROM plans').every(({status}) => status === 'executed');
  await eventually('every plan is executed', () => isDone() || running?.hasEnded === true);
  const resumeMs = performance.now() - startedMs;
  // The one that was refused may have taken the name of the socket away with it; it is back within a second.
  await eventually(
    'the one that runs answers',
    async () => running?.hasEnded === true || (await monitorStatus(db))?.pid === running?.pid,
  );
  const positions = query(`${db}.paper`, 'SELECT * FROM positions').length;
  if (positions !== PLANS) faults.push(`${PLANS} plans have ${positions} positions`);
  const end = await running?.stop('SIGTERM');
  if (end?.status !== 143)
    faults.push(`the one that ran ended with ${end?.status}: ${end?.stderr.slice(-300)}`);
  // Only now is all read that they wrote.
  const fired = pair.filter((one) => one.logged('fired').length > 0).length;
  if (fired !== 1) faults.push(`${fired} monitors have fired`);
  removeFolder(folder);
  return {faults, refused: first.ended.status === 75 ? 1 : 0, refusalMs, resumeMs};
}

if (import.meta.main) {
  const rounds = Number(process.argv[2] ?? '100');
  const startedMs = performance.now();
  const {refused, slowestRefusalMs, slowestResumeMs, faults} = await doubleStarts({rounds, parallel: 2});
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  process.stdout.write(
    `${rounds} double starts in ${seconds} s: ${refused} refused, the slowest after ${slowestRefusalMs.toFixed(0)} ms; ` +
      `all plans executed ${slowestResumeMs.toFixed(0)} ms after a start at the latest\n`,
  );
  process.stdout.write(
    `${rounds - new Set(faults.map((fault) => fault.split(':')[0])).size} passed, ${faults.length} failed\n`,
  );
  if (faults.length > 0) process.exitCode = 1;
  else await endAll();
}
