import type {MarketView} from '../condition/market-view.ts';
import type {Explained} from '../condition/verdict.ts';
import {AT_NEXT_QUOTE} from '../condition/wake.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import {messageOf} from '../errors.ts';
import type {Quote} from '../market/quote.ts';
import {QUOTE_FILTER_DEFAULTS, type QuoteFilterOptions, type Refusal} from '../market/quote-filter.ts';
import {Zone} from '../market/zone.ts';
import {type Guards, GUARDS_OFF} from '../plan/guards.ts';
import type {Broker, QuoteObserver} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {LinkReport} from '../ports/link.ts';
import type {Locks} from '../ports/locks.ts';
import type {BrokenRow, DeskMemory, Limits, PlanRow, Store, StoredVerdict} from '../ports/store.ts';
import type {SymbolAnswer, Symbols} from '../ports/symbols.ts';
import type {Desk} from './desk.ts';
import {EXECUTOR_DEFAULTS, type ExecutorOptions} from './executor.ts';
import {explainPlan, type PlanExplanation} from './explain-plan.ts';
import {type CancelWatch, LevelWatch, type PlanWatch, inOrder} from './plan-watch.ts';
import type {Witness} from './nearest-miss.ts';
import {PlanMover} from './plan-mover.ts';
import {Reconciler, type ReconcileReport} from './reconciler.ts';
import {SOURCE_CLOCK_DEFAULTS, SourceClock, type SourceClockOptions} from './source-clock.ts';
import type {Tenure} from './tenure.ts';
import {type GateRow, TradingGate} from './trading-gate.ts';
import {TradingFloor} from './trading-floor.ts';

export const LIMITS_OFF: Limits = {
  volumePerPlanLots: null,
  openPositions: null,
  ordersPerHour: null,
  lossPerDay: null,
};

export type MonitorOptions = Readonly<{
  filter: QuoteFilterOptions;
  /** A quote whose source time is older than this when it arrives moves nothing. */
  quoteAgeMaxMs: number;
  sourceClock: SourceClockOptions;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  executor: ExecutorOptions;
  guards: Guards;
  limits: Limits;
  /** After the store or the broker failed a level: pause before it may fire again, doubled each time. */
  failurePauseMs: number;
}>;

export const MONITOR_DEFAULTS: MonitorOptions = {
  filter: QUOTE_FILTER_DEFAULTS,
  quoteAgeMaxMs: 10_000,
  sourceClock: SOURCE_CLOCK_DEFAULTS,
  dayZone: new Zone('UTC'),
  executor: EXECUTOR_DEFAULTS,
  guards: GUARDS_OFF,
  limits: LIMITS_OFF,
  failurePauseMs: 250,
};

/** Plans looked at in one go by what goes through all of them; a few ms of work. */
const SLICE = 500;

export type MonitorPorts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  feed: Pick<Feed, 'subscribe' | 'unsubscribe' | 'link'>;
  journal: Journal;
  /** The right to be this database's monitor. */
  tenure: Pick<Tenure, 'epoch' | 'isHeld' | 'report'>;
  /** Contract facts, by the broker's own names. */
  instruments: InstrumentBook;
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
  #missedByEvents = 0;
  /** Rows that were read and are not taken over yet, by plan; and what was said of why not. */
  readonly #owed = new Map<string, PlanRow>();
  readonly #owedFailures = new Map<string, string>();
  /** A pass was complete since the start. */
  #hasReconciled = false;
  #lastSweep: SweepReport | undefined;

  constructor(ports: MonitorPorts, options: MonitorOptions = MONITOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#floor = new TradingFloor(ports, options);
    this.#mover = new PlanMover(ports, this.#floor, options);
    this.#reconciler = new Reconciler(ports, this.#floor, this.#mover);
    this.#sourceClock = new SourceClock(ports.clock, ports.journal, options.sourceClock);
    this.#gate = new TradingGate({
      feedLink: ports.feed.link,
      broker: ports.broker,
      tenure: ports.tenure,
      sourceClock: this.#sourceClock,
    });
    this.#stopListening = [
      ports.feed.link.onChange((report) => this.#onLink('feed', report)),
      ports.broker.link.onChange((report) => this.#onLink('broker', report)),
    ];
  }

  /** Loads every plan, and settles what an earlier process left open, before anything may fire. */
  async open(): Promise<void> {
    this.#floor.restore(await this.#ports.store.loadDesks());
    await this.reconcile();
    await this.sync();
  }

  /** Ends: waits for work under way, and stores what the next process needs. Fires nothing more. */
  async close(): Promise<void> {
    await this.settled();
    await this.remember();
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
    if (woken.length > 1) woken.sort(inOrder);
    for (const waiter of woken) {
      if (waiter instanceof LevelWatch) this.#ask(waiter, desk, quote);
      else this.#askToCancel(waiter, desk);
    }
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
    for (const {levels} of this.#floor.watches.values()) {
      for (const level of levels) {
        if (level.phase !== 'holding' || level.notBeforeMs > nowMs) continue;
        const {status, withdrawal} = level.row;
        const reason = withdrawal ?? (flattens ? `halted: ${halt?.reason}` : null);
        if (status === 'working' && reason !== null) this.#mover.withdraw(level, reason);
        else if (status === 'executed' && flattens) this.#mover.closeOut(level, `halted: ${halt?.reason}`);
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
    const {state, attempts, lastError, nextRetryAtMs} = report;
    const retryInMs = nextRetryAtMs === null ? null : Math.max(0, Math.round(nextRetryAtMs - clock.now()));
    journal.record({kind: 'link', link, state, attempts, lastError, retryInMs});
    // What happened at the broker while nobody could hear it is found out before anything is sent there.
    if (link === 'broker' && state !== 'up') this.#gate.isReconciled = false;
  }

  /** The source has told what its clock shows. */
  onSourceClock(sourceMs: number, atMs: number, errorMs: number): void {
    this.#sourceClock.measured(sourceMs, atMs, errorMs);
  }

  /** Looks whether the machine's clock was set. */
  lookAtClock(): void {
    this.#sourceClock.look();
  }

  /**
   * Asks every waiting level about the quote that was worked last: the net below the events. What it
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
      const desk = this.#floor.deskOf(watch);
      if (desk === undefined && !watch.isBusy) this.#floor.seatAgain(watch);
      for (const level of watch.levels) {
        due += 1;
        const why = desk === undefined ? 'notListed' : this.#reasonToSkip(level, desk);
        if (desk === undefined || why !== undefined) {
          skipped[why ?? 'notListed'] = (skipped[why ?? 'notListed'] ?? 0) + 1;
          continue;
        }
        let isMet: boolean;
        try {
          isMet = level.compiled.whole.state(desk.workedView) === 'met';
          evaluated += 1;
          level.lastEvaluatedMs = this.#ports.clock.now();
        } catch (error) {
          failed += 1;
          this.#mover.failed(level, watch.id, 'sweep', error);
          continue;
        }
        if (!isMet) continue;
        missed += 1;
        this.#fireMissed(level, desk);
      }
    }
    this.#missedByEvents += missed;
    this.#lastSweep = {atMs: nowMs, due, evaluated, skipped, failed, missedByEvents: missed};
    return this.#lastSweep;
  }

  /** Fires what the sweep has found met, if the quote is still fresh. */
  #fireMissed(level: LevelWatch, {quote}: Desk): void {
    const {id: planId, symbol} = level.plan;
    this.#ports.journal.record({kind: 'missedByEvents', planId, symbol, level: level.number});
    if (quote === undefined) return;
    const ageMs = this.#ports.clock.now() - quote.receivedAtMs;
    if (ageMs > this.#options.quoteAgeMaxMs) return;
    try {
      this.#mover.fire(level, quote);
    } catch (error) {
      this.#mover.failed(level, planId, 'fire', error);
    }
  }

  /** What a plan waits for now; undefined when the monitor does not hold it. */
  explain(planId: string): PlanExplanation | undefined {
    const watch = this.#floor.watches.get(planId);
    if (watch === undefined) return undefined;
    const nowMs = this.#ports.clock.now();
    const view = this.#floor.deskOf(watch)?.view(nowMs) ?? {nowMs, quote: undefined, previous: undefined};
    return explainPlan(watch, view, this.#gate.rows());
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
      const waits = watch.levels.some(({phase}) => phase === 'waiting');
      if (!waits || this.#floor.deskOf(watch)?.isLive === false) continue;
      const explained = this.#explained(watch.id);
      if (explained === undefined) continue;
      const {asOfMs, verdict: state, conditions} = explained;
      const digest = conditions.map(({verdict, reason}) => `${verdict} ${reason}`).join();
      if (digest === watch.storedVerdict) continue;
      watch.storedVerdict = digest;
      verdicts.push({planId: watch.id, asOfMs: Math.floor(asOfMs), state, conditions});
    }
    if (verdicts.length > 0) await this.#ports.store.saveVerdicts(verdicts);
  }

  /** A plan that cannot be explained keeps nobody else's verdict from being stored. */
  #explained(planId: string): PlanExplanation | undefined {
    try {
      return this.explain(planId);
    } catch (error) {
      this.#mover.failed(undefined, planId, 'explain', error);
      return undefined;
    }
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
    for (const {levels} of this.#floor.watches.values())
      heldMutexes += levels.filter(({mutex}) => mutex.isLocked()).length;
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

  // ── one plan ────────────────────────────────────────────────────────────────────────────────────

  /** Asks one woken level about the quote in hand: it fires, or sleeps until something can change. */
  #ask(level: LevelWatch, desk: Desk, quote: Quote): void {
    if (level.phase !== 'waiting') return;
    level.sleeper = undefined;
    try {
      const view = desk.workedView;
      if (!level.isReadyFor(quote, view.nowMs)) {
        const atMs = Math.max(level.readyAtMs, view.nowMs);
        level.sleeper = desk.index.sleep(level, [{on: 'time', atMs}]);
        return;
      }
      const {whole} = level.compiled;
      const state = whole.state(view);
      level.lastEvaluatedMs = view.nowMs;
      if (state === 'met') {
        if (this.#gate.isOpen) {
          this.#mover.fire(level, quote);
          return;
        }
        level.heldAtQuotes = desk.quotes;
        level.sleeper = desk.index.sleep(level, AT_NEXT_QUOTE);
        return;
      }
      const error = state === 'unknown' ? errorIn(whole.explain(view)) : undefined;
      if (error !== undefined) throw new Error(error);
      if (level.consecutiveFailures > 0) level.recover();
      const wakes = whole.wakes(view, 'met');
      level.sleeper = desk.index.sleep(level, wakes);
      this.#ports.witness?.asleep(level.plan.id, whole, view, wakes);
    } catch (error) {
      this.#mover.failed(level, level.plan.id, 'evaluate', error);
      level.sleeper ??= desk.index.sleep(level, AT_NEXT_QUOTE);
    }
  }

  /** Asks a plan's own cancel rule about the quote in hand. */
  #askToCancel(cancel: CancelWatch, desk: Desk): void {
    const {plan} = cancel;
    cancel.sleeper = undefined;
    const {cancelWhen} = plan;
    const view = desk.workedView;
    const {quote, nowMs} = view;
    if (cancelWhen === undefined || quote === undefined) return;
    // No quote from before the plan was written decides anything about it.
    const isOlder = plan.row.plan.createdAtMs > quote.receivedAtMs;
    const readyAtMs = Math.max(plan.notBeforeMs, cancel.notBeforeMs);
    if (isOlder || readyAtMs > nowMs) {
      cancel.sleeper = desk.index.sleep(cancel, isOlder ? AT_NEXT_QUOTE : [{on: 'time', atMs: readyAtMs}]);
      return;
    }
    try {
      const state = cancelWhen.state(view);
      const error = state === 'unknown' ? errorIn(cancelWhen.explain(view)) : undefined;
      if (error !== undefined) throw new Error(error);
      cancel.failures.recover();
      if (state === 'met') this.#mover.cancel(plan, 'cancelWhen');
      else cancel.sleeper = desk.index.sleep(cancel, cancelWhen.wakes(view, 'met'));
    } catch (error) {
      this.#mover.failed(undefined, plan.id, 'evaluate cancelWhen', error);
      cancel.notBeforeMs = nowMs + cancel.failures.fail(this.#options.failurePauseMs, messageOf(error));
      cancel.sleeper = desk.index.sleep(cancel, [{on: 'time', atMs: cancel.notBeforeMs}]);
    }
  }

  #reasonToSkip(level: LevelWatch, desk: Desk): string | undefined {
    if (level.phase !== 'waiting') return level.phase;
    if (!desk.isLive) return 'noQuote';
    if (level.armedAtQuotes >= desk.quotes) return 'armedSince';
    if (!this.#gate.isOpen || level.heldAtQuotes === desk.quotes) return 'gateShut';
    const {quote, nowMs} = desk.workedView;
    return quote === undefined || level.isReadyFor(quote, nowMs) ? undefined : 'notReady';
  }
}

/** What made a condition fail; undefined where none did. */
function errorIn(rows: readonly Explained[]): string | undefined {
  const row = rows.find(({reason}) => reason === 'error' || reason.startsWith('error: '));
  return row === undefined ? undefined : `condition ${row.path}: ${row.reason}`;
}
