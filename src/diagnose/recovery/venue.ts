import type {InstrumentFacts} from '../../market/instrument.ts';
import type {
  AbsenceEvidence,
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
import type {Link} from '../../ports/link.ts';

/** An order that was placed. */
export type Placed = {readonly intent: Intent; report: OrderReport; sent: number};

/**
 * A broker that fills what it is sent, and keeps a book that owes nothing to the database. It does not
 * mend what its caller does wrong: an order that comes twice is counted twice.
 */
export class Venue implements Broker {
  readonly name = 'venue';
  readonly capabilities;
  readonly link: Link;
  readonly #clock: Clock;
  readonly #book = new Map<string, Placed>();
  readonly #fenced = new Set<string>();
  readonly #listeners = new Set<(event: BrokerEvent) => void>();

  constructor(clock: Clock, link: Link, fence: boolean) {
    this.#clock = clock;
    this.link = link;
    this.capabilities = {lookup: true, fence, restingOrders: false};
  }

  /** Every order that was placed, by its key. */
  get book(): ReadonlyMap<string, Placed> {
    return this.#book;
  }

  ordersOf(planId: string): readonly Placed[] {
    return [...this.#book.values()].filter(({intent}) => intent.planId === planId);
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  instruments(): Promise<readonly InstrumentFacts[]> {
    return Promise.resolve([]);
  }

  submit(intent: Intent): Promise<Outcome> {
    const {clientOrderId, firedPrice: price, volumeLots, stopLoss, takeProfit} = intent;
    const known = this.#book.get(clientOrderId);
    if (known !== undefined) {
      known.sent += 1;
      return Promise.resolve({status: 'accepted', report: known.report});
    }
    const nowMs = this.#clock.now();
    if (this.#fenced.has(clientOrderId) || nowMs > intent.notAfterMs) {
      return Promise.resolve({status: 'rejected', code: 'TOO_LATE', message: 'too late', retry: 'reprice'});
    }
    const ticket = String(this.#book.size + 1);
    const fill = {positionId: ticket, price, volumeLots, timeMs: nowMs};
    const report: OrderReport = {ticket, state: 'filled', fill, close: null, stopLoss, takeProfit};
    this.#book.set(clientOrderId, {intent, report, sent: 1});
    return Promise.resolve({status: 'accepted', report});
  }

  /** Closes a position, as its stop would, and says so. */
  closeOf(clientOrderId: string, price: number): void {
    const placed = this.#book.get(clientOrderId);
    if (placed === undefined || placed.report.close !== null) return;
    const close = {price, timeMs: this.#clock.now(), reason: 'takeProfit', profit: 1} as const;
    placed.report = {...placed.report, close};
    this.say({type: 'order', clientOrderId, report: placed.report});
  }

  say(event: BrokerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  cancel(): Promise<ActionOutcome> {
    return Promise.resolve({status: 'done'});
  }

  amend(): Promise<ActionOutcome> {
    return Promise.resolve({status: 'done'});
  }

  closePosition(): Promise<ActionOutcome> {
    return Promise.resolve({status: 'done'});
  }

  lookup(clientOrderId: string): Promise<Lookup> {
    const placed = this.#book.get(clientOrderId);
    if (placed !== undefined) return Promise.resolve({status: 'found', report: placed.report});
    const toMs = this.#clock.now();
    const evidence: AbsenceEvidence = {sources: ['book'], fromMs: 0, toMs, looks: 1, note: 'not in the book'};
    return Promise.resolve({status: 'absent', evidence});
  }

  fence(clientOrderId: string): Promise<'sent' | 'never'> {
    if (this.#book.has(clientOrderId)) return Promise.resolve('sent');
    this.#fenced.add(clientOrderId);
    return Promise.resolve('never');
  }

  snapshot(): Promise<BrokerSnapshot> {
    const standing = [...this.#book].flatMap(([clientOrderId, {intent, report}]) => {
      const {symbol, side, volumeLots} = intent;
      return report.close === null ? [{clientOrderId, symbol, side, volumeLots, report}] : [];
    });
    return Promise.resolve({atMs: this.#clock.now(), standing});
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
