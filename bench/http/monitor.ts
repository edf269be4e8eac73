// The monitor as `vigil run --http` composes it, with a feed in the bench's hand and a store that notes when claims are
// on disk. One plan fires with each quote of one symbol; the other plans wait at another.
import {performance} from 'node:perf_hooks';
import type {Worker} from 'node:worker_threads';
import {HttpThread} from '../../src/app/http/http-thread.ts';
import {MonitorSocket, socketPathOf} from '../../src/app/monitor-socket.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {PaperBroker} from '../../src/broker/paper/paper-broker.ts';
import {ScriptedFeed} from '../../src/diagnose/soak/scripted-feed.ts';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {Monitor} from '../../src/engine/monitor.ts';
import {MonitorLoops} from '../../src/engine/monitor-loops.ts';
import {Tenure} from '../../src/engine/tenure.ts';
import {monitorApp} from '../../src/http/monitor-app.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Journal} from '../../src/ports/journal.ts';
import {WorkerStore} from '../../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {SystemRandom} from '../../src/system/system-random.ts';
import {collectGarbage} from '../collected-bytes.ts';
import {quantile} from '../measure.ts';
import {
  FIRING_SYMBOL,
  firingPrice,
  type MonitorAnswer,
  type MonitorOrder,
  type MonitorQuestion,
  type Phase,
} from './terms.ts';

const {db, quoteMs, firing} = JSON.parse(process.argv[2] ?? '') as MonitorOrder;
const say = (answer: MonitorAnswer) => process.send?.(answer);
const clock = new SystemClock();
const random = new SystemRandom();
// The limit of one address is not what is measured.
const settings = {...settingsSchema.parse({http: {requestsPerSecond: 1_000_000}}), db};
const journal: Journal = {
  record: (entry) => {
    if (entry.kind === 'http' && entry.state === 'listening')
      say({type: 'listening', address: entry.address});
    else if (entry.kind === 'failure' || entry.kind === 'http')
      process.stderr.write(`${JSON.stringify(entry)}\n`);
  },
};

const threads: Worker[] = [];
process.on('worker', (worker) => threads.push(worker));

/** When the quote was said that fires the plan; ms of `performance`. */
const saidAt = new Map<string, number>();
/** One that has waited for less may be on its way. */
const UNFIRED_AFTER_MS = 1000;
let latencies: number[] = [];

const store = await WorkerStore.open({path: db, clock, random});
const noting = new Proxy(store, {
  get: (target, name): unknown => {
    const value: unknown = Reflect.get(target, name, target);
    if (name !== 'claim') return typeof value === 'function' ? value.bind(target) : value;
    return async (...call: Parameters<WorkerStore['claim']>) => {
      const claimed = await target.claim(...call);
      const said = saidAt.get(call[0].planId);
      if (claimed.done && said !== undefined) latencies.push(performance.now() - said);
      saidAt.delete(call[0].planId);
      return claimed;
    };
  },
});
const tenure = await Tenure.forGood({clock, store, journal});
const instruments = new InstrumentBook();
const broker = await PaperBroker.open({path: `${db}.paper`, clock, random, instruments});
await broker.connect();
const feed = new ScriptedFeed(clock.now(), () => clock.now());
const monitor = new Monitor(
  {clock, store: noting, broker, feed, journal, tenure, instruments, quoteObserver: broker},
  MONITOR_DEFAULTS,
);
await monitor.open();
const app = monitorApp({
  status: () => ({pid: process.pid, plans: monitor.census()}),
  explain: (planId) => monitor.explain(planId),
  top: () => Promise.resolve({}),
  reconcile: () => Promise.resolve(undefined),
});
const socket = await MonitorSocket.listen(socketPathOf(db), app);
socket.publish();
const http = new HttpThread({settings, address: '127.0.0.1:0'}, {clock, journal});
await http.listening;

let next = 0;
const quoting = setInterval(() => {
  const atMs = clock.now();
  const price = firingPrice(next);
  feed.say({symbol: 'XAUUSD', bid: 2000, ask: 2000.2, timeMs: atMs, receivedAtMs: atMs});
  if (next >= firing) return;
  saidAt.set(`fire-${next}`, performance.now());
  next += 1;
  feed.say({symbol: FIRING_SYMBOL, bid: price + 0.5, ask: price + 0.6, timeMs: atMs, receivedAtMs: atMs});
}, quoteMs);

async function phaseNow(): Promise<Phase> {
  const claims = {
    claims: latencies.length,
    claimP50Ms: quantile(latencies, 0.5),
    claimP99Ms: quantile(latencies, 0.99),
    claimMaxMs: quantile(latencies, 1),
    unfired: [...saidAt.values()].filter((atMs) => performance.now() - atMs > UNFIRED_AFTER_MS).length,
  };
  collectGarbage();
  const {rss, heapUsed} = process.memoryUsage();
  const mb = (bytes: number) => Math.round(bytes / 1e5) / 10;
  const heaps = await Promise.all(threads.map((thread) => thread.getHeapStatistics()));
  return {
    ...claims,
    ...{rssMb: mb(rss), heapMb: mb(heapUsed)},
    threads: heaps.map((heap) => ({usedMb: mb(heap.used_heap_size), takenMb: mb(heap.total_heap_size)})),
  };
}

process.on('message', (question: MonitorQuestion) => {
  if (question === 'begin') {
    latencies = [];
    saidAt.clear();
  } else if (question === 'report') {
    void phaseNow().then((phase) => say({type: 'phase', phase}));
  } else {
    clearInterval(quoting);
    stop.abort();
  }
});

const stop = new AbortController();
await new MonitorLoops(monitor, clock, journal).run(feed.events(stop.signal), stop.signal);
await http.close();
await monitor.close();
await socket.close();
await broker.close();
await tenure.release();
await store.close();
process.disconnect?.();
