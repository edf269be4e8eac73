import {LockBook} from '../../contention/lock-book.ts';
import {Monitor} from '../../engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../engine/monitor-options.ts';
import {MonitorLoops} from '../../engine/monitor-loops.ts';
import {InstrumentBook} from '../../market/instrument.ts';
import {WorkerStore} from '../../store/sqlite/worker-store.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {ScriptedFeed} from '../soak/scripted-feed.ts';
import type {ConcurrencyParts} from './concurrency-parts.ts';
import {EngineJournal} from './engine-journal.ts';
import {ExclusionWitness} from './exclusion-witness.ts';
import {Ledger} from './ledger.ts';
import {LedgerBroker} from './ledger-broker.ts';
import {CONCURRENCY_PLANTS} from './plants.ts';
import {databaseIn, ledgerIn, type RunOrder} from './run-order.ts';
import {sharedTenure} from './shared-tenure.ts';

/** The refused are to fire again at once. */
const RETRY_MS = 1;
const SWEEP_MS = 1500;
/** Reconciling would make up for closes that were lost, and so hide them. */
const NEVER_MS = 2 ** 40;

/** The real engine with everything around it, as one of several on the same database. */
export class MonitorWorld {
  readonly by: string;
  readonly clock: SystemClock;
  readonly book: LockBook;
  readonly store: WorkerStore;
  readonly ledger: Ledger;
  readonly broker: LedgerBroker;
  readonly feed: ScriptedFeed;
  readonly journal = new EngineJournal();
  readonly exclusion: ExclusionWitness;
  readonly monitor: Monitor;
  readonly #syncMs: number;

  private constructor(
    {options, plant, folder, epoch, index}: RunOrder,
    outside: Readonly<{clock: SystemClock; random: SeededRandom; book: LockBook; store: WorkerStore}>,
  ) {
    const {clock, random, book, store} = outside;
    this.by = `monitor ${index}`;
    this.clock = clock;
    this.book = book;
    this.store = store;
    this.#syncMs = options.syncMs;
    this.feed = new ScriptedFeed(clock.now());
    this.ledger = new Ledger(ledgerIn(folder));
    this.broker = new LedgerBroker({ledger: this.ledger, clock, random}, this.by, options.brokerMs);
    const sound: ConcurrencyParts = {store, locks: book};
    const planted = CONCURRENCY_PLANTS.find(({name}) => name === plant);
    const parts = {...sound, ...planted?.parts?.(sound)};
    this.exclusion = new ExclusionWitness(parts.locks);
    const {broker, feed, journal} = this;
    const executor = {...MONITOR_DEFAULTS.executor, retryDelayMs: RETRY_MS};
    this.monitor = new Monitor(
      {
        clock,
        store: parts.store,
        broker,
        feed,
        journal,
        tenure: sharedTenure(epoch, clock.now()),
        instruments: new InstrumentBook(),
        locks: this.exclusion,
      },
      {...MONITOR_DEFAULTS, executor},
    );
  }

  static async open(order: RunOrder): Promise<MonitorWorld> {
    const clock = new SystemClock();
    const random = new SeededRandom(order.seed * 1000 + order.index);
    const book = new LockBook(clock);
    const meter = book.meter('databaseWriter');
    const store = await WorkerStore.open({path: databaseIn(order.folder), clock, random, meter});
    const world = new MonitorWorld(order, {clock, random, book, store});
    await world.monitor.open();
    return world;
  }

  /** Lets the engine run until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const loops = new MonitorLoops(this.monitor, this.clock, this.journal, {
      syncMs: this.#syncMs,
      sweepMs: SWEEP_MS,
      reconcileMs: NEVER_MS,
    });
    await loops.run(this.feed.events(signal), signal);
  }

  async close(): Promise<void> {
    await this.monitor.close();
    await this.broker.settled();
    await this.store.close();
    this.ledger.close();
  }
}
