import {MonitorSocket, socketPathOf} from '../../../app/monitor-socket.ts';
import {reconcileView} from '../../../app/reconcile-view.ts';
import {settingsSchema} from '../../../app/settings.ts';
import {statusOf} from '../../../app/status.ts';
import {PaperBroker} from '../../../broker/paper/paper-broker.ts';
import {LockBook} from '../../../contention/lock-book.ts';
import {Monitor} from '../../../engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../../engine/monitor-options.ts';
import {LOOP_DEFAULTS, MonitorLoops} from '../../../engine/monitor-loops.ts';
import {Tenure, TENURE_DEFAULTS} from '../../../engine/tenure.ts';
import {BusyError, messageOf} from '../../../errors.ts';
import {monitorApp} from '../../../http/monitor-app.ts';
import {InstrumentBook} from '../../../market/instrument.ts';
import type {Broker, Intent} from '../../../ports/broker.ts';
import type {Clock} from '../../../ports/clock.ts';
import type {JournalEntry} from '../../../ports/journal.ts';
import type {QueuedStore} from '../../../store/sqlite/queued-store.ts';
import {WorkerStore} from '../../../store/sqlite/worker-store.ts';
import {SeededRandom} from '../../../system/seeded-random.ts';
import {SystemProcesses} from '../../../system/system-processes.ts';
import {overridden} from '../../../overridden.ts';
import type {DbLockPlant} from '../db-lock-plant.ts';
import type {Told} from '../ledger.ts';
import {witnessed} from '../witness-store.ts';
import type {HeldPlan, MonitorOrder} from './monitor-messages.ts';
import {SteadyFeed} from './steady-feed.ts';

/** An order is on its way so long, that it may be under way when a lock begins. */
const ORDER_LATENCY_MS = 250;
/** Sooner than by default: what a full disk left open must be settled while somebody looks. */
const RECONCILE_MS = 500;

/** Where a monitor says what happens in it. */
export type MonitorEars = Readonly<{
  openingRefused: (message: string) => void;
  told: (told: Told) => void;
  journal: (entry: JournalEntry) => void;
  /** Called before each order; it goes on its way when this resolves. */
  audit: (intent: Intent) => Promise<void>;
  /** The database is lost for good. */
  lost: (message: string) => void;
}>;

type Composition = Readonly<{plant: DbLockPlant | undefined; clock: Clock; ears: MonitorEars}>;

type Parts = Readonly<{
  clock: Clock;
  monitor: Monitor;
  store: QueuedStore;
  broker: PaperBroker;
  tenure: Tenure;
  feed: SteadyFeed;
  socket: MonitorSocket;
  loops: MonitorLoops;
}>;

/** The real engine on the database, composed as `vigil run` composes it, with a steady feed. */
export class RunningMonitor {
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;

  private constructor(parts: Parts, ears: MonitorEars) {
    this.#parts = parts;
    const {signal} = this.#stop;
    this.#running = Promise.all([
      parts.loops.run(parts.feed.events(signal), signal),
      parts.tenure.hold(signal).then((ended) => {
        if (ended === 'lost') ears.lost('another monitor has taken the lease of the database');
      }),
    ]);
  }

  static async open(order: MonitorOrder, {plant, clock, ears}: Composition): Promise<RunningMonitor> {
    const {databasePath: path, symbols} = order;
    const settings = {...settingsSchema.parse({}), db: path};
    const startedAtMs = clock.now();
    let monitor: Monitor | undefined;
    let loops: MonitorLoops | undefined;
    let queued: QueuedStore | undefined;
    let tenure: Tenure | undefined;
    const locks = new LockBook(clock);
    const line = monitorApp({
      status: () => statusOf({settings, clock, startedAtMs, monitor, loops, tenure, store: queued, locks}),
      explain: (planId) => monitor?.explain(planId),
      // Nobody asks it here.
      top: () => Promise.resolve(undefined),
      reconcile: async () => {
        const report = await monitor?.reconcile();
        return report === undefined ? undefined : reconcileView(report, 'monitor');
      },
    });
    const socket = await MonitorSocket.listen(socketPathOf(path), line);
    socket.publish();
    queued = await openStore(order, {plant, clock, ears, locks});
    const faulty = plant?.store?.(queued, {path, clock});
    const answering = faulty === undefined ? queued : overridden(queued, faulty);
    const store = witnessed(answering, {clock, by: 'monitor', tell: ears.told});
    const instruments = new InstrumentBook();
    const broker = await PaperBroker.open({
      path: order.bookPath,
      clock,
      instruments,
      random: new SeededRandom(order.seed),
      rules: {keepsTerms: true, latencyMs: ORDER_LATENCY_MS},
    });
    await broker.connect();
    const audited: Broker = overridden<Broker>(broker, {
      submit: async (intent) => {
        await ears.audit(intent);
        return broker.submit(intent);
      },
    });
    const feed = new SteadyFeed(clock, symbols, order.quotesPerSecond);
    const journal = {record: ears.journal};
    const holder = {...TENURE_DEFAULTS, holderId: `monitor ${process.pid}`};
    tenure = await Tenure.take({clock, store, journal, processes: new SystemProcesses()}, holder);
    monitor = new Monitor(
      {clock, store, broker: audited, feed, journal, tenure, instruments, locks, quoteObserver: broker},
      MONITOR_DEFAULTS,
    );
    await monitor.open();
    loops = new MonitorLoops(monitor, clock, journal, {...LOOP_DEFAULTS, reconcileMs: RECONCILE_MS});
    return new RunningMonitor({clock, monitor, store: queued, broker, tenure, feed, socket, loops}, ears);
  }

  /** Counts since the start. */
  figures() {
    const {monitor, store, feed} = this.#parts;
    return {
      due: feed.due,
      accepted: monitor.quoteCounts.accepted,
      late: feed.late,
      store: store.counters(),
      plans: monitor.census().plans,
    };
  }

  get missedByEvents(): number {
    return this.#parts.monitor.missedByEvents;
  }

  /** The plans that it holds when it has taken over what is new. */
  async held(): Promise<readonly HeldPlan[]> {
    const {monitor} = this.#parts;
    // The loop that does this all the time notes what goes wrong with it.
    await monitor.sync().catch(() => undefined);
    return [...monitor.rows()].map(({plan, status, revision}) => ({id: plan.id, status, revision}));
  }

  /** Ends as `vigil run` does: everything is settled, stored and closed. */
  async close(): Promise<void> {
    const {monitor, tenure, broker, store, socket} = this.#parts;
    this.#stop.abort(new Error('the monitor is told to stop'));
    await this.#running;
    await monitor.close();
    await tenure.release();
    await broker.close();
    await store.close();
    await socket.close();
  }
}

/** Tries again when it was refused, as whoever supervises the monitor starts it again. */
async function openStore(
  {databasePath: path, seed, deadlineMs}: MonitorOrder,
  {plant, clock, ears, locks}: Composition & Readonly<{locks: LockBook}>,
): Promise<QueuedStore> {
  const open = plant?.open ?? ((options) => WorkerStore.open(options));
  for (;;) {
    try {
      return await open({
        path,
        clock,
        random: new SeededRandom(seed),
        deadlineMs,
        meter: locks.meter('databaseWriter'),
        onFailure: (error) => ears.lost(messageOf(error)),
      });
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      ears.openingRefused(error.message);
    }
  }
}
