import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {runChild} from '../process/run-child.ts';
import type {HandResult} from './hand-session.ts';
import {Ledger} from './ledger.ts';
import {LedgerFollower} from './ledger-follower.ts';
import type {LedgerLine} from './ledger-line.ts';
import type {MonitorResult} from './monitor-session.ts';
import {databaseIn, ledgerIn, type RunOrder} from './run-order.ts';
import type {RunResult} from './run-result.ts';
import {Timetable} from './timetable.ts';

const MONITOR = new URL('./monitor-child.ts', import.meta.url);
const HAND = new URL('./hand-child.ts', import.meta.url);

/** From the last process's being ready to the start: all have read by then when it is. */
const HEAD_START_MS = 100;
const LEASE_MS = 86_400_000;

type RunTerms = Omit<RunOrder, 'epoch' | 'index'> &
  Readonly<{signal: AbortSignal; onProgress: (share: number) => void}>;

/**
 * Starts all processes of a run, gives them their common start, and calls it over when the hands have
 * done their work. When one of them fails, the others are ended.
 *
 * @throws {DiagnosisError} DIAGNOSIS_BROKE when a process failed; the signal's reason when it aborted.
 */
export async function runProcesses({signal, onProgress, ...terms}: RunTerms): Promise<RunResult> {
  const {options, folder} = terms;
  const clock = new SystemClock();
  const ledger = new Ledger(ledgerIn(folder));
  const lines: LedgerLine[] = [];
  const epoch = await takeLease(terms);
  const allReady = Promise.withResolvers<void>();
  let ready = 0;
  const follower = new LedgerFollower(ledgerIn(folder), clock, (line) => {
    lines.push(line);
    if (line.is !== 'ready') return;
    ready += 1;
    if (ready === options.monitors + options.hands) allReady.resolve();
  });

  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const start = <Result>(entry: URL, index: number): Promise<Result> =>
    runChild<Result>({
      entry,
      order: {...terms, epoch, index} satisfies RunOrder,
      nodeFlags: [],
      onProgress: entry === MONITOR && index === 0 ? onProgress : () => undefined,
      signal: either,
    }).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  const monitors = Array.from({length: options.monitors}, (_, index) => start<MonitorResult>(MONITOR, index));
  const hands = Array.from({length: options.hands}, (_, index) => start<HandResult>(HAND, index));
  const direct = async (): Promise<void> => {
    await allReady.promise;
    ledger.write({is: 'start', atMs: clock.now() + HEAD_START_MS});
    await Promise.all(hands);
    await cancelCounters(terms, ledger);
    ledger.write({is: 'over'});
  };
  try {
    const done = Promise.all([Promise.all(monitors), Promise.all(hands)]);
    // Without all of them there is no start, and nobody would ever call it over.
    await Promise.race([direct(), done]);
    const [monitorResults, handResults] = await done;
    return {monitors: monitorResults, hands: handResults, ...(await readEnd(terms)), ledger: lines};
  } catch (error) {
    failed.abort(error);
    throw error;
  } finally {
    await Promise.allSettled([...monitors, ...hands]);
    await follower.stop();
    ledger.close();
  }
}

/**
 * Takes the lease that all monitors of the run work under, for longer than any run. Nobody renews it, so
 * that what happens between them is decided by the claims alone.
 */
async function takeLease(where: Pick<RunOrder, 'seed' | 'folder'>): Promise<number> {
  return withStore(where, async (store, clock) => {
    const holder = {holderId: 'all monitors of the run', host: '', pid: process.pid, processStart: ''};
    const {epoch} = await store.acquireLease({holder, ttlMs: LEASE_MS}, clock.now());
    return epoch;
  });
}

/** Ends the plans that were there to be edited. */
async function cancelCounters(
  {options, seed, folder}: Pick<RunOrder, 'options' | 'seed' | 'folder'>,
  ledger: Ledger,
): Promise<void> {
  await withStore({seed, folder}, async (store, clock) => {
    for (const planId of new Timetable(options, seed, 0).counterIds()) {
      const {done} = await store.cancel(planId, 'the run is over', clock.now());
      if (done) ledger.write({is: 'cancelled', by: 'parent', planId});
    }
  });
}

/** What the database says when nobody writes to it any more. */
async function readEnd(
  where: Pick<RunOrder, 'seed' | 'folder'>,
): Promise<Pick<RunResult, 'ends' | 'unsound'>> {
  return withStore(where, async (store) => {
    const {rows, broken} = await store.list();
    return {
      ends: rows.map(({plan: {id: planId, volumeLots}, status}) => ({planId, status, volumeLots})),
      unsound: [
        ...(await store.check()),
        ...broken.map(({id, problems}) => ({
          code: 'ROW_BROKEN',
          subject: id,
          message: problems.map(({message}) => message).join(', '),
        })),
      ],
    };
  });
}

async function withStore<Result>(
  {seed, folder}: Pick<RunOrder, 'seed' | 'folder'>,
  work: (store: SqliteStore, clock: SystemClock) => Promise<Result>,
): Promise<Result> {
  const clock = new SystemClock();
  const store = await SqliteStore.open({path: databaseIn(folder), clock, random: new SeededRandom(seed)});
  try {
    return await work(store, clock);
  } finally {
    await store.close();
  }
}
