/**
 * The monitor as `vigil run` composes it, with store and broker wrapped: at the moment that a plan's order
 * says, somebody dies. The product has no hook for it.
 */
import {readFileSync} from 'node:fs';
import {failureEntry} from '../../../src/engine/failure-entry.ts';
import {Monitor} from '../../../src/engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../../src/engine/monitor-options.ts';
import {MonitorLoops} from '../../../src/engine/monitor-loops.ts';
import {SOURCE_CLOCK_DEFAULTS} from '../../../src/engine/source-clock.ts';
import {Tenure} from '../../../src/engine/tenure.ts';
import {openGateway} from '../../../src/app/gateway.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Broker, Intent} from '../../../src/ports/broker.ts';
import type {Journal} from '../../../src/ports/journal.ts';
import type {Store} from '../../../src/ports/store.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemProcesses} from '../../../src/system/system-processes.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';
import type {MonitorOrder, Point} from './terms.ts';

const order = JSON.parse(process.argv[2] ?? '') as MonitorOrder;
const clock = new SystemClock();
const random = new SystemRandom();
const journal: Journal = {
  record: (entry) => void process.stderr.write(`${JSON.stringify({time: clock.now(), ...entry})}\n`),
};

const done = new Set<string>();

/** The moment of a plan has come. */
async function reached(point: Point, planId: string): Promise<void> {
  if (order.kills[planId] !== point || done.has(planId)) return;
  done.add(planId);
  process.stderr.write(`${JSON.stringify({kind: 'reached', planId, point})}\n`);
  switch (order.victim) {
    case 'monitor':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'terminal':
      try {
        process.kill(Number(readFileSync(order.terminalPidFile, 'utf8')), 'SIGKILL');
      } catch (error) {
        journal.record(failureEntry('kill the terminal', error, {planId}));
      }
      break;
    case 'plan': {
      const other = await SqliteStore.open({path: order.db, clock, random});
      await other.cancel(planId, 'cancelled at the point', clock.now());
      await other.close();
      break;
    }
  }
}

function wrappedStore(store: WorkerStore): Store {
  const planOf = new Map<string, string>();
  const own: Partial<Store> = {
    claim: async (intent, terms, nowMs) => {
      planOf.set(intent.clientOrderId, intent.planId);
      await reached('beforeClaim', intent.planId);
      const claimed = await store.claim(intent, terms, nowMs);
      await reached('afterClaim', intent.planId);
      if (order.sabotage === 'noCompareAndSet' && !claimed.done && claimed.row !== undefined)
        return {done: true, row: claimed.row};
      return claimed;
    },
    settle: async (clientOrderId, settlement, nowMs) => {
      const planId = planOf.get(clientOrderId) ?? '';
      await reached('beforeSettle', planId);
      const swap = await store.settle(clientOrderId, settlement, nowMs);
      await reached('afterSettle', planId);
      return swap;
    },
    ...(order.sabotage === 'noIntent' ? {openIntents: () => Promise.resolve([])} : {}),
  };
  return new Proxy<Store>(store, {
    get: (target, name): unknown => {
      const replaced: unknown = Reflect.get(own, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (...call: unknown[]): unknown => value.apply(target, call) : value;
    },
  });
}

function wrappedBroker(broker: Broker): Broker {
  const own: Partial<Broker> = {
    submit: async (intent: Intent) => {
      await reached('beforeSend', intent.planId);
      const outcome = await broker.submit(intent);
      await reached('afterSend', intent.planId);
      return outcome;
    },
    ...(order.sabotage === 'noLookup'
      ? {
          lookup: () =>
            Promise.resolve({
              status: 'absent' as const,
              evidence: {sources: [], fromMs: 0, toMs: 0, looks: 0, note: 'not looked'},
            }),
          fence: () => Promise.resolve('never' as const),
        }
      : {}),
  };
  return new Proxy<Broker>(broker, {
    get: (target, name): unknown => {
      const replaced: unknown = Reflect.get(own, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (...call: unknown[]): unknown => value.apply(target, call) : value;
    },
  });
}

const store = await WorkerStore.open({path: order.db, clock, random});
const tenure = await Tenure.take(
  {clock, store, journal, processes: new SystemProcesses()},
  {holderId: String(random.next()), ttlMs: 15_000, renewMs: 5000, waitMs: 5000},
);
const {feed, broker} = await openGateway({
  address: {host: '127.0.0.1', port: order.port},
  secret: order.secret,
  clock,
  random,
  linkTimes: {backoffBaseMs: 20, backoffCapMs: 100, stableMs: 500},
});
const monitor = new Monitor(
  {
    clock,
    store: wrappedStore(store),
    broker: wrappedBroker(broker),
    feed,
    journal,
    tenure,
    instruments: new InstrumentBook(),
  },
  {
    ...MONITOR_DEFAULTS,
    sourceClock: {...SOURCE_CLOCK_DEFAULTS, offsetMs: 'measured'},
    failurePauseMs: 20,
    executor: {
      ...MONITOR_DEFAULTS.executor,
      notAfterMs: 1500,
      submitDeadlineMs: 1000,
      retryDelayMs: 20,
      resolver: {
        lookupDelaysMs: [0, 20, 40, 80, 150, 300, 500, 800, 1000],
        absentLooksMin: 2,
        settleMs: 0,
        answerMs: 1000,
      },
    },
  },
);
await monitor.open();
// Asked to end, it carries what is under way to its end first: an order that must not leave still would.
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
void tenure.hold(stop.signal);
await new MonitorLoops(monitor, clock, journal, {syncMs: 50, sweepMs: 1000, reconcileMs: 300}).run(
  feed.events(stop.signal),
  stop.signal,
);
process.exit();
