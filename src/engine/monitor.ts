import {blindView, type MarketView} from '../condition/market-view.ts';
import {messageOf} from '../errors.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import type {Quote} from '../market/quote.ts';
import type {QuoteState} from '../market/quote-state.ts';
import type {Refusal} from '../market/quote-filter.ts';
import type {Broker, QuoteObserver} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {ExecutionMeter} from '../ports/execution-meter.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {LinkReport} from '../ports/link.ts';
import type {Locks} from '../ports/locks.ts';
import type {Source} from '../ports/source.ts';
import type {BrokenRow, PlanRow, Store} from '../ports/store.ts';
import type {SymbolAnswer, Symbols} from '../ports/symbols.ts';
import {Asker} from './asker.ts';
import type {Desk} from './desk.ts';
import {BarWarmUp} from './bar-warm-up.ts';
import {explainPlan, type PlanExplanation} from './explain-plan.ts';
import {linkEntry} from './link-entry.ts';
import {MonitorMemory} from './monitor-memory.ts';
import {MONITOR_DEFAULTS, type MonitorOptions} from './monitor-options.ts';
import type {Witness} from './nearest-miss.ts';
import {type NearestPlans, nearestPlans} from './nearest-plans.ts';
import {PlanMover} from './plan-mover.ts';
import {inOrder} from './plan-watch.ts';
import {Reconciler, type ReconcileReport} from './reconciler.ts';
import {SourceBook} from './source-book.ts';
import {SourceClock} from './source-clock.ts';
import {Sweeper, type SweepReport} from './sweeper.ts';
import type {Tenure} from './tenure.ts';
import {type GateRow, TradingGate} from './trading-gate.ts';
import {TradingFloor} from './trading-floor.ts';
import type {VerdictCounts} from './verdict-tally.ts';

export type MonitorPorts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  feed: Pick<Feed, 'subscribe' | 'unsubscribe' | 'link' | 'neverCloses' | 'past'>;
  journal: Journal;
  /** The right to be this database's monitor. */
  tenure: Pick<Tenure, 'epoch' | 'isHeld' | 'report'>;
  /** Contract facts, by the broker's own names. */
  instruments: InstrumentBook;
  /** Default: locks that nobody measures. */
  locks?: Locks;
  /** Default: executions that nobody measures. */
  executions?: ExecutionMeter;
  /** Default: a plan's symbol is that of feed and broker, as written. */
  symbols?: Symbols;
  /** Who answers what conditions ask beside the market. Default: nobody. */
  sources?: readonly Source[];
  quoteObserver?: QuoteObserver;
  witness?: Witness;
}>;

/** Every live resource, by kind. A function of the plans that are watched, and of nothing else. */
export type Census = Readonly<{
  plans: number;
  desks: number;
  wakes: number;
  /** Analyses that are kept up to date. */
  studies: number;
  expiries: number;
  busy: number;
  heldMutexes: number;
}>;

export type QuoteCounts = Readonly<
  {accepted: number; stale: number; unwatched: number} & Record<Refusal, number>
>;

/** What a desk holds. */
export type DeskReport = Readonly<{
  symbol: string;
  plans: number;
  /** Accepted so far. */
  quotes: number;
  quote: Quote | undefined;
  /** Undefined before the first quote of this process. */
  quoteState: QuoteState | undefined;
  /** Analyses that are kept up to date, and how many bars they were given so far. */
  studies: number;
  analysed: number;
}>;

/** A level that fails again and again. */
export type Quarantine = Readonly<{
  planId: string;
  level: number;
  failures: number;
  untilMs: number;
  lastError: string | null;
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
  readonly #reconciler: Reconciler;
  readonly #gate: TradingGate;
  readonly #sourceClock: SourceClock;
  readonly #sources: SourceBook;
  readonly #asker: Asker;
  readonly #sweeper: Sweeper;
  readonly #memory: MonitorMemory;
  readonly #warmUp: BarWarmUp;
  readonly #stopListening: (() => void)[];
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
  /** Rows that were read and are not taken over yet, by plan; and what was said of why not. */
  readonly #owed = new Map<string, PlanRow>();
  readonly #owedFailures = new Map<string, string>();
  /** A pass was complete since the start. */
  #hasReconciled = false;

  constructor(ports: MonitorPorts, options: MonitorOptions = MONITOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#sources = new SourceBook(ports.sources ?? [], ports.journal);
    this.#floor = new TradingFloor(ports, {...options, sourcesNow: () => this.#sources.now()});
    this.#mover = new PlanMover(ports, this.#floor, options);
    this.#reconciler = new Reconciler(ports, this.#floor, this.#mover);
    this.#sourceClock = new SourceClock(ports.clock, ports.journal, options.sourceClock);
    this.#gate = new TradingGate({
      feedLink: ports.feed.link,
      broker: ports.broker,
      tenure: ports.tenure,
      sourceClock: this.#sourceClock,
    });
    const parts = {...ports, floor: this.#floor, mover: this.#mover, gate: this.#gate};
    this.#asker = new Asker({...parts, witness: ports.witness}, options.failurePauseMs);
    this.#sweeper = new Sweeper(parts, options.quoteAgeMaxMs);
    this.#memory = new MonitorMemory(parts);
    this.#warmUp = new BarWarmUp(ports, (desk) => this.#floor.askAgain(desk));
    this.#floor.onNeedsChange((desk) => this.#warmUp.begin(desk));
    this.#stopListening = [
      ports.feed.link.onChange((report) => this.#onLink('feed', report)),
      ports.broker.link.onChange((report) => this.#onLink('broker', report)),
      this.#sources.onChange((family) => this.#floor.sourceChanged(family)),
    ];
  }

  /** Loads every plan, and settles what an earlier process left open, before anything may fire. */
  async open(): Promise<void> {
    this.#floor.restore(await this.#ports.store.loadDesks());
    await this.reconcile();
    await this.sync();
    // A single pass has one quote of each symbol, and it must not come before the bars.
    await this.warmedUp();
  }

  /** Ends: waits for work under way, and stores what the next process needs. Fires nothing more. */
  async close(): Promise<void> {
    await this.settled();
    await this.remember({whole: true});
    this.#mover.close();
    for (const stop of this.#stopListening) stop();
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
    if (quote.receivedAtMs - quote.timeMs - this.#sourceClock.offsetMs > this.#options.quoteAgeMaxMs) {
      this.#counts.stale += 1;
      return false;
    }
    const refusal = desk.accept(quote);
    if (refusal !== undefined) {
      this.#counts[refusal] += 1;
      return false;
    }
    this.#counts.accepted += 1;
    // Before anybody is asked: a bar may have closed of which quotes were lost.
    this.#warmUp.begin(desk);
    return true;
  }

  /** The feed says that quotes of a symbol were lost after the last one. */
  onGap(symbol: string): void {
    this.#floor.desks.get(symbol)?.quotesLost();
  }

  /** Resolves when no feed is being asked for bars: analyses then say what they can. */
  warmedUp(): Promise<void> {
    return this.#warmUp.settled();
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
    if (woken.length > 1) woken.sort(inOrder);
    for (const waiter of woken) this.#asker.ask(waiter, desk, quote);
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
      // Levels that are being executed are asked again when they are back to waiting.
      if (watch.levels.some(({phase}) => phase === 'waiting')) this.#mover.expire(watch);
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

  /** Takes over what was written since the last look, by whomever, and carries out what was asked for. */
  async sync(): Promise<void> {
    const {store, journal} = this.#ports;
    const changes = await store.changesSince(this.#revision);
    for (const row of changes.rows) this.#owed.set(row.plan.id, row);
    for (const [planId, row] of this.#owed) this.#takeOver(planId, row);
    for (const broken of changes.broken) this.#floor.leaveAlone(broken);
    this.#revision = Math.max(this.#revision, changes.revision);
    const halt = await store.halted();
    if ((halt === undefined) !== (this.#gate.halt === undefined)) {
      const state = halt === undefined ? 'resumed' : 'halted';
      journal.record({kind: 'halt', state, reason: halt?.reason ?? this.#gate.halt?.reason ?? ''});
    }
    this.#gate.halt = halt;
    this.#tend();
  }

  /** One row that cannot be taken over keeps nobody else's from it, and is tried again at the next look. */
  #takeOver(planId: string, row: PlanRow): void {
    try {
      this.#floor.adopt(row);
      this.#owed.delete(planId);
      this.#owedFailures.delete(planId);
    } catch (error) {
      const message = messageOf(error);
      if (this.#owedFailures.get(planId) === message) return;
      this.#owedFailures.set(planId, message);
      this.#mover.failed(undefined, planId, 'take over the plan', error);
    }
  }

  /** Withdraws resting orders that are to go, and closes what a halt wants closed. */
  #tend(): void {
    if (!this.#ports.tenure.isHeld() || this.#ports.broker.link.report().state !== 'up') return;
    const nowMs = this.#ports.clock.now();
    const {halt} = this.#gate;
    const flattens = halt?.flatten === true;
    const halted = {reasonCode: 'halted', reason: `halted: ${halt?.reason}`} as const;
    for (const {levels} of this.#floor.watches.values()) {
      for (const level of levels) {
        if (level.phase !== 'holding' || level.notBeforeMs > nowMs) continue;
        const {status, withdrawal} = level.row;
        if (status === 'working' && withdrawal !== null)
          this.#mover.withdraw(level, {reasonCode: 'withdrawal', reason: withdrawal});
        else if (status === 'working' && flattens) this.#mover.withdraw(level, halted);
        else if (status === 'executed' && flattens) this.#mover.closeOut(level, halted);
      }
    }
  }

  /**
   * Holds the database against the broker. Nothing fires until a pass was complete, at the start and each
   * time that the broker's link came up again. Undefined while the link is not up: then it has to wait.
   */
  async reconcile(): Promise<ReconcileReport | undefined> {
    if (this.#ports.broker.link.report().state !== 'up') return undefined;
    // At the start nobody can be about to send an order any more, whoever claimed it; later somebody can.
    const report = await this.#reconciler.pass(!this.#hasReconciled);
    if (!report.isComplete) return report;
    this.#hasReconciled = true;
    this.#gate.isReconciled = true;
    return report;
  }

  /** Whether a pass of the reconciler is owed before anything may fire. */
  get owesReconciliation(): boolean {
    return !this.#gate.isReconciled;
  }

  #onLink(link: 'feed' | 'broker', report: LinkReport): void {
    const {journal, clock} = this.#ports;
    journal.record(linkEntry(link, report, clock.now()));
    // What happened at the broker while nobody could hear it is found out before anything is sent there.
    if (link === 'broker' && report.state !== 'up') this.#gate.isReconciled = false;
  }

  /** The source has told what its clock shows. */
  onSourceClock(sourceMs: number, atMs: number, errorMs: number): void {
    this.#sourceClock.measured(sourceMs, atMs, errorMs);
  }

  /** Looks whether the machine's clock was set: then whoever waits for a time is asked at the next quote. */
  lookAtClock(): void {
    if (!this.#sourceClock.look()) return;
    this.#floor.clockWasSet();
    this.expireDue();
  }

  /** Asks every waiting level about the quote that was worked last: the net below the events. */
  sweep(): Promise<SweepReport> {
    for (const desk of this.#floor.desks.values()) this.#warmUp.begin(desk);
    return this.#sweeper.sweep();
  }

  /** What a plan waits for now; undefined when the monitor does not hold it. */
  explain(planId: string): PlanExplanation | undefined {
    const watch = this.#floor.watches.get(planId);
    if (watch === undefined) return undefined;
    const nowMs = this.#ports.clock.now();
    const desk = this.#floor.deskOf(watch);
    const view = desk?.view(nowMs) ?? blindView(nowMs);
    const readiness = {gate: this.#gate.rows(), quotes: desk?.quoteState(nowMs)};
    return explainPlan(watch, watch.view(view), readiness);
  }

  /** The levels that are nearest to firing; found in slices, in between which quotes are worked. */
  nearest(limit: number): Promise<NearestPlans> {
    return nearestPlans({...this.#ports, floor: this.#floor}, limit);
  }

  /**
   * Stores what single runs and other processes ask for: the last quotes, and verdicts that changed.
   *
   * @param whole Also the bars, from which the next process goes on.
   */
  remember({whole = false}: Readonly<{whole?: boolean}> = {}): Promise<void> {
    return this.#memory.remember((planId) => this.explain(planId), whole);
  }

  /** What conditions on a symbol of the feed see now; undefined when there is no desk for it. */
  view(symbol: string): MarketView | undefined {
    return this.#floor.desks.get(symbol)?.workedView;
  }

  // ── what it holds ───────────────────────────────────────────────────────────────────────────────

  census(): Census {
    let wakes = 0;
    let studies = 0;
    for (const desk of this.#floor.desks.values()) {
      wakes += desk.index.size;
      studies += desk.studies;
    }
    let heldMutexes = 0;
    for (const {levels} of this.#floor.watches.values())
      heldMutexes += levels.filter(({mutex}) => mutex.isLocked()).length;
    return {
      plans: this.#floor.watches.size,
      desks: this.#floor.desks.size,
      wakes,
      studies,
      expiries: this.#floor.expiries,
      busy: this.#mover.working,
      heldMutexes,
    };
  }

  get quoteCounts(): QuoteCounts {
    return {...this.#counts};
  }

  get missedByEvents(): number {
    return this.#sweeper.missedByEvents;
  }

  /** Sweeps so far. */
  get sweeps(): number {
    return this.#sweeper.sweeps;
  }

  /** How many conditions of the plans that wait say what, as they were looked at last. */
  get verdictCounts(): VerdictCounts {
    return this.#memory.verdictCounts;
  }

  get lastSweep(): SweepReport | undefined {
    return this.#sweeper.last;
  }

  /** Stored rows that break a rule; the first hundred. */
  get brokenRows(): readonly BrokenRow[] {
    return this.#floor.brokenRows;
  }

  /** Every desk with what it holds. */
  *desks(): Generator<DeskReport> {
    const nowMs = this.#ports.clock.now();
    for (const desk of this.#floor.desks.values()) {
      const {symbol, watches, quotes, quote, studies, analysed} = desk;
      const quoteState = desk.quoteState(nowMs);
      yield {symbol, plans: watches.size, quotes, quote, quoteState, studies, analysed};
    }
  }

  /** Plans that have no instrument, why, and from when on it is looked for again. */
  *notListed(): Generator<
    Readonly<{planId: string; symbol: string; lookAgainAtMs: number}> &
      Omit<SymbolAnswer & {listed: false}, 'listed'>
  > {
    for (const {id, symbol, notListed, lookAgainAtMs} of this.#floor.watches.values()) {
      if (notListed === undefined) continue;
      const {verdict, at, candidates} = notListed;
      yield {planId: id, symbol, verdict, at, candidates, lookAgainAtMs};
    }
  }

  /** The watched plans' rows. */
  *rows(): Generator<PlanRow> {
    for (const {row} of this.#floor.watches.values()) yield row;
  }

  /** What keeps anything from firing; empty in ordinary times. */
  get gateRows(): readonly GateRow[] {
    return this.#gate.rows();
  }

  get links(): Readonly<{feed: LinkReport; broker: LinkReport}> {
    return {feed: this.#ports.feed.link.report(), broker: this.#ports.broker.link.report()};
  }

  get sourceClock(): ReturnType<SourceClock['report']> {
    return this.#sourceClock.report();
  }

  /** The sources of data beside the market, and how they fare. */
  sources(): ReturnType<SourceBook['reports']> {
    return this.#sources.reports(this.#ports.clock.now());
  }

  get lastReconciliation(): ReconcileReport | undefined {
    return this.#reconciler.last;
  }

  /** Levels that fail again and again. */
  *quarantined(): Generator<Quarantine> {
    for (const {id, levels} of this.#floor.watches.values()) {
      for (const level of levels) {
        if (!level.isQuarantined) continue;
        const {number, consecutiveFailures: failures, notBeforeMs: untilMs, lastError} = level;
        yield {planId: id, level: number, failures, untilMs, lastError};
      }
    }
  }
}
