import {messageOf} from '../errors.ts';
import {lineValue, openingLine, type Quote} from '../market/quote.ts';
import {clientOrderIdOf} from '../plan/identity.ts';
import type {Broker, BrokerEvent, Intent} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {PlanRow, Store} from '../ports/store.ts';
import {Executor, type ExecutorOptions} from './executor.ts';
import type {PlanWatch} from './plan-watch.ts';
import type {TradingFloor} from './trading-floor.ts';

/** The longest pause after failures. */
const FAILURE_PAUSE_MAX_MS = 60_000;
/** After an intent's last moment: time for a placement that was made then to show. */
const RECOVERY_MARGIN_MS = 1000;

type MoverPorts = Readonly<{clock: Clock; store: Store; broker: Broker; journal: Journal}>;

type MoverOptions = Readonly<{
  executor: ExecutorOptions;
  /** After the store or the broker failed a plan: pause before it may fire again, doubled each time. */
  failurePauseMs: number;
}>;

/**
 * Moves plans from status to status, durably: executes, expires, closes and recovers them. Whether a
 * plan is to be moved is decided elsewhere.
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
    this.#executor = new Executor(ports, options.executor);
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

  /** Executes a plan that is met by this quote; one without an instrument has no quote that could. */
  fire(watch: PlanWatch, quote: Quote): void {
    if (watch.listing === undefined) throw new Error(`Invariant: plan "${watch.id}" has an instrument`);
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
      symbol: watch.listing.brokerSymbol,
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

  /** Ends a plan whose expiry has come. */
  expire(watch: PlanWatch): void {
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
    this.#floor.takeOut(watch);
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
          this.failed(watch, watch.id, doing, error);
        }
        this.#afterMove(watch, row);
      }, doing),
    );
  }

  /** Puts a moved plan where the newest row that anybody saw says. */
  #afterMove(watch: PlanWatch, row: PlanRow | undefined): void {
    watch.phase = 'parked';
    const {newerRow} = watch;
    watch.newerRow = undefined;
    if (row === undefined) {
      this.#floor.release(watch, 'gone');
      return;
    }
    const newest = newerRow !== undefined && newerRow.revision > row.revision ? newerRow : row;
    // The floor alone gives a plan another desk: the move may have been lost to an edit of its symbol.
    if (newest.revision > watch.row.revision) this.#floor.adopt(newest);
    else this.#floor.place(watch);
  }

  #onBrokerEvent({clientOrderId, close}: BrokerEvent): void {
    const {store, clock, journal} = this.#ports;
    const record = () => store.recordClose(clientOrderId, close, clock.now());
    void this.#track(
      (async () => {
        try {
          let {done, row} = await record();
          // A position can be gone before its fill is settled: then the close comes after that.
          const watch = row?.status === 'executing' ? this.#floor.watches.get(row.plan.id) : undefined;
          if (watch !== undefined) ({done, row} = await watch.mutex.runExclusive(record, 'close'));
          if (row === undefined) return;
          if (done) journal.record({kind: 'closed', planId: row.plan.id, symbol: row.plan.symbol, close});
          this.#floor.adopt(row);
        } catch (error) {
          // The broker keeps the close; the next reconciliation takes note of it.
          this.failed(undefined, null, `record the close of order ${clientOrderId}`, error);
        }
      })(),
    );
  }

  /** Takes note of a failure; the plan, if it is about one, pauses. */
  failed(watch: PlanWatch | undefined, planId: string | null, doing: string, error: unknown): void {
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

  /** Settles intents that have no outcome, and takes note of positions closed while nobody looked. */
  reconcile(): Promise<void> {
    // An intent that may still be sent is left to whoever is about to.
    return this.reconcileUntil(this.#ports.clock.now() - RECOVERY_MARGIN_MS);
  }

  /** The same for intents whose last moment is before a time. */
  async reconcileUntil(notAfterBeforeMs: number): Promise<void> {
    const {store, broker, clock, journal} = this.#ports;
    for (const {intent, outcome} of await store.openIntents()) {
      const watch = this.#floor.watches.get(intent.planId);
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
          if (row !== undefined) this.#floor.adopt(row);
        } else if (seen.status === 'absent') {
          const message = `the broker does not know the order of an executed plan: ${seen.evidence}`;
          journal.record({kind: 'failure', planId: intent.planId, doing: 'reconcile', message});
        }
      } catch (error) {
        this.failed(watch, intent.planId, 'reconcile', error);
      }
    }
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
    return tracked;
  }
}
