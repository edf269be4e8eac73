import {join} from 'node:path';
import {MONITOR_DEFAULTS} from '../../../engine/monitor-options.ts';
import {MonitorLoops} from '../../../engine/monitor-loops.ts';
import {Tenure} from '../../../engine/tenure.ts';
import {messageOf} from '../../../errors.ts';
import {SteadyLink} from '../../../link/steady-link.ts';
import {InstrumentBook} from '../../../market/instrument.ts';
import type {Store} from '../../../ports/store.ts';
import type {Method} from '../../../store/sqlite/operation.ts';
import {SqliteStore} from '../../../store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../system/seeded-random.ts';
import {SystemClock} from '../../../system/system-clock.ts';
import type {Finding} from '../../diagnosis.ts';
import {sleepingPlan} from '../../sleeping-plan.ts';
import {Acknowledged, acknowledging} from '../acknowledged.ts';
import {EventLine} from '../event-line.ts';
import {judge} from '../judge.ts';
import {Notices} from '../notices.ts';
import type {Played} from '../play-fault.ts';
import type {RecoveryPlant} from '../recovery-plant.ts';
import {Venue} from '../venue.ts';
import {WatchedMonitor} from '../watched-monitor.ts';
import {Killer} from './killable-thread.ts';
import {openThreaded} from './threaded-store.ts';
import {handFed} from '../../../feed/hand-fed.ts';

export const KILLS = 'thread of the store is killed';

const SYMBOL = 'XAUUSD';
const BASE = 2000;
const STEP_MS = 15;
const LOOPS = {syncMs: 40, sweepMs: 200, reconcileMs: 200};

/** Four deaths within a minute are survived; the fifth is no accident any more. */
const TARGETS: readonly (readonly Method[])[] = [
  ['claim', 'settle', 'report'],
  ['settle', 'claim', 'changesSince'],
  ['report', 'saveVerdicts', 'claim'],
  ['changesSince', 'settle', 'claim'],
];

export type KillOrder = Readonly<{
  folder: string;
  seed: number;
  plant: RecoveryPlant | undefined;
  /** Plans that fire, one a quote. */
  plans: number;
  recoverMs: number;
  signal: AbortSignal;
}>;

/** Lets plans run on a real file whose thread is killed at work, again and again, and finds out what it has cost. */
export async function playKills(order: KillOrder): Promise<Played> {
  const {folder, seed, plant, plans, recoverMs, signal} = order;
  const clock = new SystemClock();
  const random = new SeededRandom(seed);
  const path = join(folder, `kills-${seed}.db`);
  const killer = new Killer(TARGETS[seed % TARGETS.length] ?? []);
  const notices = new Notices();
  const told = new Acknowledged();
  const findings: Finding[] = [];
  const find = (code: string, evidence: string) => findings.push({code, subject: KILLS, evidence});

  const store = await openThreaded({path, clock, random, start: killer.start}, plant?.taker, (error) =>
    notices.note(`store lost: ${messageOf(error)}`),
  );
  const venue = new Venue(clock, new SteadyLink(clock.now()), false);
  const tenure = await Tenure.forGood({clock, store, journal: notices});
  const engineStore: Store = acknowledging(store, told);
  const parts = {store: engineStore, broker: venue, journal: notices};
  const monitor = new WatchedMonitor(
    {
      clock,
      tenure,
      instruments: new InstrumentBook(),
      feed: handFed(new SteadyLink(clock.now())),
      ...parts,
      ...plant?.parts?.(parts),
    },
    MONITOR_DEFAULTS,
  );
  const createdAtMs = Math.floor(clock.now()) - 1;
  const acts = Array.from({length: plans}, (_, index) => ({
    ...sleepingPlan(`plan-${index}`, SYMBOL, createdAtMs),
    when: {price: {above: BASE + index + 0.5}},
  }));
  await store.add(acts, createdAtMs);
  await monitor.open();

  const line = new EventLine();
  const stop = new AbortController();
  const loops = new MonitorLoops(monitor, clock, notices, LOOPS);
  const running = loops.run(line.events(stop.signal), stop.signal);
  let step = 0;
  const quote = async () => {
    const nowMs = clock.now();
    const bid = BASE + Math.min(step, plans) + 0.5;
    line.push({
      type: 'quote',
      quote: {symbol: SYMBOL, bid, ask: bid + 0.1, timeMs: nowMs, receivedAtMs: nowMs},
    });
    closeSome(venue, nowMs);
    step += 1;
    await clock.sleep(STEP_MS, signal);
  };
  // A thread that was killed last may not have been replaced yet.
  const isDone = () =>
    store.counters().workerRestarts >= killer.kills && acts.every(({id}) => isSettled(venue, told, id));
  for (let count = 0; count <= plans; count += 1) await quote();
  const endedMs = clock.monotonic();
  while (!isDone() && clock.monotonic() - endedMs < recoverMs) await quote();
  const untilNormalMs = isDone() ? Math.round(clock.monotonic() - endedMs) : null;

  const {workerRestarts} = store.counters();
  if (workerRestarts > 0) notices.note(`threads replaced: ${workerRestarts}`);
  if (killer.kills === 0) find('NOT_SEEN', 'no thread was killed, so the run proves nothing');
  if (workerRestarts < killer.kills) {
    find(
      'RESTART_UNNOTICED',
      `${killer.kills} threads were killed; the status says that ${workerRestarts} were replaced`,
    );
  }
  if (untilNormalMs === null)
    find('NOT_RECOVERED', `${recoverMs} ms after the last plan was met, not all are settled`);
  for (const evidence of monitor.incomplete) find('PASS_INCOMPLETE', evidence);
  if (untilNormalMs !== null) {
    stop.abort();
    line.end();
    await running;
    await monitor.close();
    await store.close();
  } else {
    // What hangs is left behind; its thread is dead.
    stop.abort();
    line.end();
  }
  const after = await SqliteStore.open({path, clock, random});
  const {rows} = await after.list();
  findings.push(
    ...judge({
      during: KILLS,
      fates: new Map(acts.map(({id}) => [id, 'fires'])),
      rows: new Map(rows.map((row) => [row.plan.id, row])),
      book: venue.book,
      told,
      unsound: await after.check(),
    }),
  );
  await after.close();
  const seen = notices.all();
  const incomplete = monitor.incomplete.length;
  const {passes} = monitor;
  return {
    name: KILLS,
    part: 'store worker',
    kind: 'kills',
    strikes: killer.kills,
    passes,
    incomplete,
    untilNormalMs,
    seen,
    findings,
  };
}

function closeSome(venue: Venue, nowMs: number): void {
  for (const {intent} of venue.book.values()) {
    const isOdd = Number(intent.planId.split('-')[1]) % 2 === 1;
    if (isOdd && nowMs - intent.firedAtMs > 4 * STEP_MS)
      venue.closeOf(intent.clientOrderId, intent.firedPrice + 1);
  }
}

/** Whether all that has happened to a plan's order was acknowledged by the database. */
function isSettled(venue: Venue, told: Acknowledged, planId: string): boolean {
  const [order] = venue.ordersOf(planId);
  if (order === undefined) return false;
  const {clientOrderId} = order.intent;
  return told.settled.has(clientOrderId) && (order.report.close === null || told.closed.has(clientOrderId));
}
