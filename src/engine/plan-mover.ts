import type {MarketView} from '../condition/market-view.ts';
import {messageOf} from '../errors.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import {lineValue, openingLine, type Quote} from '../market/quote.ts';
import type {Zone} from '../market/zone.ts';
import {levelVolumes} from '../plan/entry-levels.ts';
import {clientOrderIdOf} from '../plan/identity.ts';
import type {ActionOutcome, Broker, BrokerEvent, Intent, OrderReport} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {ExecutionMeter} from '../ports/execution-meter.ts';
import type {Journal} from '../ports/journal.ts';
import type {Limits, PlanRow, Store} from '../ports/store.ts';
import {Executor, type ExecutorOptions} from './executor.ts';
import {explainPlan} from './explain-plan.ts';
import {failureEntry} from './failure-entry.ts';
import {keepVerdicts, type Look, lookAt} from './keep-verdicts.ts';
import type {LevelWatch, PlanWatch} from './plan-watch.ts';
import {reportProblem} from './report-problem.ts';
import type {Tenure} from './tenure.ts';
import type {TradingFloor} from './trading-floor.ts';
import {within} from './within.ts';

/** How long one question to the broker may take. */
const ANSWER_MS = 30_000;
/** After a refused claim: what stands in the way seldom goes at once, and must not cost a write a quote. */
const REFUSAL_PAUSE_MS = 1000;

type MoverPorts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  journal: Journal;
  instruments: InstrumentBook;
  tenure: Pick<Tenure, 'epoch' | 'isHeld'>;
  executions?: ExecutionMeter;
}>;

export type MoverOptions = Readonly<{
  executor: ExecutorOptions;
  limits: Limits;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  /** After the store or the broker failed a level: pause before it may fire again, doubled each time. */
  failurePauseMs: number;
}>;

/** Why something that stands at the broker is changed: for a machine, and for people and the history. */
type Why = Readonly<{reasonCode: 'withdrawal' | 'halted'; reason: string}>;

/**
 * Moves levels from status to status, durably: executes, expires, cancels, withdraws and closes them.
 * Whether one is to be moved is decided elsewhere.
 */
export class PlanMover {
  readonly #ports: MoverPorts;
  readonly #options: MoverOptions;
  readonly #floor: TradingFloor;
  readonly #executor: Executor;
  /** Work under way; each entry takes itself out. */
  readonly #working = new Set<Promise<void>>();
  readonly #stopListening: () => void;

  constructor(ports: MoverPorts, floor: TradingFloor, options: MoverOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#floor = floor;
    const maySend = () => ports.tenure.isHeld();
    const planSymbol = (planId: string) => floor.watches.get(planId)?.symbol;
    this.#executor = new Executor({...ports, maySend, planSymbol}, options.executor);
    this.#stopListening = ports.broker.onEvent((event) => this.#onBrokerEvent(event));
  }

  /** Pieces of work under way. */
  get working(): number {
    return this.#working.size;
  }

  /** Resolves when no work is under way. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Takes no more note of what the broker says. */
  close(): void {
    this.#stopListening();
  }

  /**
   * Executes a level that is met by this quote; one without an instrument has no quote that could.
   *
   * @param view What the plan saw, by which it is met.
   */
  fire(level: LevelWatch, quote: Quote, view: MarketView): void {
    const intent = this.#intentOf(level, quote);
    const nowMs = intent.firedAtMs;
    const terms = {
      version: level.plan.row.version,
      epoch: this.#ports.tenure.epoch,
      limits: this.#options.limits,
      dayStartMs: nowMs - Math.floor(this.#options.dayZone.timeOfDayMs(nowMs)),
    };
    const look = this.#lookAt(level.plan, view);
    const pass = this.#executor.fired(this.#ports.clock.now() - quote.receivedAtMs);
    void this.#move(level, 'execute', async () => {
      const claimed = await this.#executor.execute(intent, terms, pass, () => this.#keep(look));
      level.refusal = claimed.done ? undefined : claimed.refusal;
      return claimed.row;
    });
  }

  /** Finds out what became of an intent that has no outcome. */
  recover(level: LevelWatch, intent: Intent): Promise<void> {
    return this.#move(level, 'recover', () => this.#executor.recover(intent, level.row.rejections));
  }

  /** Looks after an order that is parked. */
  revisit(level: LevelWatch, intent: Intent): Promise<void> {
    return this.#move(level, 'look after a parked order', async () => {
      return (await this.#executor.revisit(intent, level.row.rejections)) ?? level.plan.row;
    });
  }

  /** The same for an intent whose plan nobody watches. */
  async recoverUnwatched(intent: Intent, rejections: number): Promise<void> {
    await this.#executor.recover(intent, rejections);
  }

  /** Ends a plan whose expiry has come. */
  expire(watch: PlanWatch): void {
    const {store, clock, journal} = this.#ports;
    this.#moveWaiting(watch, 'expire', async () => {
      const {done, row} = await store.expire(watch.id, clock.now());
      if (done) journal.record({kind: 'expired', planId: watch.id, symbol: watch.symbol});
      return row;
    });
  }

  /** Ends a plan by its own rule: what waits is cancelled, what has an order under way is withdrawn once it rests. */
  cancel(watch: PlanWatch, reason: string): void {
    const {store, clock, journal} = this.#ports;
    this.#moveWaiting(watch, 'cancel', async () => {
      const {done, row} = await store.cancel(watch.id, reason, clock.now());
      if (done) journal.record({kind: 'cancelled', planId: watch.id, symbol: watch.symbol, reason});
      return row;
    });
  }

  /**
   * Withdraws a level's resting order; what became of it the broker says. Why is noted at the same time and
   * not before, so that a locked database does not keep the order at the broker; the note comes before
   * whatever is recorded of the answer.
   */
  withdraw(level: LevelWatch, why: Why): void {
    const {broker, store, clock} = this.#ports;
    this.#act(level, 'cancel', why, async (key) => {
      const [outcome] = await Promise.all([
        broker.cancel(key),
        store.withdraw(key, why.reason, Math.floor(clock.now())),
      ]);
      return outcome;
    });
  }

  /** Closes a level's position at the market. */
  closeOut(level: LevelWatch, why: Why): void {
    this.#act(level, 'close', why, (key) => this.#ports.broker.closePosition(key));
  }

  /**
   * Takes note of what the broker says of an order, whose plan may be watched or not.
   *
   * @throws {Error} When the report makes no sense: nothing of it is stored.
   */
  async note(clientOrderId: string, report: OrderReport): Promise<void> {
    const problem = reportProblem(report);
    if (problem !== undefined)
      throw new Error(`the report of order ${clientOrderId} makes no sense: ${problem}`);
    const {store, clock} = this.#ports;
    const record = () => store.report(clientOrderId, report, clock.now());
    let {done, row} = await record();
    if (row === undefined) return;
    const known = row.levels.find((level) => level.clientOrderId === clientOrderId);
    // What is said before the order's outcome is settled is taken note of after that.
    if (!done && known?.status === 'executing') {
      const level = this.#floor.watches.get(row.plan.id)?.levels[known.level - 1];
      if (level !== undefined) ({done, row} = await level.mutex.runExclusive(record, 'report'));
    }
    if (row === undefined) return;
    const before = this.#floor.watches.get(row.plan.id)?.row;
    this.#journalSteps(before, row);
    this.#floor.adopt(row);
  }

  /** Takes note of a failure; the level, if it is about one, pauses. */
  failed(level: LevelWatch | undefined, planId: string | null, doing: string, error: unknown): void {
    const symbol = planId === null ? undefined : this.#floor.watches.get(planId)?.symbol;
    this.#ports.journal.record(failureEntry(doing, error, {planId, symbol, level: level?.number}));
    if (level !== undefined) this.#pause(level, messageOf(error));
  }

  /** Pieces of work that others do and that have to end before all is settled. */
  track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
    return tracked;
  }

  #intentOf(level: LevelWatch, quote: Quote): Intent {
    const {plan: watch, entry} = level;
    const {listing, row} = watch;
    if (listing === undefined) throw new Error(`Invariant: plan "${watch.id}" has an instrument`);
    const {plan, version} = row;
    const {volumeStepLots} = this.#ports.instruments.of(listing.brokerSymbol);
    const weights = watch.levels.map(({entry: {weight}}) => weight);
    const volumeLots = levelVolumes(plan.volumeLots, weights, volumeStepLots)?.[level.number - 1];
    if (volumeLots === undefined || volumeLots === 0)
      throw new Error(`Invariant: level ${level.number} of plan "${watch.id}" trades whole steps`);
    const attempt = level.row.attempts + 1;
    const nowMs = Math.floor(this.#ports.clock.now());
    return {
      clientOrderId: clientOrderIdOf({
        databaseId: this.#ports.store.databaseId,
        planId: plan.id,
        version,
        level: level.number,
        attempt,
      }),
      planId: plan.id,
      level: level.number,
      attempt,
      symbol: listing.brokerSymbol,
      side: plan.side,
      type: entry.type,
      price: entry.type === 'market' ? null : entry.price,
      volumeLots,
      stopLoss: entry.stopLoss,
      takeProfit: entry.takeProfit,
      expiresAtMs: entry.type === 'market' ? null : plan.expiresAtMs,
      firedPrice: lineValue(quote, openingLine(plan.side)),
      firedAtMs: nowMs,
      // A plan never fires after its expiry, and neither does its order leave then.
      notAfterMs: Math.min(
        nowMs + this.#options.executor.notAfterMs,
        plan.expiresAtMs ?? Number.POSITIVE_INFINITY,
      ),
    };
  }

  /** Told now, for the plan's row soon says that it is being executed. Only a line of its history hangs on it. */
  #lookAt(watch: PlanWatch, view: MarketView): Look | undefined {
    try {
      const quotes = this.#floor.deskOf(watch)?.quoteState(view.nowMs);
      return lookAt(watch, explainPlan(watch, view, {gate: [], quotes}));
    } catch (error) {
      this.failed(undefined, watch.id, 'explain', error);
      return undefined;
    }
  }

  /** Stores that a plan was met: between two looks at all plans nobody else would. */
  #keep(look: Look | undefined): void {
    if (look === undefined) return;
    const kept = keepVerdicts(this.#ports.store, [look]).catch((error: unknown) => {
      this.failed(undefined, look.watch.id, 'store its verdict', error);
    });
    void this.track(kept);
  }

  /**
   * Moves a level: takes it out of every queue at once, does the durable work under its mutex, and puts
   * it where the database then says. Nothing else starts work on a level.
   */
  #move(level: LevelWatch, doing: string, work: () => Promise<PlanRow | undefined>): Promise<void> {
    this.#floor.takeOut(level);
    level.phase = 'busy';
    return this.track(
      level.mutex.runExclusive(async () => {
        let row: PlanRow | undefined = level.plan.row;
        try {
          row = await work();
          this.#pauseIfPending(level, row);
        } catch (error) {
          this.failed(level, level.plan.id, doing, error);
        }
        this.#afterMove(level, row);
      }, doing),
    );
  }

  /** Moves a plan as a whole: all its waiting levels are busy meanwhile, each under its own mutex. */
  #moveWaiting(watch: PlanWatch, doing: string, work: () => Promise<PlanRow | undefined>): void {
    const waiting = watch.levels.filter(({phase}) => phase === 'waiting');
    for (const level of waiting) {
      this.#floor.takeOut(level);
      level.phase = 'busy';
    }
    const underAll = waiting.reduceRight<() => Promise<void>>(
      (inner, level) => () => level.mutex.runExclusive(inner, doing),
      async () => {
        let row: PlanRow | undefined = watch.row;
        try {
          row = await work();
        } catch (error) {
          const {journal, clock} = this.#ports;
          journal.record(failureEntry(doing, error, {planId: watch.id, symbol: watch.symbol}));
          watch.notBeforeMs = clock.now() + REFUSAL_PAUSE_MS;
        }
        for (const level of waiting) level.phase = 'parked';
        this.#put(watch, row);
      },
    );
    void this.track(underAll());
  }

  #afterMove(level: LevelWatch, row: PlanRow | undefined): void {
    level.phase = 'parked';
    this.#put(level.plan, row);
  }

  /** Puts a moved plan where the newest row that anybody saw says. */
  #put(watch: PlanWatch, row: PlanRow | undefined): void {
    if (this.#floor.watches.get(watch.id) !== watch) return;
    if (row === undefined) {
      if (!watch.isBusy) this.#floor.release(watch, 'gone');
      return;
    }
    this.#floor.place(watch);
    // The floor alone gives a plan another desk: the move may have been lost to an edit of its symbol.
    this.#floor.adopt(row.revision > watch.row.revision ? row : watch.row);
  }

  /** Back to pending without a pause of its own: what kept the order from being sent may last. */
  #pauseIfPending(level: LevelWatch, row: PlanRow | undefined): void {
    const after = row?.levels[level.number - 1];
    if (after?.status !== 'pending' || after.retryAtMs !== null) {
      level.recover();
      return;
    }
    if (level.refusal === undefined) {
      this.#pause(level, after.reason ?? 'the order was not sent');
      return;
    }
    const pauseMs = level.refusal.code === 'moved' ? this.#options.failurePauseMs : REFUSAL_PAUSE_MS;
    level.notBeforeMs = this.#ports.clock.now() + pauseMs;
  }

  #pause(level: LevelWatch, message: string): void {
    const {clock, journal} = this.#ports;
    if (!level.fail(clock.now(), this.#options.failurePauseMs, message)) return;
    journal.record({
      kind: 'quarantined',
      planId: level.plan.id,
      symbol: level.plan.symbol,
      level: level.number,
      failures: level.consecutiveFailures,
      untilMs: level.notBeforeMs,
      message,
    });
  }

  /** Asks the broker to change something that stands there, and then what is true. */
  #act(
    level: LevelWatch,
    action: 'cancel' | 'close',
    why: Why,
    ask: (clientOrderId: string) => Promise<ActionOutcome>,
  ): void {
    const {clientOrderId} = level.row;
    if (clientOrderId === null)
      throw new Error(`Invariant: level ${level.number} of plan "${level.plan.id}" has an order`);
    const {journal, broker, store, clock} = this.#ports;
    const about = {planId: level.plan.id, symbol: level.plan.symbol, level: level.number};
    void this.#move(level, action, async () => {
      journal.record({kind: 'acting', ...about, action, ...why});
      const outcome = await within(clock, ANSWER_MS, ask(clientOrderId));
      const seen = await within(clock, ANSWER_MS, broker.lookup(clientOrderId));
      const problem = seen.status === 'found' ? reportProblem(seen.report) : undefined;
      if (problem !== undefined)
        throw new Error(`the report of order ${clientOrderId} makes no sense: ${problem}`);
      if (seen.status !== 'found') {
        const said =
          outcome.status === 'done' ? 'it is not found' : `${outcome.status}: ${messageIn(outcome)}`;
        throw new Error(`whether order ${clientOrderId} was changed is not known yet (${said})`);
      }
      const {row} = await store.report(clientOrderId, seen.report, clock.now());
      if (row !== undefined) this.#journalSteps(level.plan.row, row);
      if (outcome.status !== 'done') this.#pause(level, messageIn(outcome));
      return row;
    });
  }

  #onBrokerEvent({clientOrderId, report}: BrokerEvent): void {
    void this.track(
      this.note(clientOrderId, report).catch(async (error: unknown) => {
        // The broker keeps what it said; it is asked once more now, and else by the next reconciliation.
        this.failed(undefined, null, `take note of order ${clientOrderId}`, error);
        if (reportProblem(report) === undefined) return;
        try {
          const {clock, broker} = this.#ports;
          const seen = await within(clock, ANSWER_MS, broker.lookup(clientOrderId));
          if (seen.status === 'found') await this.note(clientOrderId, seen.report);
        } catch (again) {
          this.failed(undefined, null, `look after order ${clientOrderId}`, again);
        }
      }),
    );
  }

  /** Says what a report has changed. */
  #journalSteps(before: PlanRow | undefined, after: PlanRow): void {
    const {journal} = this.#ports;
    for (const level of after.levels) {
      const was = before?.levels[level.level - 1]?.status;
      if (was === undefined || was === level.status) continue;
      const about = {planId: after.plan.id, symbol: after.plan.symbol, level: level.level};
      const {fill, close, clientOrderId, status} = level;
      if (fill !== null && clientOrderId !== null && (was === 'working' || was === 'unresolved'))
        journal.record({kind: 'executed', ...about, fill, clientOrderId});
      if (status === 'closed' && close !== null) journal.record({kind: 'closed', ...about, close});
      if (was === 'working' && (status === 'cancelled' || status === 'expired' || status === 'failed'))
        journal.record({kind: 'ended', ...about, status, reason: level.reason ?? ''});
    }
  }
}

function messageIn(outcome: Exclude<ActionOutcome, {status: 'done'}>): string {
  return outcome.status === 'rejected' ? `${outcome.message} (${outcome.code})` : outcome.reason;
}
