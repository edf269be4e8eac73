import {MONITOR_DEFAULTS, Monitor, type MonitorOptions} from '../../src/engine/monitor.ts';
import {AS_WRITTEN} from '../../src/engine/symbol-directory.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Plan} from '../../src/plan/plan.ts';
import type {
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  Intent,
  Lookup,
  Outcome,
} from '../../src/ports/broker.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import type {PlanRow, Store} from '../../src/ports/store.ts';
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
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: START_MS,
    when: {always: true},
    notes: null,
    ...overrides,
  };
}

/** A broker whose every answer the test gives; what it was asked is kept. */
export class ScriptedBroker implements Broker {
  readonly name = 'scripted';
  capabilities: BrokerCapabilities = {lookup: true, fence: false};
  readonly submitted: Intent[] = [];
  readonly lookups: string[] = [];
  readonly fenced: string[] = [];
  answer: (intent: Intent) => Promise<Outcome> = (intent) => Promise.resolve(filled(intent));
  found: (clientOrderId: string) => Promise<Lookup> = () =>
    Promise.resolve({status: 'absent', evidence: 'the scripted book'});
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

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: BrokerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

export function filled({firedPrice, volumeLots, firedAtMs}: Intent): Outcome {
  return {status: 'accepted', fill: {positionId: '1', price: firedPrice, volumeLots, timeMs: firedAtMs}};
}

/** A monitor with everything around it under the test's hand. */
export class MonitorWorld {
  readonly clock = new VirtualClock(START_MS);
  readonly broker = new ScriptedBroker();
  readonly journal: JournalEntry[] = [];
  readonly subscribed = new Set<string>();
  /** Quotes that the broker was shown. */
  readonly observed: Quote[] = [];
  symbols: Symbols = AS_WRITTEN;
  readonly store: Store;
  monitor: Monitor;
  readonly #options: MonitorOptions;

  private constructor(store: Store, options: Partial<MonitorOptions>) {
    this.store = store;
    this.#options = {...MONITOR_DEFAULTS, ...options};
    this.monitor = this.#newMonitor(store);
  }

  static async open(
    options: Partial<MonitorOptions> = {},
    faulty: (store: Store) => Store = (store) => store,
  ): Promise<MonitorWorld> {
    const store = await SqliteStore.open({
      path: ':memory:',
      clock: new VirtualClock(START_MS),
      random: new SeededRandom(1),
      databaseId: 'test',
    });
    const world = new MonitorWorld(faulty(store), options);
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
    return new Monitor(
      {
        clock,
        store,
        broker,
        symbols: {find: (planSymbol) => this.symbols.find(planSymbol)},
        quoteObserver: {onQuote: (quote) => this.observed.push(quote)},
        feed: {
          subscribe: (symbol) => this.subscribed.add(symbol),
          unsubscribe: (symbol) => this.subscribed.delete(symbol),
        },
        journal: {record: (entry) => this.journal.push(entry)},
      },
      this.#options,
    );
  }
}
