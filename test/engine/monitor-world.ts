import {Monitor} from '../../src/engine/monitor.ts';
import {MONITOR_DEFAULTS, type MonitorOptions} from '../../src/engine/monitor-options.ts';
import {AS_WRITTEN} from '../../src/engine/symbol-directory.ts';
import {Tenure} from '../../src/engine/tenure.ts';
import {UNMEASURED} from '../../src/engine/unmeasured.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Plan} from '../../src/plan/plan.ts';
import type {
  ActionOutcome,
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  BrokerSnapshot,
  Intent,
  Lookup,
  OrderReport,
  Outcome,
} from '../../src/ports/broker.ts';
import type {ExecutionMeter} from '../../src/ports/execution-meter.ts';
import type {FeedPast} from '../../src/ports/feed.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import type {Link, LinkReport, LinkState} from '../../src/ports/link.ts';
import type {PlanRow, Store} from '../../src/ports/store.ts';
import type {Source} from '../../src/ports/source.ts';
import type {Symbols} from '../../src/ports/symbols.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';

export const START_MS = Date.UTC(2026, 0, 5, 12);

/** A pending buy of gold that fires at once; a test names the fields that it is about. */
export function aPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    id: 'plan',
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    entry: {type: 'market'},
    levels: null,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: START_MS,
    when: {always: true},
    cancelWhen: null,
    group: null,
    notes: null,
    ...overrides,
  };
}

/** A link that the test moves. */
export class ScriptedLink implements Link {
  #report: LinkReport = {state: 'up', sinceMs: START_MS, attempts: 0, lastError: null, nextRetryAtMs: null};
  readonly #listeners = new Set<(report: LinkReport) => void>();

  report(): LinkReport {
    return this.#report;
  }

  onChange(listener: (report: LinkReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(state: LinkState, details: Partial<LinkReport> = {}): void {
    this.#report = {...this.#report, state, ...details};
    for (const listener of this.#listeners) listener(this.#report);
  }
}

/** A broker whose every answer the test gives; what it was asked is kept. */
export class ScriptedBroker implements Broker {
  readonly name = 'scripted';
  capabilities: BrokerCapabilities = {lookup: true, fence: false, restingOrders: true};
  /** Moves the link, unless a test has put another in its place. */
  readonly scripted = new ScriptedLink();
  link: Link = this.scripted;
  readonly submitted: Intent[] = [];
  readonly lookups: string[] = [];
  readonly fenced: string[] = [];
  answer: (intent: Intent) => Promise<Outcome> = (intent) => Promise.resolve(filled(intent));
  found: (clientOrderId: string) => Promise<Lookup> = () => Promise.resolve(ABSENT);
  /** What stands there, and what came of being asked to change it. */
  standing: () => Promise<BrokerSnapshot> = () => Promise.resolve({atMs: START_MS, standing: []});
  acted: (action: string, clientOrderId: string) => Promise<ActionOutcome> = () =>
    Promise.resolve({status: 'done'});
  readonly actions: string[] = [];
  fenceAnswer: 'sent' | 'never' = 'never';
  readonly #listeners = new Set<(event: BrokerEvent) => void>();

  connect = () => Promise.resolve();
  close = () => Promise.resolve();
  instruments = () => Promise.resolve([]);

  submit(intent: Intent): Promise<Outcome> {
    this.submitted.push(intent);
    return this.answer(intent);
  }

  lookup(clientOrderId: string): Promise<Lookup> {
    this.lookups.push(clientOrderId);
    return this.found(clientOrderId);
  }

  fence(clientOrderId: string): Promise<'sent' | 'never'> {
    this.fenced.push(clientOrderId);
    return Promise.resolve(this.fenceAnswer);
  }

  cancel = (clientOrderId: string) => this.#act('cancel', clientOrderId);
  closePosition = (clientOrderId: string) => this.#act('close', clientOrderId);
  amend = (clientOrderId: string) => this.#act('amend', clientOrderId);
  snapshot = () => this.standing();

  #act(action: string, clientOrderId: string): Promise<ActionOutcome> {
    this.actions.push(`${action} ${clientOrderId}`);
    return this.acted(action, clientOrderId);
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: BrokerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

export const ABSENT: Lookup = {
  status: 'absent',
  evidence: {sources: ['book'], fromMs: 0, toMs: START_MS, looks: 1, note: 'the scripted book'},
};

export function filled(intent: Intent): Outcome {
  return {status: 'accepted', report: filledReport(intent)};
}

export function filledReport(
  {firedPrice, volumeLots, firedAtMs, stopLoss, takeProfit}: Intent,
  overrides: Partial<OrderReport> = {},
): OrderReport {
  const fill = {positionId: '1', price: firedPrice, volumeLots, timeMs: firedAtMs};
  return {ticket: '1', state: 'filled', fill, close: null, stopLoss, takeProfit, ...overrides};
}

/** A filled order of no plan in particular. */
export function aReport(overrides: Partial<OrderReport> = {}): OrderReport {
  const fill = {positionId: '1', price: 1300.5, volumeLots: 0.01, timeMs: START_MS + 1000};
  return {ticket: '1', state: 'filled', fill, close: null, stopLoss: null, takeProfit: null, ...overrides};
}

/** An order that rests, and nothing of it is filled. */
export function restingReport(
  {stopLoss, takeProfit}: Intent,
  overrides: Partial<OrderReport> = {},
): OrderReport {
  return {ticket: '1', state: 'working', fill: null, close: null, stopLoss, takeProfit, ...overrides};
}

/** A monitor with everything around it under the test's hand. */
export class MonitorWorld {
  readonly clock = new VirtualClock(START_MS);
  readonly broker = new ScriptedBroker();
  readonly journal: JournalEntry[] = [];
  readonly subscribed = new Set<string>();
  /** Quotes that the broker was shown. */
  readonly observed: Quote[] = [];
  /** Of a feed that is opened from now on. */
  neverCloses = true;
  /** What the feed knows of the time before. A desk looks when it is opened whether there is such a feed. */
  past: FeedPast | undefined;
  symbols: Symbols = AS_WRITTEN;
  executions: ExecutionMeter = UNMEASURED;
  readonly feedLink = new ScriptedLink();
  readonly instruments = new InstrumentBook();
  readonly store: Store;
  readonly tenure: Tenure;
  monitor: Monitor;
  readonly #options: MonitorOptions;
  readonly #sources: readonly Source[];

  private constructor(
    store: Store,
    tenure: Tenure,
    options: Partial<MonitorOptions>,
    sources: readonly Source[],
  ) {
    this.#sources = sources;
    this.store = store;
    this.tenure = tenure;
    this.#options = {...MONITOR_DEFAULTS, ...options};
    this.monitor = this.#newMonitor(store);
  }

  static async open(
    options: Partial<MonitorOptions> = {},
    faulty: (store: Store) => Store = (store) => store,
    sources: readonly Source[] = [],
  ): Promise<MonitorWorld> {
    const store = await SqliteStore.open({
      path: ':memory:',
      clock: new VirtualClock(START_MS),
      random: new SeededRandom(1),
      databaseId: 'test',
    });
    const clock = new VirtualClock(START_MS);
    const tenure = await Tenure.forGood({clock, store, journal: {record: () => undefined}});
    const world = new MonitorWorld(faulty(store), tenure, options, sources);
    await world.monitor.open();
    return world;
  }

  /** Adds plans as another process would, and lets the monitor notice. */
  async add(...plans: readonly Plan[]): Promise<void> {
    await this.store.add(plans, this.clock.now());
    await this.monitor.sync();
  }

  /** Works one quote to rest, a second after the last. */
  async quote(bid: number, ask = bid + 0.5, overrides: Partial<Quote> = {}): Promise<boolean> {
    this.clock.set(this.clock.now() + 1000);
    const nowMs = this.clock.now();
    const taken = this.monitor.onQuote({
      symbol: 'XAUUSD',
      bid,
      ask,
      timeMs: nowMs,
      receivedAtMs: nowMs,
      ...overrides,
    });
    await rest();
    return taken;
  }

  async row(id = 'plan'): Promise<PlanRow> {
    const row = await this.store.get(id);
    if (row === undefined || 'problems' in row) throw new Error(`no sound plan "${id}"`);
    return row;
  }

  async status(id = 'plan'): Promise<string> {
    return (await this.row(id)).status;
  }

  /** A new monitor on the same database, as after a crash: the old one is never heard of again. */
  async restart(): Promise<void> {
    this.monitor = this.#newMonitor(this.store);
    await this.monitor.open();
  }

  kinds(): string[] {
    return this.journal.map(({kind}) => kind).filter((kind) => kind !== 'watching' && kind !== 'released');
  }

  #newMonitor(store: Store): Monitor {
    const {clock, broker} = this;
    const asked = () => this.past;
    return new Monitor(
      {
        clock,
        store,
        broker,
        symbols: {find: (planSymbol) => this.symbols.find(planSymbol)},
        executions: {
          fired: (quoteAgeMs) => this.executions.fired(quoteAgeMs),
          recovers: () => this.executions.recovers(),
        },
        quoteObserver: {onQuote: (quote) => this.observed.push(quote)},
        tenure: this.tenure,
        instruments: this.instruments,
        sources: this.#sources,
        feed: {
          link: this.feedLink,
          neverCloses: this.neverCloses,
          subscribe: (symbol) => this.subscribed.add(symbol),
          unsubscribe: (symbol) => this.subscribed.delete(symbol),
          get past() {
            return asked();
          },
        },
        journal: {record: (entry) => this.journal.push(entry)},
      },
      this.#options,
    );
  }
}
