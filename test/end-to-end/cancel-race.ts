/**
 * Plans that a price fires while other processes cancel them: each ends cancelled without an order, or
 * executed, and never both.
 *
 * The engine with the store and the book that `vigil run` has; eight processes that hold the store open.
 * `node test/end-to-end/cancel-race.ts [rounds]`; `npm run test:races` runs two hundred.
 */
import {type ChildProcess, fork} from 'node:child_process';
import {join} from 'node:path';
import {PaperBroker} from '../../src/broker/paper/paper-broker.ts';
import {Monitor} from '../../src/engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {Tenure} from '../../src/engine/tenure.ts';
import {handFed} from '../../src/feed/hand-fed.ts';
import {SteadyLink} from '../../src/link/steady-link.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {SILENT} from '../../src/ports/journal.ts';
import {WorkerStore} from '../../src/store/sqlite/worker-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {query, removeFolder, temporaryFolder} from './vigil-process.ts';

const PLANS = 50;
const PROCESSES = 8;
const LOWEST = 1300;

export type CancelRaces = Readonly<{
  rounds: number;
  cancelled: number;
  executed: number;
  faults: readonly string[];
}>;

export async function cancelRaces(rounds: number): Promise<CancelRaces> {
  const folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const book = join(folder, 'book');
  const clock = new SystemClock();
  const random = new SeededRandom(1);
  const store = await WorkerStore.open({path: db, clock, random});
  const instruments = new InstrumentBook();
  const broker = await PaperBroker.open({path: book, clock, random, instruments});
  const tenure = await Tenure.forGood({clock, store, journal: SILENT});
  const feed = handFed(new SteadyLink(0));
  const monitor = new Monitor(
    {clock, store, broker, feed, journal: SILENT, tenure, instruments, quoteObserver: broker},
    MONITOR_DEFAULTS,
  );
  await monitor.open();
  const hands = await Promise.all(Array.from({length: PROCESSES}, (_, index) => startHand(db, index + 1)));

  const faults: string[] = [];
  const acknowledged = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const plans = Array.from({length: PLANS}, (_, place) => planOf(round, place, clock.now()));
    await store.add(plans, clock.now());
    await monitor.sync();
    const ids = plans.map(({id}) => id);
    const cancels = hands.map((hand) => answerOf<readonly string[]>(hand, ids));
    for (let step = 0; step <= PLANS; step += 1) {
      const nowMs = clock.now();
      const bid = LOWEST + step + random.next() / 2;
      monitor.onQuote({
        symbol: 'XAUUSD',
        bid,
        ask: bid + 0.1,
        timeMs: nowMs + step / 1000,
        receivedAtMs: nowMs,
      });
      await clock.sleep(1);
    }
    for (const told of await Promise.all(cancels)) for (const id of told) acknowledged.add(id);
    await monitor.settled();
    await monitor.sync();
    // Back down, so that the next round begins below its prices.
    const nowMs = clock.now();
    monitor.onQuote({
      symbol: 'XAUUSD',
      bid: LOWEST - 1,
      ask: LOWEST - 0.9,
      timeMs: nowMs + 1,
      receivedAtMs: nowMs,
    });
  }
  const findings = await store.check();
  for (const hand of hands) hand.send('end');
  await monitor.close();
  await broker.close();
  await store.close();

  faults.push(...findings.map(({code, subject, message}) => `db check: ${code} ${subject}: ${message}`));
  const positions = new Map<string, number>();
  for (const {plan_id} of query<{plan_id: string}>(
    book,
    `SELECT plan_id FROM orders WHERE status <> 'fenced'`,
  ))
    positions.set(plan_id, (positions.get(plan_id) ?? 0) + 1);
  let cancelled = 0;
  let executed = 0;
  for (const {id, status} of query<{id: string; status: string}>(db, 'SELECT id, status FROM plans')) {
    const orders = positions.get(id) ?? 0;
    if (status === 'cancelled') cancelled += 1;
    if (status === 'executed') executed += 1;
    if (status !== 'cancelled' && status !== 'executed') faults.push(`${id} is ${status}`);
    if (orders !== (status === 'executed' ? 1 : 0))
      faults.push(`${id} is ${status} and has ${orders} orders`);
    if (acknowledged.has(id) && status !== 'cancelled')
      faults.push(`${id} is ${status}, and its cancel was acknowledged`);
  }
  if (cancelled + executed !== rounds * PLANS)
    faults.push(`${cancelled + executed} plans have ended of ${rounds * PLANS}`);
  if (faults.length === 0) removeFolder(folder);
  return {rounds, cancelled, executed, faults};
}

function planOf(round: number, place: number, nowMs: number): Plan {
  return {
    id: `r${round}-${place}`,
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    entry: {type: 'market'},
    levels: null,
    stopLoss: 1000,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: Math.floor(nowMs),
    when: {price: {above: LOWEST + place}},
    cancelWhen: null,
    group: null,
    notes: null,
  };
}

async function startHand(db: string, seed: number): Promise<ChildProcess> {
  const hand = fork(join(import.meta.dirname, 'cancel-race-child.ts'), [db, String(seed)]);
  await new Promise((resolve, reject) => {
    hand.once('message', resolve);
    hand.once('exit', (code) => reject(new Error(`a canceller ended with ${code}`)));
  });
  return hand;
}

function answerOf<Answer>(hand: ChildProcess, message: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a canceller ended with ${code}`));
    hand.once('exit', ended);
    hand.once('message', (answer) => {
      hand.off('exit', ended);
      resolve(answer as Answer);
    });
    hand.send(message);
  });
}

if (import.meta.main) {
  const rounds = Number(process.argv[2] ?? '200');
  const startedMs = performance.now();
  const {cancelled, executed, faults} = await cancelRaces(rounds);
  for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  process.stdout.write(
    `${rounds} rounds of ${PLANS} plans against ${PROCESSES} processes in ${seconds} s: ` +
      `${cancelled} cancelled without an order, ${executed} executed once\n`,
  );
  process.stdout.write(`${faults.length === 0 ? rounds : 0} passed, ${faults.length} failed\n`);
  if (faults.length > 0) process.exitCode = 1;
}
