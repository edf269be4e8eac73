import {join} from 'node:path';
import {PaperBroker} from '../../broker/paper/paper-broker.ts';
import {Monitor} from '../../engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../engine/monitor-options.ts';
import {MonitorLoops} from '../../engine/monitor-loops.ts';
import {Tenure} from '../../engine/tenure.ts';
import {InstrumentBook} from '../../market/instrument.ts';
import {BARS_KEPT} from '../../market/bar-series.ts';
import {TIMEFRAME_MS} from '../../market/bar.ts';
import type {Quote} from '../../market/quote.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Store} from '../../ports/store.ts';
import type {StoreCounters} from '../../store/sqlite/operation-queue.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../store/sqlite/worker-store.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {rest, VirtualClock} from '../../system/virtual-clock.ts';
import {PRICES, SPREAD} from './lifecycle.ts';
import {ScriptedFeed} from './scripted-feed.ts';
import {SoakBroker} from './soak-broker.ts';
import type {SoakOptions} from './soak-options.ts';
import type {SoakParts, SoakPlant} from './soak-parts.ts';
import {soakSymbols} from './soak-symbols.ts';
import {Tally} from './tally.ts';

/** Monday noon; any time would do. */
const START_MS = Date.UTC(2026, 0, 5, 12);

/** The wait between two steps of the script, longer than the engine's look for changes. */
const STEP_MS = {virtual: 20_000, real: 300} as const;

export type SoakPlace = Readonly<{
  /** Folder for the databases, of this run alone. */
  folder: string;
  seed: number;
  plant: SoakPlant | undefined;
}>;

/** The real engine with everything around it, and the hand that moves its market and its clock. */
export class SoakWorld {
  readonly clock: Clock;
  readonly monitor: Monitor;
  /** As another process would use it. */
  readonly store: Store;
  readonly broker: SoakBroker;
  readonly feed: ScriptedFeed;
  readonly tally: Tally;
  readonly databasePath: string;
  readonly stepMs: number;
  readonly #counters: () => StoreCounters;
  readonly #virtual: VirtualClock | undefined;
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;

  private constructor(
    parts: Readonly<{
      clock: Clock;
      store: SqliteStore | WorkerStore;
      broker: SoakBroker;
      feed: ScriptedFeed;
      tally: Tally;
    }>,
    monitor: Monitor,
    clockOfEngine: Clock,
    databasePath: string,
  ) {
    this.clock = parts.clock;
    this.store = parts.store;
    this.broker = parts.broker;
    this.feed = parts.feed;
    this.tally = parts.tally;
    this.monitor = monitor;
    this.databasePath = databasePath;
    this.#counters = () => parts.store.counters();
    this.#virtual = parts.clock instanceof VirtualClock ? parts.clock : undefined;
    this.stepMs = this.#virtual === undefined ? STEP_MS.real : STEP_MS.virtual;
    const {signal} = this.#stop;
    const loops = new MonitorLoops(monitor, clockOfEngine, parts.tally);
    this.#running = loops.run(this.feed.events(signal), signal);
  }

  static async open(options: SoakOptions, {folder, seed, plant}: SoakPlace): Promise<SoakWorld> {
    const clock = options.realTime ? new SystemClock() : new VirtualClock(START_MS);
    const random = new SeededRandom(seed);
    const databasePath = options.store === 'memory' ? ':memory:' : join(folder, 'plans.db');
    const Store = options.store === 'worker' ? WorkerStore : SqliteStore;
    const store = await Store.open({path: databasePath, clock: new SystemClock(), random});
    const instruments = new InstrumentBook();
    // The book in memory keeps every order for ever, as a replay wants it.
    const paper = await PaperBroker.open({
      path: join(folder, 'book.db'),
      clock,
      instruments,
      random,
      // Otherwise it would take orders with a stop on the wrong side.
      rules: {keepsTerms: true},
    });
    await paper.connect();
    const broker = new SoakBroker(paper);
    const feed = new ScriptedFeed(clock.now(), () => clock.now());
    const tally = new Tally();
    // Nobody else has the database.
    const tenure = await Tenure.forGood({clock, store, journal: tally});
    const sound: SoakParts = {
      clock,
      store,
      broker,
      feed,
      journal: tally,
      tenure,
      instruments,
      quoteObserver: paper,
      symbols: soakSymbols(),
    };
    const parts: SoakParts = {...sound, ...plant?.parts?.(sound)};
    const monitor = new (plant?.engine ?? Monitor)(parts, MONITOR_DEFAULTS);
    await monitor.open();
    return new SoakWorld({clock, store, broker, feed, tally}, monitor, parts.clock, databasePath);
  }

  /** Timers that are set and have not run. */
  get timers(): number {
    return (
      this.#virtual?.timers ?? process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    );
  }

  get walBytes(): number {
    return this.#counters().walPages * 4096;
  }

  /** The signal that the engine's loops run under. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Says one quote of each of these symbols that the engine has subscribed, and lets it be worked. */
  async quote(symbols: Iterable<string>, bid: number): Promise<void> {
    const nowMs = this.clock.now();
    for (const symbol of symbols) {
      if (this.feed.has(symbol)) this.feed.say(quoteOf(symbol, bid, nowMs));
    }
    await this.#idle();
  }

  /** Lets time go on by one step. */
  async step(): Promise<void> {
    await this.#idle();
    await (this.#virtual?.advance(this.stepMs) ?? this.clock.sleep(this.stepMs));
    await this.#idle();
  }

  /**
   * Goes on to the next full minute. Bars that are asked for then end where the quotes to come begin; a minute of which
   * a desk missed the end would leave its newest bar old. On the machine's clock all is said within the grace.
   */
  async beginMinute(): Promise<void> {
    const length = TIMEFRAME_MS.M1;
    await this.#virtual?.advanceTo(Math.ceil(this.clock.now() / length) * length);
    await this.#idle();
  }

  /** Gives the desk of a symbol as many bars as it will ever keep, from quotes of long ago. */
  age(symbol: string): void {
    const nowMs = this.clock.now();
    const days = BARS_KEPT + 1;
    for (let day = days; day > 0; day -= 1) {
      this.monitor.onQuote(quoteOf(symbol, PRICES.wait + (day % 2) / 4, nowMs - day * TIMEFRAME_MS.D1));
    }
  }

  /** Ends the engine; the databases are closed. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the soak is over'));
    await this.#running;
    await this.monitor.close();
    await this.broker.close();
    await this.store.close();
  }

  /** Waits until neither engine nor store has work under way. */
  async #idle(): Promise<void> {
    do {
      await rest();
      await this.monitor.settled();
    } while (this.#counters().waiting > 0);
  }
}

function quoteOf(symbol: string, bid: number, nowMs: number): Quote {
  return {symbol, bid, ask: bid + SPREAD, timeMs: nowMs, receivedAtMs: nowMs};
}
