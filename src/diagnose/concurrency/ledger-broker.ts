import {UnavailableError} from '../../errors.ts';
import {SteadyLink} from '../../link/steady-link.ts';
import type {
  ActionOutcome,
  Broker,
  BrokerEvent,
  BrokerSnapshot,
  Intent,
  Lookup,
  OrderReport,
  Outcome,
} from '../../ports/broker.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import type {Ledger} from './ledger.ts';
import type {Author, LedgerLine} from './ledger-line.ts';
import {kindOf} from './plan-kind.ts';

/** The longest from the answer to the end of a position that does not end before it. */
const LATE_CLOSE_MS = 120;
/** What a broker says again it says within this. */
const SAID_AGAIN_MS = 4;
/** How often it says that a position is gone, at most. */
const SAID_MAX = {early: 3, late: 2} as const;

type LedgerBrokerPorts = Readonly<{ledger: Ledger; clock: Clock; random: Random}>;

/**
 * One monitor's connection to a broker that all monitors trade at. It takes every order, a key that it
 * has seen before too, so that doubles show; says of some that they are gone before it has said that
 * they were taken; says most things more than once; and tells other monitors too. All that it is told
 * and says stands in the ledger first.
 *
 * Its answer says what was so when it took the order, however late it comes: whoever makes up for a close
 * that is lost by what the answer says would hide that.
 */
export class LedgerBroker implements Broker {
  readonly name = 'ledger';
  readonly capabilities = {lookup: true, fence: false, restingOrders: false};
  readonly link: SteadyLink;
  readonly #ports: LedgerBrokerPorts;
  readonly #author: Author;
  /** The longest that it takes to answer, and from the end of a position that ends before the answer to the answer. */
  readonly #answerMs: number;
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  /** Orders that this connection has placed, and how each stands. */
  readonly #placed = new Map<string, Readonly<{intent: Intent; report: OrderReport}>>();
  /** What it will say by itself; each entry takes itself out. */
  readonly #announced = new Set<Promise<void>>();

  constructor(ports: LedgerBrokerPorts, author: Author, answerMs: number) {
    this.#ports = ports;
    this.link = new SteadyLink(ports.clock.now());
    this.#author = author;
    this.#answerMs = answerMs;
  }

  /** Resolves when it has nothing left to say by itself. */
  async settled(): Promise<void> {
    while (this.#announced.size > 0) await Promise.all(this.#announced);
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  instruments(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  async submit(intent: Intent): Promise<Outcome> {
    const {clientOrderId: key, planId, volumeLots, firedPrice: price} = intent;
    const {ledger, clock} = this.#ports;
    ledger.write({is: 'submitted', by: this.#author, key, planId, volumeLots});
    await this.#sleep(this.#answerMs);
    const kind = kindOf(planId);
    const timeMs = Math.floor(clock.now());
    if (kind === 'retry' && intent.attempt === 1) {
      ledger.write({is: 'answered', key, planId, as: 'refused'});
      await this.#sayAgain(intent, refusedReport(intent), SAID_MAX.early);
      return {status: 'rejected', code: 'TRY_LATER', message: 'the market moved', retry: 'later'};
    }
    const ticket = `${key}-${this.#author}`;
    const fill = {positionId: ticket, price, volumeLots, timeMs};
    const {stopLoss, takeProfit} = intent;
    const report: OrderReport = {ticket, state: 'filled', fill, close: null, stopLoss, takeProfit};
    this.#placed.set(key, {intent, report});
    ledger.write({is: 'answered', key, planId, as: 'accepted'});
    if (kind === 'early') {
      await this.#sayClosed(intent, report, SAID_MAX.early);
      await clock.sleep(this.#answerMs);
    } else {
      const announced = this.#sleep(LATE_CLOSE_MS)
        .then(() => this.#sayClosed(intent, report, SAID_MAX.late))
        .finally(() => this.#announced.delete(announced));
      this.#announced.add(announced);
    }
    return {status: 'accepted', report};
  }

  cancel(): Promise<ActionOutcome> {
    return Promise.resolve(NOTHING_RESTS);
  }

  amend(): Promise<ActionOutcome> {
    return Promise.resolve(NOTHING_RESTS);
  }

  closePosition(): Promise<ActionOutcome> {
    return Promise.resolve(NOTHING_RESTS);
  }

  lookup(key: string): Promise<Lookup> {
    const placed = this.#placed.get(key);
    return Promise.resolve(
      placed === undefined
        ? {status: 'undecided', reason: 'this connection did not place it'}
        : {status: 'found', report: placed.report},
    );
  }

  fence(): Promise<never> {
    return Promise.reject(new UnavailableError('BROKER_UNAVAILABLE', 'this broker cannot fence a key'));
  }

  /** What this connection has placed; it is asked once, before anybody places anything. */
  snapshot(): Promise<BrokerSnapshot> {
    const standing = [...this.#placed.values()]
      .filter(({report}) => report.close === null)
      .map(({intent: {clientOrderId, symbol, side, volumeLots}, report}) => ({
        clientOrderId,
        symbol,
        side,
        volumeLots,
        report,
      }));
    return Promise.resolve({atMs: Math.floor(this.#ports.clock.now()), standing});
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Tells its monitor what the broker has said to another. What it says before its answer it says to
   * the one who waits for that: nobody else could make up for a close that is lost there.
   */
  hear(line: LedgerLine): void {
    if (line.is !== 'closed' || line.by === this.#author || kindOf(line.planId) === 'early') return;
    this.#emit(line.key, line.report);
  }

  /** Says that the position of an order is gone. */
  async #sayClosed(intent: Intent, filled: OrderReport, timesMax: number): Promise<void> {
    const timeMs = Math.floor(this.#ports.clock.now());
    const close = {price: intent.firedPrice, timeMs, reason: 'takeProfit', profit: null} as const;
    const report = {...filled, close};
    this.#placed.set(intent.clientOrderId, {intent, report});
    await this.#sayAgain(intent, report, timesMax);
  }

  /** Says that an order is gone, once or again and again. */
  async #sayAgain(
    {clientOrderId: key, planId}: Intent,
    report: OrderReport,
    timesMax: number,
  ): Promise<void> {
    const {ledger, random} = this.#ports;
    const times = 1 + Math.floor(random.next() * timesMax);
    for (let said = 0; said < times; said += 1) {
      if (said > 0) await this.#sleep(SAID_AGAIN_MS);
      ledger.write({is: 'closed', by: this.#author, key, planId, report});
      this.#emit(key, report);
    }
  }

  #emit(clientOrderId: string, report: OrderReport): void {
    for (const listener of this.#listeners) listener({type: 'order', clientOrderId, report});
  }

  /** Some of the time given, by chance. */
  #sleep(ms: number): Promise<void> {
    const {clock, random} = this.#ports;
    return clock.sleep(random.next() * ms);
  }
}

const NOTHING_RESTS: ActionOutcome = {
  status: 'rejected',
  code: 'NOT_OFFERED',
  message: 'this broker fills orders and changes nothing',
  retry: 'never',
};

/** A refused order that is said to be gone, as some brokers do: it closes nothing. */
function refusedReport({clientOrderId}: Intent): OrderReport {
  return {
    ticket: clientOrderId,
    state: 'rejected',
    fill: null,
    close: null,
    stopLoss: null,
    takeProfit: null,
  };
}
