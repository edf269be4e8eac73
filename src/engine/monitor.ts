import type {MarketView} from '../condition/market-view.ts';
import type {Explained, VerdictState} from '../condition/verdict.ts';
import type {Quote} from '../market/quote.ts';
import {QUOTE_FILTER_DEFAULTS, type QuoteFilterOptions, type Refusal} from '../market/quote-filter.ts';
import {Zone} from '../market/zone.ts';
import type {Broker, QuoteObserver} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {Locks} from '../ports/locks.ts';
import type {BrokenRow, DeskMemory, PlanRow, Store, StoredVerdict} from '../ports/store.ts';
import type {SymbolAnswer, Symbols} from '../ports/symbols.ts';
import type {Desk} from './desk.ts';
import type {Witness} from './nearest-miss.ts';
import {EXECUTOR_DEFAULTS, type ExecutorOptions} from './executor.ts';
import {PlanMover} from './plan-mover.ts';
import type {PlanWatch} from './plan-watch.ts';
import {TradingFloor} from './trading-floor.ts';

export type MonitorOptions = Readonly<{
  filter: QuoteFilterOptions;
  /** A quote whose source time is older than this when it arrives moves nothing. */
  quoteAgeMaxMs: number;
  /** Added to source times: our clock less the broker's. */
  sourceOffsetMs: number;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  executor: ExecutorOptions;
  /** After the store or the broker failed a plan: pause before it may fire again, doubled each time. */
  failurePauseMs: number;
}>;

export const MONITOR_DEFAULTS: MonitorOptions = {
  filter: QUOTE_FILTER_DEFAULTS,
  quoteAgeMaxMs: 10_000,
  sourceOffsetMs: 0,
  dayZone: new Zone('UTC'),
  executor: EXECUTOR_DEFAULTS,
  failurePauseMs: 250,
};

/** Plans looked at in one go by what goes through all of them; a few ms of work. */
const SLICE = 500;

export type MonitorPorts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  feed: Pick<Feed, 'subscribe' | 'unsubscribe'>;
  journal: Journal;
  /** Default: locks that nobody measures. */
  locks?: Locks;
  /** Default: a plan's symbol is that of feed and broker, as written. */
  symbols?: Symbols;
  quoteObserver?: QuoteObserver;
  witness?: Witness;
}>;

/** Every live resource, by kind. A function of the plans that are watched, and of nothing else. */
export type Census = Readonly<{
  plans: number;
  desks: number;
  wakes: number;
  expiries: number;
  busy: number;
  heldMutexes: number;
}>;

export type QuoteCounts = Readonly<
  {accepted: number; stale: number; unwatched: number} & Record<Refusal, number>
>;

export type SweepReport = Readonly<{
  atMs: number;
  due: number;
  evaluated: number;
  skipped: Readonly<Record<string, number>>;
  failed: number;
  missedByEvents: number;
}>;

/** What a plan waits for, as the running monitor sees it. */
export type LiveExplanation = Readonly<{
  row: PlanRow;
  asOfMs: number;
  verdict: VerdictState;
  conditions: readonly Explained[];
}>;

/**
 * The engine: holds the plans that may fire, works each quote to rest, and executes what is met.
 *
 * It has no loop of its own. `work` handles one quote, `sync` takes over what other processes wrote,
 * `sweep` and `reconcile` are the nets below; `MonitorLoops` calls them on time, a replay calls `work`
 * for each recorded quote, a test whatever it likes.
 *
 * A plan fires on a quote in hand and never between quotes, so a replay of the same quotes decides
 * as the live run did. Order within one quote: expiry; then what the broker makes of the quote; then
 * conditions, plans by id.
 */
export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #options: MonitorOptions;
  readonly #mover: PlanMover;
  readonly #floor: TradingFloor;
  readonly #counts = {
    accepted: 0,
    stale: 0,
    unwatched: 0,
    nonPositive: 0,
    crossed: 0,
    outOfOrder: 0,
    jump: 0,
  };
  #revision = 0;
  #missedByEvents = 0;
  #lastSweep: SweepReport | undefined;

  constructor(ports: MonitorPorts, options: MonitorOptions = MONITOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#floor = new TradingFloor(ports, options);
    this.#mover = new PlanMover(ports, this.#floor, options);
  }

  /** Loads every plan, and settles what an earlier process left open, before anything may fire. */
  async open(): Promise<void> {
    this.#floor.restore(await this.#ports.store.loadDesks());
    await this.#mover.reconcileUntil(Number.POSITIVE_INFINITY);
    await this.sync();
  }

  /** Ends: waits for work under way, and stores what the next process needs. Fires nothing more. */
  async close(): Promise<void> {
    await this.settled();
    await this.remember();
    this.#mover.close();
  }

  // ── quotes ──────────────────────────────────────────────────────────────────────────────────────

  /** Keeps a desk open for a symbol of the feed even without plans. */
  follow(symbol: string): void {
    this.#floor.follow(symbol);
  }

  /**
   * Takes a quote in hand. False when no desk wants it, or its filter or its age refuses it; then
   * nothing has changed but a counter.
   */
  accept(quote: Quote): boolean {
    const desk = this.#floor.desks.get(quote.symbol);
    if (desk === undefined) {
      this.#counts.unwatched += 1;
      return false;
    }
    if (quote.receivedAtMs - quote.timeMs - this.#options.sourceOffsetMs > this.#options.quoteAgeMaxMs) {
      this.#counts.stale += 1;
      return false;
    }
    const refusal = desk.accept(quote);
    if (refusal !== undefined) {
      this.#counts[refusal] += 1;
      return false;
    }
    this.#counts.accepted += 1;
    return true;
  }

  /**
   * Does all that an accepted quote is reason for. True when some of it goes on after the call:
   * `settled` says when it has ended.
   */
  work(quote: Quote): boolean {
    const desk = this.#floor.desks.get(quote.symbol);
    if (desk === undefined) return false;
    const nowMs = this.#ports.clock.now();
    this.expireDue();
    this.#observe(desk, quote);
    const woken = desk.wake(nowMs);
    if (woken.length > 1) woken.sort(byId);
    for (const watch of woken) this.#ask(watch, desk, quote);
    return this.#mover.working > 0;
  }

  /** Shows a quote to a broker that fills from it, under the names by which it trades. */
  #observe({brokerSymbols}: Desk, quote: Quote): void {
    const {quoteObserver} = this.#ports;
    if (quoteObserver === undefined) return;
    if (brokerSymbols.length === 0) quoteObserver.onQuote(quote);
    for (const symbol of brokerSymbols) {
      quoteObserver.onQuote(symbol === quote.symbol ? quote : {...quote, symbol});
    }
  }

  /** Takes a quote in hand and works it. */
  onQuote(quote: Quote): boolean {
    return this.accept(quote) && this.work(quote);
  }

  /** Resolves when no work is under way. */
  settled(): Promise<void> {
    return this.#mover.settled();
  }

  /** Expires every plan whose time has come. */
  expireDue(): void {
    const nowMs = this.#ports.clock.now();
    for (const watch of this.#floor.expired(nowMs)) {
      // A plan that is being executed is asked again when it is back to waiting.
      if (watch.phase === 'waiting') this.#mover.expire(watch);
    }
  }

  /** Earliest expiry among the plans, or undefined; `onChange` is called when it may have changed. */
  get nextExpiryMs(): number | undefined {
    return this.#floor.nextExpiryMs;
  }

  onExpiryChange(listener: () => void): void {
    this.#floor.onExpiryChange(listener);
  }

  // ── plans ───────────────────────────────────────────────────────────────────────────────────────

  /** Takes over what was written since the last look, by whomever. */
  async sync(): Promise<void> {
    const changes = await this.#ports.store.changesSince(this.#revision);
    for (const row of changes.rows) this.#floor.adopt(row);
    for (const broken of changes.broken) this.#floor.leaveAlone(broken);
    this.#revision = Math.max(this.#revision, changes.revision);
  }

  /** Settles intents that have no outcome, and takes note of positions closed while nobody looked. */
  reconcile(): Promise<void> {
    return this.#mover.reconcile();
  }

  /**
   * Asks every waiting plan about the quote that was worked last: the net below the events. What it
   * finds met, events have missed; it then fires all the same, and is counted.
   */
  async sweep(): Promise<SweepReport> {
    const nowMs = this.#ports.clock.now();
    const skipped: Record<string, number> = {};
    let evaluated = 0;
    let failed = 0;
    let missed = 0;
    let due = 0;
    for await (const watch of this.#inSlices()) {
      due += 1;
      const desk = this.#floor.deskOf(watch);
      const why = desk === undefined ? 'notListed' : this.#reasonToSkip(watch, desk);
      if (desk === undefined && watch.phase !== 'busy') this.#floor.seatAgain(watch);
      if (desk === undefined || why !== undefined) {
        skipped[why ?? 'notListed'] = (skipped[why ?? 'notListed'] ?? 0) + 1;
        continue;
      }
      try {
        const isMet = watch.compiled.state(desk.workedView) === 'met';
        evaluated += 1;
        const {quote} = desk;
        if (!isMet || quote === undefined) continue;
        missed += 1;
        this.#ports.journal.record({kind: 'missedByEvents', planId: watch.id, symbol: watch.symbol});
        const ageMs = this.#ports.clock.now() - quote.receivedAtMs;
        if (ageMs <= this.#options.quoteAgeMaxMs) this.#mover.fire(watch, quote);
      } catch (error) {
        failed += 1;
        this.#mover.failed(watch, watch.id, 'sweep', error);
      }
    }
    this.#missedByEvents += missed;
    this.#lastSweep = {atMs: nowMs, due, evaluated, skipped, failed, missedByEvents: missed};
    return this.#lastSweep;
  }

  /** What a plan waits for now; undefined when the monitor does not hold it. */
  explain(planId: string): LiveExplanation | undefined {
    const watch = this.#floor.watches.get(planId);
    if (watch === undefined) return undefined;
    const nowMs = this.#ports.clock.now();
    const view = this.#floor.deskOf(watch)?.view(nowMs) ?? {nowMs, quote: undefined, previous: undefined};
    const conditions = [...readinessRows(watch, nowMs), ...watch.compiled.explain(view)];
    const isReady = watch.readyAtMs <= nowMs && watch.listing !== undefined;
    const verdict = !isReady ? 'unknown' : watch.compiled.state(view);
    return {row: watch.row, asOfMs: nowMs, verdict, conditions};
  }

  /**
   * Stores what single runs and other processes ask for: the last quotes, and verdicts that changed.
   * Called now and then, and at the end.
   */
  async remember(): Promise<void> {
    const memories = new Map<string, DeskMemory>();
    for (const {symbol, memory} of this.#floor.desks.values())
      if (memory !== undefined) memories.set(symbol, memory);
    if (memories.size > 0) await this.#ports.store.saveDesks(memories);
    const verdicts: StoredVerdict[] = [];
    for await (const watch of this.#inSlices()) {
      if (watch.phase !== 'waiting' || this.#floor.deskOf(watch)?.isLive === false) continue;
      const explained = this.explain(watch.id);
      if (explained === undefined) continue;
      const {asOfMs, verdict: state, conditions} = explained;
      const digest = conditions.map(({verdict, reason}) => `${verdict} ${reason}`).join();
      if (digest === watch.storedVerdict) continue;
      watch.storedVerdict = digest;
      verdicts.push({planId: watch.id, asOfMs: Math.floor(asOfMs), state, conditions});
    }
    if (verdicts.length > 0) await this.#ports.store.saveVerdicts(verdicts);
  }

  /** The watches of this moment that are still there, with a breath for the event loop now and then. */
  async *#inSlices(): AsyncGenerator<PlanWatch> {
    let count = 0;
    for (const watch of [...this.#floor.watches.values()]) {
      count += 1;
      if (count % SLICE === 0) await this.#ports.clock.sleep(0);
      if (this.#floor.watches.get(watch.id) === watch) yield watch;
    }
  }

  /** What conditions on a symbol of the feed see now; undefined when there is no desk for it. */
  view(symbol: string): MarketView | undefined {
    return this.#floor.desks.get(symbol)?.workedView;
  }

  // ── what it holds ───────────────────────────────────────────────────────────────────────────────

  census(): Census {
    let wakes = 0;
    for (const desk of this.#floor.desks.values()) wakes += desk.index.size;
    let heldMutexes = 0;
    for (const watch of this.#floor.watches.values()) if (watch.mutex.isLocked()) heldMutexes += 1;
    return {
      plans: this.#floor.watches.size,
      desks: this.#floor.desks.size,
      wakes,
      expiries: this.#floor.expiries,
      busy: this.#mover.working,
      heldMutexes,
    };
  }

  get quoteCounts(): QuoteCounts {
    return {...this.#counts};
  }

  get missedByEvents(): number {
    return this.#missedByEvents;
  }

  get lastSweep(): SweepReport | undefined {
    return this.#lastSweep;
  }

  /** Stored rows that break a rule; the first hundred. */
  get brokenRows(): readonly BrokenRow[] {
    return this.#floor.brokenRows;
  }

  /** Every desk with what it holds. */
  *desks(): Generator<Readonly<{symbol: string; plans: number; quotes: number; quote: Quote | undefined}>> {
    for (const {symbol, watches, quotes, quote} of this.#floor.desks.values()) {
      yield {symbol, plans: watches.size, quotes, quote};
    }
  }

  /** Plans that have no instrument, and why. */
  *notListed(): Generator<
    Readonly<{planId: string; symbol: string}> & Omit<SymbolAnswer & {listed: false}, 'listed'>
  > {
    for (const {id, symbol, notListed} of this.#floor.watches.values()) {
      if (notListed === undefined) continue;
      const {verdict, at, candidates} = notListed;
      yield {planId: id, symbol, verdict, at, candidates};
    }
  }

  /** The watched plans' rows. */
  *rows(): Generator<PlanRow> {
    for (const {row} of this.#floor.watches.values()) yield row;
  }

  // ── one plan ────────────────────────────────────────────────────────────────────────────────────

  /** Asks one woken plan about the quote in hand: it fires, or sleeps until something can change. */
  #ask(watch: PlanWatch, desk: Desk, quote: Quote): void {
    if (watch.phase !== 'waiting') return;
    watch.sleeper = undefined;
    try {
      const view = desk.workedView;
      if (!watch.isReadyFor(quote, view.nowMs)) {
        watch.sleeper = desk.index.sleep(watch, [{on: 'time', atMs: Math.max(watch.readyAtMs, view.nowMs)}]);
        return;
      }
      if (watch.compiled.state(view) === 'met') {
        this.#mover.fire(watch, quote);
        return;
      }
      const wakes = watch.compiled.wakes(view, 'met');
      watch.sleeper = desk.index.sleep(watch, wakes);
      this.#ports.witness?.asleep(watch.id, watch.compiled, view, wakes);
    } catch (error) {
      this.#mover.failed(watch, watch.id, 'evaluate', error);
      watch.sleeper ??= desk.index.sleep(watch, [{on: 'quote'}]);
    }
  }

  #reasonToSkip(watch: PlanWatch, desk: Desk): string | undefined {
    if (watch.phase !== 'waiting') return watch.phase;
    if (!desk.isLive) return 'noQuote';
    if (watch.armedAtQuotes >= desk.quotes) return 'armedSince';
    const {quote, nowMs} = desk.workedView;
    return quote === undefined || watch.isReadyFor(quote, nowMs) ? undefined : 'notReady';
  }
}

function byId(a: PlanWatch, b: PlanWatch): number {
  return a.id < b.id ? -1 : 1;
}

/** Rows for what keeps a plan from being asked at all. */
function readinessRows({row, readyAtMs, notListed}: PlanWatch, nowMs: number): Explained[] {
  const rows: Explained[] = [];
  const unmet = {kind: 'readiness', verdict: 'unknown', ageMs: null} as const;
  if (notListed !== undefined) {
    const {verdict, at, candidates} = notListed;
    const names = candidates.join(', ');
    rows.push({
      ...unmet,
      path: 'symbol',
      observed: names === '' ? null : verdict === 'ambiguous' ? names : `nearest: ${names}`,
      threshold: `one symbol of the ${at}'s list that is "${row.plan.symbol}"`,
      reason: verdict === 'ambiguous' ? 'symbolAmbiguous' : 'symbolUnknown',
    });
  }
  if (readyAtMs > nowMs) {
    const isNew = row.plan.createdAtMs === readyAtMs;
    rows.push({
      ...unmet,
      path: isNew ? 'createdAt' : 'retry',
      observed: new Date(Math.floor(nowMs)).toISOString(),
      threshold: `not before ${new Date(Math.floor(readyAtMs)).toISOString()}`,
      reason: isNew ? 'notCreatedYet' : 'backingOff',
      distance: Math.ceil(readyAtMs - nowMs),
    });
  }
  return rows;
}
