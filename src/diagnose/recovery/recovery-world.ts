import type {CompiledCondition} from '../../condition/compiled-condition.ts';
import type {MarketView} from '../../condition/market-view.ts';
import {messageOf} from '../../errors.ts';
import {MONITOR_DEFAULTS} from '../../engine/monitor-options.ts';
import {MonitorLoops} from '../../engine/monitor-loops.ts';
import {RESOLVER_DEFAULTS} from '../../engine/order-resolver.ts';
import {AS_WRITTEN} from '../../engine/symbol-directory.ts';
import {Tenure, TENURE_DEFAULTS} from '../../engine/tenure.ts';
import {SupervisedLink} from '../../link/supervised-link.ts';
import {InstrumentBook} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {Broker} from '../../ports/broker.ts';
import type {FeedPast} from '../../ports/feed.ts';
import type {Processes} from '../../ports/processes.ts';
import type {PlanRow, Store} from '../../ports/store.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {VirtualClock} from '../../system/virtual-clock.ts';
import {Acknowledged, acknowledging} from './acknowledged.ts';
import {Peer} from './cut-link.ts';
import {EventLine} from './event-line.ts';
import {FaultyClock} from './faulty-clock.ts';
import {madeBars} from '../made-bars.ts';
import {Notices} from './notices.ts';
import type {RecoveryParts, RecoveryPlant, Sight} from './recovery-plant.ts';
import {SaidMinutes} from './said-minutes.ts';
import {marketBefore} from './script.ts';
import {Tap, tapped} from './tap.ts';
import {Venue} from './venue.ts';
import {WatchedMonitor} from './watched-monitor.ts';
import {handFed} from '../../feed/hand-fed.ts';

/** Monday noon; any time would do. */
const START_MS = Date.UTC(2026, 0, 5, 12);
const LOOPS = {syncMs: 250, sweepMs: 2000, reconcileMs: 5000};
/** A desk whose last quote is older than this shows it in the status. */
const QUOTE_OLD_MS = 5000;

/** Doubt about an order ends within a fault, so that its end can be seen. */
const RESOLVER = {...RESOLVER_DEFAULTS, lookupDelaysMs: [0, 200, 500, 1000, 2000, 5000, 10_000]};

const PROCESSES: Processes = {host: 'here', pid: 1, processStart: '0', isGone: () => false};

/** What a condition says when it is asked. */
export type Answers = Pick<CompiledCondition, 'state' | 'wakes' | 'explain'>;

export type WorldOrder = Readonly<{seed: number; plant: RecoveryPlant | undefined}>;

type Outside = Readonly<{
  clock: VirtualClock;
  random: SeededRandom;
  database: SqliteStore;
  plant: RecoveryPlant | undefined;
}>;

/** The real engine on virtual time, with a tap on each of its parts. */
export class RecoveryWorld {
  readonly clock: VirtualClock;
  readonly engineClock: FaultyClock;
  readonly random: SeededRandom;
  /** As another process would use it. */
  readonly hand: Store;
  readonly venue: Venue;
  readonly brokerPeer = new Peer();
  readonly feedPeer = new Peer();
  readonly notices = new Notices();
  readonly told = new Acknowledged();
  readonly taps = {
    store: new Tap(),
    broker: new Tap(),
    observer: new Tap(),
    symbols: new Tap(),
    instruments: new Tap(),
  };
  /** The compiled condition of each plan that has been asked. */
  readonly #compiled = new Map<string, CompiledCondition>();
  /** Symbols of which no quote is sent. */
  readonly silent = new Set<string>();
  /** What quotes of a symbol are turned into before they are sent. */
  readonly distorted = new Map<string, (quote: Quote) => Quote>();
  readonly minutes = new SaidMinutes(START_MS);
  line = new EventLine();
  monitor: WatchedMonitor;
  loops: MonitorLoops;
  /** Passes of engines that have ended. */
  readonly ended = {passes: 0, incomplete: [] as string[], aborted: [] as string[], missed: 0};
  strikes = 0;
  overwritten: string | undefined;
  readonly #plant: RecoveryPlant | undefined;
  readonly #sight: Sight | undefined;
  /** Conditions that look through the plant's sight. */
  readonly #fitted = new WeakSet<CompiledCondition>();
  readonly #parts: RecoveryParts;
  readonly #links: Readonly<{feed: SupervisedLink; broker: SupervisedLink}>;
  #tenure: Tenure | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #holding: Promise<unknown> = Promise.resolve();
  #quotesBefore: Readonly<Record<string, number>> = {};
  /** Why the engine has ended without being asked to. */
  #died: string | undefined;

  private constructor({clock, random, database, plant}: Outside) {
    this.clock = clock;
    this.engineClock = new FaultyClock(clock);
    this.random = random;
    this.hand = acknowledging(database, this.told);
    this.#plant = plant;
    this.#sight = plant?.sight?.();
    const Link = plant?.link ?? SupervisedLink;
    const link = (peer: Peer) => new Link({clock, random, connect: peer.connect});
    this.#links = {feed: link(this.feedPeer), broker: link(this.brokerPeer)};
    this.venue = new Venue(clock, this.#links.broker, random.next() < 0.5);
    const sound: RecoveryParts = {
      store: acknowledging(tapped<Store>(database, this.taps.store), this.told),
      broker: tapped<Broker>(this.venue, this.taps.broker),
      journal: this.notices,
    };
    this.#parts = {...sound, ...plant?.parts?.(sound)};
    this.monitor = this.#newMonitor();
    this.loops = this.#newLoops();
  }

  static async open({seed, plant}: WorldOrder): Promise<RecoveryWorld> {
    const clock = new VirtualClock(START_MS);
    const random = new SeededRandom(seed);
    const database = await SqliteStore.open({path: ':memory:', clock, random});
    const world = new RecoveryWorld({clock, random, database, plant});
    for (const link of Object.values(world.#links)) link.start();
    await clock.advance(0);
    const {journal, store} = world.#parts;
    world.#tenure = await Tenure.take(
      {clock: world.engineClock, store, journal, processes: PROCESSES},
      {...TENURE_DEFAULTS, holderId: 'one'},
    );
    world.#holding = world.#tenure.hold(world.#stop.signal);
    // The tenure has to be there before an engine asks for it.
    world.monitor = world.#newMonitor();
    await world.#start();
    return world;
  }

  /** Lets the engine work until a time. An engine that has ended is started again, as a service manager would. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    if (this.#died === undefined) return;
    this.notices.note(`process ended: ${this.#died}`);
    this.#died = undefined;
    await this.#endMonitor();
    this.line = new EventLine();
    this.monitor = this.#newMonitor();
    await this.#start();
  }

  /** Sends a quote, if it gets through. */
  say(quote: Quote): void {
    if (this.silent.has(quote.symbol)) return;
    const sent = this.distorted.get(quote.symbol)?.(quote) ?? quote;
    this.minutes.note(sent);
    this.line.push({type: 'quote', quote: sent});
  }

  /** From here on the fault is told of. */
  beginFault(): void {
    this.notices.forget();
    this.#quotesBefore = {...this.monitor.quoteCounts};
  }

  /**
   * Lets the condition of a plan answer otherwise; the engine has shown it when it was asked.
   *
   * @returns The way back.
   */
  turnFaulty(planId: string, answersOf: (sound: Answers) => Partial<Answers>): () => void {
    const whole = this.#compiled.get(planId);
    if (whole === undefined) return () => undefined;
    const sound: Answers = {
      state: whole.state.bind(whole),
      wakes: whole.wakes.bind(whole),
      explain: whole.explain.bind(whole),
    };
    const answers = answersOf(sound);
    const {state} = answers;
    const evaluation = this.#plant?.evaluation;
    const planted: Partial<Answers> =
      state === undefined || evaluation === undefined ? {} : {state: (view) => evaluation(() => state(view))};
    Object.assign(whole, answers, planted);
    return () => Object.assign(whole, sound);
  }

  /** Reads what `status` would show of trouble now. */
  readStatus(): void {
    for (const {reason} of this.monitor.gateRows) this.notices.note(`gate: ${reason}`);
    for (const [count, value] of Object.entries(this.monitor.quoteCounts)) {
      const isRefusal = count !== 'accepted';
      if (isRefusal && value > (this.#quotesBefore[count] ?? 0))
        this.notices.note(`quotes refused: ${count}`);
    }
    const nowMs = this.clock.now();
    for (const {quote} of this.monitor.desks()) {
      if (quote !== undefined && nowMs - quote.receivedAtMs > QUOTE_OLD_MS)
        this.notices.note('age of quotes');
    }
    for (const {name, isStalled, consecutiveFailures} of this.loops.report()) {
      if (isStalled) this.notices.note(`stalled: ${name}`);
      if (consecutiveFailures > 0) this.notices.note(`failing: ${name}`);
    }
    if (this.monitor.lastReconciliation?.isComplete === false)
      this.notices.note('reconciliation not complete');
    for (const {status} of this.monitor.rows())
      if (status === 'executing') this.notices.note('plan executing');
    this.#lookAtExecutions();
  }

  /** Why the engine is not as it is in ordinary times; undefined when it is. */
  trouble(): string | undefined {
    const [gate] = this.monitor.gateRows;
    if (gate !== undefined) return `nothing may fire: ${gate.reason}`;
    const [quarantine] = this.monitor.quarantined();
    if (quarantine !== undefined) return `plan "${quarantine.planId}" is quarantined`;
    const bad = this.loops.report().find((one) => one.isStalled || one.consecutiveFailures > 0);
    if (bad !== undefined) return `the loop "${bad.name}" ${bad.isStalled ? 'is stalled' : 'fails'}`;
    if (this.monitor.lastReconciliation?.isComplete !== true) return 'the reconciliation is not complete';
    return this.monitor.census().busy > 0 ? 'work is under way' : undefined;
  }

  async rows(): Promise<ReadonlyMap<string, PlanRow>> {
    const {rows} = await this.hand.list();
    return new Map(rows.map((row) => [row.plan.id, row]));
  }

  get missed(): number {
    return this.ended.missed + this.monitor.missed;
  }

  /** Ends the engine, whatever hangs. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the world ends'));
    this.line.end();
    await this.clock.advance(120_000);
    await this.#running;
    await this.#holding;
    await this.#endMonitor();
    await Promise.all(Object.values(this.#links).map((link) => link.close()));
    await this.hand.close();
  }

  async #start(): Promise<void> {
    this.monitor.nowMs = () => this.clock.now();
    this.loops = this.#newLoops();
    await this.monitor.open();
    const {signal} = this.#stop;
    this.#running = this.loops.run(this.line.events(signal), signal).then(
      (why) => {
        if (!signal.aborted) this.#died = why;
      },
      (error: unknown) => {
        this.#died = messageOf(error);
      },
    );
  }

  async #endMonitor(): Promise<void> {
    const {passes, incomplete, aborted, missed} = this.monitor;
    this.ended.passes += passes;
    this.ended.incomplete.push(...incomplete);
    this.ended.aborted.push(...aborted);
    this.ended.missed += missed;
    await this.monitor.close();
  }

  #newLoops(): MonitorLoops {
    return new MonitorLoops(this.monitor, this.engineClock, this.#parts.journal, LOOPS);
  }

  #newMonitor(): WatchedMonitor {
    const {store, broker, journal} = this.#parts;
    const {observer, symbols, instruments} = this.taps;
    const tenure = {
      epoch: this.#tenure?.epoch ?? 0,
      isHeld: () => this.#tenure?.isHeld() ?? false,
      report: () => {
        if (this.#tenure === undefined)
          throw new Error('Invariant: the lease is taken before the engine runs');
        return this.#tenure.report();
      },
    };
    return new WatchedMonitor(
      {
        clock: this.engineClock,
        store,
        broker,
        journal,
        tenure,
        feed: {...handFed(this.#links.feed), past: this.#past},
        instruments: tapped(new InstrumentBook(), instruments),
        symbols: tapped(AS_WRITTEN, symbols),
        quoteObserver: tapped({onQuote: (quote: Quote) => this.#sight?.onQuote(quote)}, observer),
        witness: {
          asleep: (planId, whole, view) => {
            this.#compiled.set(planId, whole);
            this.#fitSight(whole, view);
          },
        },
      },
      {...MONITOR_DEFAULTS, executor: {...MONITOR_DEFAULTS.executor, resolver: RESOLVER}},
    );
  }

  /** As far as it was said: a minute without quotes has no bar. */
  readonly #past: FeedPast = {
    bars: (symbol, timeframe, count) => {
      const request = {count, nowMs: this.minutes.lastMs(symbol)};
      const bars = madeBars(marketBefore(symbol), timeframe, request);
      return Promise.resolve(bars.filter(({timeMs}) => this.minutes.has(symbol, timeMs)));
    },
    quotes: () => Promise.resolve([]),
  };

  /** Lets a condition see what the plant wants it to, from the look on after which it sleeps. */
  #fitSight(whole: CompiledCondition, view: MarketView): void {
    const sight = this.#sight;
    if (sight === undefined || this.#fitted.has(whole)) return;
    this.#fitted.add(whole);
    const sound: Answers = {
      state: whole.state.bind(whole),
      wakes: whole.wakes.bind(whole),
      explain: whole.explain.bind(whole),
    };
    const fitted: Answers = {
      state: (seen) => sound.state(sight.seen(seen)),
      wakes: (seen, target) => sound.wakes(sight.seen(seen), target),
      explain: (seen) => sound.explain(sight.seen(seen)),
    };
    Object.assign(whole, fitted);
    whole.state(view);
  }

  /** An execution under way must not be overwritten by a reload: its row is the claim's or a later one. */
  #lookAtExecutions(): void {
    for (const [clientOrderId, {planId, level, revision}] of this.told.claims) {
      if (this.told.settled.has(clientOrderId)) continue;
      for (const row of this.monitor.rows()) {
        const known = row.levels[level - 1];
        if (row.plan.id !== planId || row.revision < revision || known?.status !== 'pending') continue;
        this.overwritten ??= `the order ${clientOrderId} of plan "${planId}" is under way, and the engine was made to take it for pending`;
      }
    }
  }
}
