import type {MarketView} from '../condition/market-view.ts';
import type {Explained, VerdictState} from '../condition/verdict.ts';
import {messageOf} from '../errors.ts';
import {IndexedHeap} from '../market/indexed-heap.ts';
import {lineValue, openingLine, type Quote} from '../market/quote.ts';
import {QUOTE_FILTER_DEFAULTS, type QuoteFilterOptions, type Refusal} from '../market/quote-filter.ts';
import {Zone} from '../market/zone.ts';
import {clientOrderIdOf} from '../plan/identity.ts';
import {isWatched} from '../plan/status.ts';
import type {Broker, BrokerEvent, Intent, QuoteObserver} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {BrokenRow, DeskMemory, PlanRow, Store, StoredVerdict} from '../ports/store.ts';
import {Desk} from './desk.ts';
import type {Witness} from './nearest-miss.ts';
import {EXECUTOR_DEFAULTS, Executor, type ExecutorOptions} from './executor.ts';
import {type ExpiryEntry, PlanWatch} from './plan-watch.ts';

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

/** The longest pause after failures. */
const FAILURE_PAUSE_MAX_MS = 60_000;
/** Stored rows that break a rule and are remembered for `status`. */
const BROKEN_ROWS_MAX = 100;
/** After an intent's last moment: time for a placement that was made then to show. */
const RECOVERY_MARGIN_MS = 1000;
/** Plans looked at in one go by what goes through all of them; a few ms of work. */
const SLICE = 500;

export type MonitorPorts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  feed: Pick<Feed, 'subscribe' | 'unsubscribe'>;
  journal: Journal;
  quoteObserver?: QuoteObserver;
  witness?: Witness;
}>;

/** Every live resource, by kind. A function of the plans that are watched, and of nothing else. */
export type Census = Readonly<{
  plans: number;
  desks: number;
  subscriptions: number;
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
  readonly #executor: Executor;
  readonly #watches = new Map<string, PlanWatch>();
  readonly #desks = new Map<string, Desk>();
  readonly #expiries = new IndexedHeap<ExpiryEntry>();
  /** Work under way; each entry takes itself out. */
  readonly #working = new Set<Promise<void>>();
  readonly #counts = {
    accepted: 0,
    stale: 0,
    unwatched: 0,
    nonPositive: 0,
    crossed: 0,
    outOfOrder: 0,
    jump: 0,
  };
  readonly #broken = new Map<string, BrokenRow>();
  readonly #stopListening: () => void;
  #remembered: ReadonlyMap<string, DeskMemory> = new Map();
  #revision = 0;
  #missedByEvents = 0;
  #lastSweep: SweepReport | undefined;
  #expiryChanged: () => void = () => undefined;

  constructor(ports: MonitorPorts, options: MonitorOptions = MONITOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#executor = new Executor(ports, options.executor);
    this.#stopListening = ports.broker.onEvent((event) => this.#onBrokerEvent(event));
  }

  /** Loads every plan, and settles what an earlier process left open, before anything may fire. */
  async open(): Promise<void> {
    this.#remembered = await this.#ports.store.loadDesks();
    await this.#reconcile(Number.POSITIVE_INFINITY);
    await this.sync();
  }

  /** Ends: waits for work under way, and stores what the next process needs. Fires nothing more. */
  async close(): Promise<void> {
    await this.settled();
    await this.remember();
    this.#stopListening();
  }

  // ── quotes ──────────────────────────────────────────────────────────────────────────────────────

  /** Keeps a desk open for a symbol even without plans. */
  follow(symbol: string): void {
    this.#deskOf(symbol).followed = true;
  }

  /**
   * Takes a quote in hand. False when no desk wants it, or its filter or its age refuses it; then
   * nothing has changed but a counter.
   */
  accept(quote: Quote): boolean {
    const desk = this.#desks.get(quote.symbol);
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
    const desk = this.#desks.get(quote.symbol);
    if (desk === undefined) return false;
    const nowMs = this.#ports.clock.now();
    this.expireDue();
    this.#ports.quoteObserver?.onQuote(quote);
    const woken = desk.wake(nowMs);
    if (woken.length > 1) woken.sort(byId);
    for (const watch of woken) this.#ask(watch, desk, quote);
    return this.#working.size > 0;
  }

  /** Takes a quote in hand and works it. */
  onQuote(quote: Quote): boolean {
    return this.accept(quote) && this.work(quote);
  }

  /** Resolves when no work is under way. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Expires every plan whose time has come. */
  expireDue(): void {
    const nowMs = this.#ports.clock.now();
    for (
      let next = this.#expiries.peek();
      next !== undefined && next.key <= nowMs;
      next = this.#expiries.peek()
    ) {
      const {watch} = next;
      this.#expiries.remove(next);
      // A plan that is being executed is asked again when it is back to waiting.
      if (watch.phase === 'waiting') this.#expire(watch);
    }
  }

  /** Earliest expiry among the plans, or undefined; `onChange` is called when it may have changed. */
  get nextExpiryMs(): number | undefined {
    return this.#expiries.peek()?.key;
  }

  onExpiryChange(listener: () => void): void {
    this.#expiryChanged = listener;
  }

  // ── plans ───────────────────────────────────────────────────────────────────────────────────────

  /** Takes over what was written since the last look, by whomever. */
  async sync(): Promise<void> {
    const changes = await this.#ports.store.changesSince(this.#revision);
    for (const row of changes.rows) this.#adopt(row);
    for (const broken of changes.broken) this.#leaveAlone(broken);
    this.#revision = Math.max(this.#revision, changes.revision);
  }

  /** Settles intents that have no outcome, and takes note of positions closed while nobody looked. */
  reconcile(): Promise<void> {
    // An intent that may still be sent is left to whoever is about to.
    return this.#reconcile(this.#ports.clock.now() - RECOVERY_MARGIN_MS);
  }

  async #reconcile(notAfterBeforeMs: number): Promise<void> {
    const {store, broker, clock, journal} = this.#ports;
    for (const {intent, outcome} of await store.openIntents()) {
      const watch = this.#watches.get(intent.planId);
      if (watch?.phase === 'busy') continue;
      if (outcome === null && intent.notAfterMs > notAfterBeforeMs) continue;
      if (outcome === null && watch !== undefined) {
        await this.#move(watch, 'reconcile', () => this.#executor.recover(intent));
        continue;
      }
      try {
        if (outcome === null) {
          await this.#executor.recover(intent);
          continue;
        }
        const seen = await broker.lookup(intent.clientOrderId);
        if (seen.status === 'found' && seen.close !== null) {
          const {row} = await store.recordClose(intent.clientOrderId, seen.close, clock.now());
          journal.record({kind: 'closed', planId: intent.planId, symbol: intent.symbol, close: seen.close});
          if (row !== undefined) this.#adopt(row);
        } else if (seen.status === 'absent') {
          const message = `the broker does not know the order of an executed plan: ${seen.evidence}`;
          journal.record({kind: 'failure', planId: intent.planId, doing: 'reconcile', message});
        }
      } catch (error) {
        this.#failed(watch, intent.planId, 'reconcile', error);
      }
    }
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
      const desk = this.#desks.get(watch.symbol);
      const why = desk === undefined ? 'noDesk' : this.#reasonToSkip(watch, desk);
      if (desk === undefined || why !== undefined) {
        skipped[why ?? 'noDesk'] = (skipped[why ?? 'noDesk'] ?? 0) + 1;
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
        if (ageMs <= this.#options.quoteAgeMaxMs) this.#fire(watch, quote);
      } catch (error) {
        failed += 1;
        this.#failed(watch, watch.id, 'sweep', error);
      }
    }
    this.#missedByEvents += missed;
    this.#lastSweep = {atMs: nowMs, due, evaluated, skipped, failed, missedByEvents: missed};
    return this.#lastSweep;
  }

  /** What a plan waits for now; undefined when the monitor does not hold it. */
  explain(planId: string): LiveExplanation | undefined {
    const watch = this.#watches.get(planId);
    if (watch === undefined) return undefined;
    const desk = this.#desks.get(watch.symbol);
    const nowMs = this.#ports.clock.now();
    const view = desk === undefined ? {nowMs, quote: undefined, previous: undefined} : desk.view(nowMs);
    const conditions = [...readinessRows(watch, nowMs), ...watch.compiled.explain(view)];
    const verdict = watch.readyAtMs > nowMs ? 'unknown' : watch.compiled.state(view);
    return {row: watch.row, asOfMs: nowMs, verdict, conditions};
  }

  /**
   * Stores what single runs and other processes ask for: the last quotes, and verdicts that changed.
   * Called now and then, and at the end.
   */
  async remember(): Promise<void> {
    const memories = new Map<string, DeskMemory>();
    for (const {symbol, memory} of this.#desks.values())
      if (memory !== undefined) memories.set(symbol, memory);
    if (memories.size > 0) await this.#ports.store.saveDesks(memories);
    const verdicts: StoredVerdict[] = [];
    for await (const watch of this.#inSlices()) {
      if (watch.phase !== 'waiting' || this.#desks.get(watch.symbol)?.isLive !== true) continue;
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
    for (const watch of [...this.#watches.values()]) {
      count += 1;
      if (count % SLICE === 0) await this.#ports.clock.sleep(0);
      if (this.#watches.get(watch.id) === watch) yield watch;
    }
  }

  /** What conditions on a symbol see now; undefined when there is no desk for it. */
  view(symbol: string): MarketView | undefined {
    return this.#desks.get(symbol)?.workedView;
  }

  // ── what it holds ───────────────────────────────────────────────────────────────────────────────

  census(): Census {
    let wakes = 0;
    for (const desk of this.#desks.values()) wakes += desk.index.size;
    let heldMutexes = 0;
    for (const watch of this.#watches.values()) if (watch.mutex.isLocked()) heldMutexes += 1;
    return {
      plans: this.#watches.size,
      desks: this.#desks.size,
      subscriptions: this.#desks.size,
      wakes,
      expiries: this.#expiries.size,
      busy: this.#working.size,
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
    return [...this.#broken.values()];
  }

  /** Every desk with what it holds. */
  *desks(): Generator<Readonly<{symbol: string; plans: number; quotes: number; quote: Quote | undefined}>> {
    for (const {symbol, watches, quotes, quote} of this.#desks.values()) {
      yield {symbol, plans: watches.size, quotes, quote};
    }
  }

  /** The watched plans' rows. */
  *rows(): Generator<PlanRow> {
    for (const {row} of this.#watches.values()) yield row;
  }

  // ── one plan ────────────────────────────────────────────────────────────────────────────────────

  /** Takes over a row as the database has it. A plan that is being moved is left until that is done. */
  #adopt(row: PlanRow): void {
    this.#broken.delete(row.plan.id);
    const watch = this.#watches.get(row.plan.id);
    if (watch === undefined) {
      if (isWatched(row.status)) this.#begin(row);
      return;
    }
    if (row.revision < watch.row.revision) return;
    if (watch.phase === 'busy') {
      watch.newerRow = row;
      return;
    }
    const symbolChanged = row.plan.symbol !== watch.symbol;
    if (!isWatched(row.status) || symbolChanged) this.#release(watch, row.status);
    if (!isWatched(row.status)) return;
    if (symbolChanged) {
      this.#begin(row);
      return;
    }
    if (row.revision === watch.row.revision) return;
    watch.adopt(row);
    this.#place(watch);
  }

  #begin(row: PlanRow): void {
    const watch = new PlanWatch(row);
    const desk = this.#deskOf(row.plan.symbol);
    this.#watches.set(watch.id, watch);
    desk.watches.set(watch.id, watch);
    this.#ports.journal.record({kind: 'watching', planId: watch.id, symbol: watch.symbol});
    this.#place(watch);
  }

  /** Drops the watch, and its desk when it was the last. */
  #release(watch: PlanWatch, status: string): void {
    this.#wakeUp(watch);
    this.#watches.delete(watch.id);
    const desk = this.#desks.get(watch.symbol);
    if (desk !== undefined) {
      desk.watches.delete(watch.id);
      if (desk.watches.size === 0 && !desk.followed) {
        this.#desks.delete(desk.symbol);
        this.#ports.feed.unsubscribe(desk.symbol);
      }
    }
    this.#ports.journal.record({kind: 'released', planId: watch.id, symbol: watch.symbol, status});
  }

  /** Puts a watch where its row's status wants it. */
  #place(watch: PlanWatch): void {
    this.#wakeUp(watch);
    switch (watch.row.status) {
      case 'pending':
        watch.phase = 'waiting';
        this.#arm(watch);
        break;
      case 'executed':
      case 'working':
        watch.phase = 'holding';
        break;
      default:
        watch.phase = 'parked';
    }
  }

  /** Makes a pending plan wait: for the next quote, because none was asked about it yet. */
  #arm(watch: PlanWatch): void {
    const desk = this.#deskOf(watch.symbol);
    watch.armedAtQuotes = desk.quotes;
    const {expiresAtMs} = watch.row.plan;
    if (expiresAtMs !== null) {
      // After a failed attempt to expire it, the pause holds too.
      watch.expiry = {key: Math.max(expiresAtMs, watch.notBeforeMs), sequence: 0, position: -1, watch};
      this.#expiries.push(watch.expiry);
      this.#expiryChanged();
    }
    watch.sleeper = desk.index.sleep(watch, [{on: 'quote'}]);
  }

  /** Takes a watch out of every queue that it stands in. */
  #wakeUp(watch: PlanWatch): void {
    if (watch.sleeper !== undefined) this.#desks.get(watch.symbol)?.index.forget(watch.sleeper);
    if (watch.expiry !== undefined) this.#expiries.remove(watch.expiry);
    watch.sleeper = undefined;
    watch.expiry = undefined;
  }

  /** Asks one woken plan about the quote in hand: it fires, or sleeps until something can change. */
  #ask(watch: PlanWatch, desk: Desk, quote: Quote): void {
    if (watch.phase !== 'waiting') return;
    watch.sleeper = undefined;
    try {
      const view = desk.workedView;
      if (watch.readyAtMs > view.nowMs || watch.row.plan.createdAtMs > quote.receivedAtMs) {
        watch.sleeper = desk.index.sleep(watch, [{on: 'time', atMs: Math.max(watch.readyAtMs, view.nowMs)}]);
        return;
      }
      if (watch.compiled.state(view) === 'met') {
        this.#fire(watch, quote);
        return;
      }
      const wakes = watch.compiled.wakes(view, 'met');
      watch.sleeper = desk.index.sleep(watch, wakes);
      this.#ports.witness?.asleep(watch.id, watch.compiled, view, wakes);
    } catch (error) {
      this.#failed(watch, watch.id, 'evaluate', error);
      watch.sleeper ??= desk.index.sleep(watch, [{on: 'quote'}]);
    }
  }

  #fire(watch: PlanWatch, quote: Quote): void {
    const {plan, version, attempts} = watch.row;
    const attempt = attempts + 1;
    const nowMs = Math.floor(this.#ports.clock.now());
    const intent: Intent = {
      clientOrderId: clientOrderIdOf({
        databaseId: this.#ports.store.databaseId,
        planId: plan.id,
        version,
        attempt,
      }),
      planId: plan.id,
      attempt,
      symbol: plan.symbol,
      side: plan.side,
      volumeLots: plan.volumeLots,
      stopLoss: plan.stopLoss,
      takeProfit: plan.takeProfit,
      firedPrice: lineValue(quote, openingLine(plan.side)),
      firedAtMs: nowMs,
      notAfterMs: nowMs + this.#options.executor.notAfterMs,
    };
    void this.#move(watch, 'execute', () => this.#executor.execute(intent, version));
  }

  #expire(watch: PlanWatch): void {
    const {store, clock, journal} = this.#ports;
    void this.#move(watch, 'expire', async () => {
      const {done, row} = await store.expire(watch.id, clock.now());
      if (done) journal.record({kind: 'expired', planId: watch.id, symbol: watch.symbol});
      return row;
    });
  }

  /**
   * Moves a plan: takes it out of every queue at once, does the durable work under its mutex, and
   * puts it where the database then says. Nothing else starts work on a plan.
   */
  #move(watch: PlanWatch, doing: string, work: () => Promise<PlanRow | undefined>): Promise<void> {
    this.#wakeUp(watch);
    watch.phase = 'busy';
    return this.#track(
      watch.mutex.runExclusive(async () => {
        let row: PlanRow | undefined = watch.row;
        try {
          row = await work();
          // Back to pending without a pause of its own: what kept the order from being sent may last.
          if (row?.status === 'pending' && row.retryAtMs === null) this.#pause(watch);
          else watch.consecutiveFailures = 0;
        } catch (error) {
          this.#failed(watch, watch.id, doing, error);
        }
        this.#afterMove(watch, row);
      }),
    );
  }

  /** Puts a moved plan where the newest row that anybody saw says. */
  #afterMove(watch: PlanWatch, row: PlanRow | undefined): void {
    watch.phase = 'parked';
    const {newerRow} = watch;
    watch.newerRow = undefined;
    if (row === undefined) {
      this.#release(watch, 'gone');
      return;
    }
    if (row.revision > watch.row.revision) watch.adopt(row);
    this.#place(watch);
    if (!isWatched(row.status)) this.#release(watch, row.status);
    else if (newerRow !== undefined) this.#adopt(newerRow);
  }

  #onBrokerEvent({clientOrderId, close}: BrokerEvent): void {
    const {store, clock, journal} = this.#ports;
    void this.#track(
      (async () => {
        try {
          const {done, row} = await store.recordClose(clientOrderId, close, clock.now());
          if (row === undefined) return;
          if (done) journal.record({kind: 'closed', planId: row.plan.id, symbol: row.plan.symbol, close});
          this.#adopt(row);
        } catch (error) {
          // The broker keeps the close; the next reconciliation takes note of it.
          this.#failed(undefined, null, `record the close of order ${clientOrderId}`, error);
        }
      })(),
    );
  }

  #failed(watch: PlanWatch | undefined, planId: string | null, doing: string, error: unknown): void {
    const message = messageOf(error);
    this.#ports.journal.record({kind: 'failure', planId, doing, message});
    if (watch === undefined) return;
    watch.lastError = message;
    this.#pause(watch);
  }

  #pause(watch: PlanWatch): void {
    watch.consecutiveFailures += 1;
    const pauseMs = this.#options.failurePauseMs * 2 ** (watch.consecutiveFailures - 1);
    watch.notBeforeMs = this.#ports.clock.now() + Math.min(pauseMs, FAILURE_PAUSE_MAX_MS);
  }

  #reasonToSkip(watch: PlanWatch, desk: Desk): string | undefined {
    if (watch.phase !== 'waiting') return watch.phase;
    if (!desk.isLive) return 'noQuote';
    if (watch.armedAtQuotes >= desk.quotes) return 'armedSince';
    if (watch.readyAtMs > desk.workedView.nowMs) return 'notReady';
    return undefined;
  }

  #leaveAlone(broken: BrokenRow): void {
    if (this.#broken.size < BROKEN_ROWS_MAX) this.#broken.set(broken.id, broken);
    this.#ports.journal.record({kind: 'brokenRow', planId: broken.id, problems: broken.problems});
    const watch = this.#watches.get(broken.id);
    if (watch !== undefined && watch.phase !== 'busy') this.#release(watch, 'broken');
  }

  #deskOf(symbol: string): Desk {
    let desk = this.#desks.get(symbol);
    if (desk === undefined) {
      desk = new Desk(symbol, this.#options.filter, this.#options.dayZone, this.#remembered.get(symbol));
      this.#desks.set(symbol, desk);
      this.#ports.feed.subscribe(symbol);
    }
    return desk;
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
    return tracked;
  }
}

function byId(a: PlanWatch, b: PlanWatch): number {
  return a.id < b.id ? -1 : 1;
}

/** Rows for what keeps a plan from being asked at all. */
function readinessRows({row, readyAtMs}: PlanWatch, nowMs: number): Explained[] {
  if (readyAtMs <= nowMs) return [];
  const isNew = row.plan.createdAtMs === readyAtMs;
  return [
    {
      path: isNew ? 'createdAt' : 'retry',
      kind: 'readiness',
      verdict: 'unknown',
      observed: new Date(Math.floor(nowMs)).toISOString(),
      threshold: `not before ${new Date(Math.floor(readyAtMs)).toISOString()}`,
      ageMs: null,
      reason: isNew ? 'notCreatedYet' : 'backingOff',
      distance: Math.ceil(readyAtMs - nowMs),
    },
  ];
}
