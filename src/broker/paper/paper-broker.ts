import {messageOf, UnavailableError} from '../../errors.ts';
import {SteadyLink} from '../../link/steady-link.ts';
import type {InstrumentBook, InstrumentFacts} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {
  ActionOutcome,
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  BrokerSnapshot,
  Intent,
  Lookup,
  Outcome,
  Rejection,
} from '../../ports/broker.ts';
import type {Clock, Timer} from '../../ports/clock.ts';
import type {Link} from '../../ports/link.ts';
import type {Random} from '../../ports/random.ts';
import type {Decided, Decision} from '../matching/decision.ts';
import {MatchingCore} from '../matching/matching-core.ts';
import {IDEAL_RULES, type MatchingRules} from '../matching/matching-rules.ts';
import {type Exits, isStanding, openLots, type PlacedOrder, reportOf} from '../matching/placed-order.ts';
import {MemoryBook} from './memory-book.ts';
import {
  type BookedOrder,
  type BookPage,
  contentOf,
  isSameContent,
  type OrderRecord,
  type PaperBook,
  type WriteOptions,
  type Written,
} from './paper-book.ts';
import {PendingDecisions} from './pending-decisions.ts';

/** Decisions that met a locked book are tried again after this, should no quote come first. */
const PENDING_RETRY_MS = 100;

export type PaperBrokerOptions = Readonly<{
  /** File of the durable book; null keeps the book in memory. */
  path: string | null;
  clock: Clock;
  random: Random;
  instruments: InstrumentBook;
  /** What is left out is off. */
  rules?: Partial<MatchingRules>;
  /** Its own list: only these are traded, under these names. Empty or left out: whatever is quoted is. */
  listed?: readonly InstrumentFacts[];
}>;

/** What a request came to, and what it changes if the book takes it. */
type Answer<T> = Readonly<{value: T; decision: Decision | null}>;

/**
 * A broker without a venue: the matching core with a book around it.
 *
 * Whoever composes it hands it every accepted quote before plans are evaluated on that quote. An order
 * is placed by the one transaction that writes it into the book, so there is no moment at which it is
 * placed and not recorded, and a process that dies on the way to it has placed nothing.
 *
 * Every transaction first takes in what other processes have done to the book, then writes what quotes
 * have decided here, and only then answers the request, which so rests on all that is known. Where
 * another process was first, the book is right and the decision is forgotten.
 */
export class PaperBroker implements Broker {
  readonly name = 'paper';
  readonly capabilities: BrokerCapabilities = {lookup: true, fence: true, restingOrders: true};
  readonly link: Link;
  readonly #clock: Clock;
  readonly #core: MatchingCore;
  readonly #listed: readonly InstrumentFacts[];
  readonly #book: PaperBook;
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  readonly #closed = new AbortController();
  /** What quotes and time have decided and the book does not have yet. */
  readonly #pending = new PendingDecisions();
  /** What is in the book and nobody was told yet. */
  #untold: BrokerEvent[] = [];
  #retry: Timer | undefined;
  #expiry: Readonly<{timeMs: number; timer: Timer}> | undefined;
  /** Keys whose write may yet turn up after a crash, until a fence has been written over it. */
  readonly #uncertain = new Set<string>();

  private constructor(
    book: PaperBook,
    {clock, random, instruments, rules, listed = []}: Omit<PaperBrokerOptions, 'path'>,
  ) {
    this.link = new SteadyLink(clock.now());
    this.#clock = clock;
    this.#book = book;
    this.#listed = listed;
    const symbols = listed.flatMap(({symbol}) => symbol ?? []);
    this.#core = new MatchingCore({rules: {...IDEAL_RULES, ...rules}, instruments, random, symbols});
    for (const {order} of book.takeUp()) this.#core.restore(order);
    this.#awaitExpiry();
  }

  /**
   * Opens the book and takes up its standing orders.
   *
   * @throws {BusyError} STORE_BUSY when the book stayed locked.
   * @throws {StorageError} when it cannot be opened, is damaged, or is no paper book.
   * @throws {RangeError} for rules that make no sense.
   */
  static async open({path, ...options}: PaperBrokerOptions): Promise<PaperBroker> {
    if (path === null) return PaperBroker.on(new MemoryBook(), options);
    // Loaded here only, so that a book in memory costs no native module.
    const {SqliteBook} = await import('./sqlite-book.ts');
    return PaperBroker.on(await SqliteBook.open(path, options.clock), options);
  }

  /** A broker on a book that is open already; it closes the book with itself, also when this throws. */
  static on(book: PaperBook, options: Omit<PaperBrokerOptions, 'path'>): PaperBroker {
    try {
      return new PaperBroker(book, options);
    } catch (error) {
      book.close();
      throw error;
    }
  }

  /** Open positions that this broker watches. */
  get positions(): number {
    return this.#core.positions;
  }

  /** Orders that this broker watches: they rest, or hold something open. */
  get orders(): number {
    return this.#core.orders;
  }

  /** Decisions that wait for the book. */
  get pendingDecisions(): number {
    return this.#pending.size;
  }

  async connect(): Promise<void> {
    if (this.#closed.signal.aborted)
      throw new UnavailableError('BROKER_UNAVAILABLE', 'the paper broker was closed');
  }

  /** Orders still on their way are not placed. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#bookPending();
    this.#closed.abort(new Error('the paper broker was closed'));
    this.#retry?.cancel();
    this.#expiry?.timer.cancel();
    this.#listeners.clear();
    this.#book.close();
  }

  /** It has no list but the one it was given. */
  async instruments(): Promise<readonly InstrumentFacts[]> {
    return this.#listed;
  }

  /**
   * Takes an accepted quote: resting orders expire or fill and positions close on it, and market orders
   * are filled on the last one.
   *
   * @throws {StorageError} when the book cannot be read any more; a locked one is no error.
   */
  onQuote(quote: Quote): void {
    if (this.#closed.signal.aborted) return;
    // With decisions pending, their transaction looks for itself.
    const changes = this.#pending.size === 0 ? this.#book.foreignChanges() : [];
    if (changes.length > 0) this.#adopt(changes, this.#book);
    const decisions = this.#core.quote(quote);
    if (decisions.length > 0) this.#pending.add(decisions);
    this.#bookPending();
  }

  async submit(intent: Intent): Promise<Outcome> {
    await this.#arrival();
    if (this.#closed.signal.aborted) return {status: 'notSent', reason: 'brokerClosed'};
    const {clientOrderId} = intent;
    const written = this.#request((page) => this.#place(intent, page));
    if (written.status === 'unknown') {
      this.#uncertain.add(clientOrderId);
      return {status: 'unknown', reason: `${this.#book.label}: ${written.reason}`};
    }
    if (written.status === 'notWritten') {
      const code = written.isBusy ? 'bookBusy' : 'bookNotWritable';
      return {status: 'notSent', reason: `${code}: ${this.#book.label}: ${written.reason}`};
    }
    if (written.value === undefined) return {status: 'notSent', reason: 'tooLate'};
    return outcomeOf(written.value, intent);
  }

  cancel(clientOrderId: string): Promise<ActionOutcome> {
    return this.#act(clientOrderId, (order) => {
      if (order.state === 'cancelled') return 'done';
      if (order.state !== 'working') return refusedAsEnded(order);
      return this.#core.cancel(order.orderId);
    });
  }

  amend(clientOrderId: string, exits: Exits): Promise<ActionOutcome> {
    return this.#act(clientOrderId, (order) =>
      isStanding(order) ? this.#core.amend(order.orderId, exits) : refusedAsEnded(order),
    );
  }

  closePosition(clientOrderId: string): Promise<ActionOutcome> {
    return this.#act(clientOrderId, (order, nowMs) => {
      if (order.closed !== null && openLots(order) === 0) return 'done';
      return this.#core.closeOrder(order.orderId, nowMs);
    });
  }

  async lookup(clientOrderId: string): Promise<Lookup> {
    const {label} = this.#book;
    if (this.#closed.signal.aborted) return {status: 'undecided', reason: 'the paper broker was closed'};
    let record: OrderRecord | undefined;
    try {
      record = this.#book.find(clientOrderId);
    } catch (error) {
      // A book that cannot be read says nothing about the order.
      return {status: 'undecided', reason: `${label} cannot be read: ${messageOf(error)}`};
    }
    switch (record?.status) {
      case 'placed':
        return {status: 'found', report: reportIn(record)};
      case 'rejected':
        return record.rejection;
      case 'fenced':
        return this.#absent(`${label}: fenced at ${isoTime(record.atMs)}, never placed`);
      case undefined:
        if (this.#uncertain.has(clientOrderId)) {
          return {status: 'undecided', reason: `${label}: a write of this order failed half-way; fence it`};
        }
        return this.#absent(`${label}: no order with this key`);
    }
  }

  /** @throws {UnavailableError} BROKER_UNAVAILABLE when the book cannot be written now. */
  async fence(clientOrderId: string): Promise<'sent' | 'never'> {
    await this.connect();
    const nowMs = this.#clock.now();
    const written = this.#request((page): Answer<'sent' | 'never'> => {
      const known = page.find(clientOrderId);
      if (known !== undefined) return unchanged(known.status === 'fenced' ? 'never' : 'sent');
      page.fence(clientOrderId, nowMs);
      return unchanged('never');
    });
    if (written.status === 'done') {
      this.#uncertain.delete(clientOrderId);
      return written.value;
    }
    throw new UnavailableError(
      'BROKER_UNAVAILABLE',
      `${this.#book.label} cannot be written: ${written.reason}`,
    );
  }

  /** As the book has it: what quotes have decided and a locked book did not take yet has not happened. */
  async snapshot(): Promise<BrokerSnapshot> {
    await this.connect();
    try {
      const atMs = this.#clock.now();
      return {atMs, standing: this.#book.standing().map(standingOf)};
    } catch (error) {
      throw new UnavailableError(
        'BROKER_UNAVAILABLE',
        `${this.#book.label} cannot be read: ${messageOf(error)}`,
        {cause: error},
      );
    }
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    // A wrapper of its own, so that one function may listen twice and each way out is one way out.
    const entry = (event: BrokerEvent) => listener(event);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Waits until a request has arrived; closing ends the wait. */
  async #arrival(): Promise<void> {
    const {latencyMs} = this.#core.rules;
    if (latencyMs === 0) return;
    try {
      await this.#clock.sleep(latencyMs, this.#closed.signal);
    } catch (error) {
      // Only closing ends the sleep early.
      if (!this.#closed.signal.aborted) throw error;
    }
  }

  /** The record of an intent's key after it was placed, found or refused; undefined when it came too late. */
  #place(intent: Intent, page: BookPage): Answer<OrderRecord | undefined> {
    const {clientOrderId} = intent;
    const known = page.find(clientOrderId);
    if (known !== undefined) return unchanged(known);
    const nowMs = this.#clock.now();
    if (nowMs > intent.notAfterMs) return unchanged(undefined);
    const content = contentOf(intent);
    const decision = this.#core.place(page.nextOrderId(), intent, nowMs);
    if (decision.status === 'rejected') {
      page.reject(clientOrderId, content, decision, nowMs);
      return unchanged({status: 'rejected', content, rejection: decision});
    }
    let placed: BookedOrder | undefined;
    for (const {before, after} of decision.changes) {
      if (before !== null) {
        replaceCertainly(page, before, after);
        continue;
      }
      placed = {clientOrderId, content, order: after};
      page.place(placed, nowMs);
    }
    if (placed === undefined) throw new Error('Invariant: an accepted order is one of its changes');
    return {value: {status: 'placed', ...placed}, decision};
  }

  /** Changes an accepted order as `decide` says, from what the book and the quotes have made of it. */
  async #act(
    clientOrderId: string,
    decide: (order: PlacedOrder, nowMs: number) => Decided | 'done',
  ): Promise<ActionOutcome> {
    await this.#arrival();
    const {label} = this.#book;
    if (this.#closed.signal.aborted) return notDone('BROKER_CLOSED', 'the paper broker was closed');
    const written = this.#request((page): Answer<ActionOutcome> => {
      const record = page.find(clientOrderId);
      if (record?.status !== 'placed') {
        const message = `${label} has no order with the key ${clientOrderId}`;
        return unchanged({status: 'rejected', code: 'ORDER_UNKNOWN', message, retry: 'reread'});
      }
      const decision = decide(record.order, this.#clock.now());
      if (decision === 'done') return unchanged({status: 'done'});
      if (decision.status === 'rejected') return unchanged(decision);
      for (const {before, after} of decision.changes) {
        if (before !== null) replaceCertainly(page, before, after);
      }
      return {value: {status: 'done'}, decision};
    });
    if (written.status === 'done') return written.value;
    const reason = `${label}: ${written.reason}`;
    if (written.status === 'unknown') return {status: 'unknown', reason};
    return notDone(written.isBusy ? 'BOOK_BUSY' : 'BOOK_NOT_WRITABLE', reason);
  }

  /** A transaction for a request. A listener's failure is not that of whoever asked, and surfaces by itself. */
  #request<T>(answer: (page: BookPage) => Answer<T>): Written<T> {
    const written = this.#transact(answer, {waits: true});
    this.#awaitExpiry();
    try {
      this.#tell();
    } catch (error) {
      this.#clock.at(this.#clock.now(), () => {
        throw error;
      });
    }
    return written;
  }

  /** Writes what is pending, or keeps it for the next quote or timer; then tells what is in the book. */
  #bookPending(): void {
    if (this.#pending.size > 0) {
      // Quotes come often and decisions are tried again: waiting for a lock here would only hold them up.
      const written = this.#transact(() => unchanged(undefined), {waits: false});
      // Writing them again is safe even if this write has reached the disk: the book is asked first.
      if (written.status !== 'done') this.#retryLater();
    }
    this.#awaitExpiry();
    this.#tell();
  }

  #transact<T>(answer: (page: BookPage) => Answer<T>, options: WriteOptions): Written<T> {
    const written = this.#book.write((page) => {
      const changes = page.foreignChanges();
      if (changes.length > 0) this.#adopt(changes, page);
      const events = this.#pending.size > 0 ? this.#writePending(page) : [];
      const {value, decision} = answer(page);
      // Of an order that was placed its answer tells.
      const asked = decision?.changes.filter(({before}) => before !== null) ?? [];
      return {value, decision, events: [...events, ...asked.map(({after}) => eventIn(page, after.orderId))]};
    }, options);
    if (written.status !== 'done') return written;
    const {value, decision, events} = written.value;
    this.#untold.push(...events);
    if (this.#pending.size > 0) this.#pending.clear();
    this.#retry?.cancel();
    this.#retry = undefined;
    if (decision !== null) this.#core.apply(decision);
    return {status: 'done', value};
  }

  /** Puts the pending decisions into the book; those for which another process was first are given up. */
  #writePending(page: BookPage): readonly BrokerEvent[] {
    const events: BrokerEvent[] = [];
    for (const decision of this.#pending.inOrder()) {
      if (!this.#pending.has(decision)) continue;
      const {changes} = decision;
      const isFirst = changes.every(
        ({before, after}) => page.order(after.orderId)?.order.version === before?.version,
      );
      if (!isFirst) {
        this.#goBack(idsOf(this.#pending.dropFrom(decision)), page);
        continue;
      }
      for (const {before, after} of changes) {
        if (before !== null) replaceCertainly(page, before, after);
        events.push(eventIn(page, after.orderId));
      }
    }
    return events;
  }

  /** Takes in what other processes have done. What was decided here without knowing it is given up. */
  #adopt(changes: readonly BookedOrder[], page: Pick<BookPage, 'order'>): void {
    const isNetting = this.#core.rules.positionMode === 'netting';
    for (const booked of changes) {
      const {orderId, symbol, version} = booked.order;
      const known = this.#core.find(orderId);
      const pending = this.#pending.versionsOf(orderId);
      // Our own writes come back with those of others.
      if (version === (pending?.before ?? known?.version)) continue;
      if (known === undefined && pending === undefined) {
        if (!isStanding(booked.order)) continue;
      } else {
        this.#untold.push(eventOf(booked));
      }
      const doomed = this.#pending.dropAbout(
        (order) => order.orderId === orderId || (isNetting && order.symbol === symbol),
      );
      this.#goBack(
        idsOf(doomed).filter((id) => id !== orderId),
        page,
      );
      this.#core.restore(booked.order);
    }
  }

  /** Goes back to what the book says of orders for which something was decided in vain. */
  #goBack(orderIds: readonly string[], page: Pick<BookPage, 'order'>): void {
    for (const orderId of orderIds) {
      const booked = bookedIn(page, orderId);
      this.#core.restore(booked.order);
      this.#untold.push(eventOf(booked));
    }
  }

  #retryLater(): void {
    this.#retry ??= this.#clock.at(this.#clock.now() + PENDING_RETRY_MS, () => {
      this.#retry = undefined;
      this.#bookPending();
    });
  }

  /** A market may be quiet when an order expires. */
  #awaitExpiry(): void {
    const timeMs = this.#core.nextExpiryMs;
    if (timeMs === (this.#expiry?.timeMs ?? null) || this.#closed.signal.aborted) return;
    this.#expiry?.timer.cancel();
    this.#expiry =
      timeMs === null ? undefined : {timeMs, timer: this.#clock.at(timeMs, () => this.#expire())};
  }

  #expire(): void {
    this.#expiry = undefined;
    this.#pending.add(this.#core.expire(this.#clock.now()));
    this.#bookPending();
  }

  #absent(note: string): Lookup {
    const evidence = {sources: ['book'], fromMs: 0, toMs: this.#clock.now(), looks: 1, note};
    return {status: 'absent', evidence};
  }

  /** Every listener hears every event; the first one's failure is the caller's. */
  #tell(): void {
    if (this.#untold.length === 0) return;
    const events = this.#untold;
    this.#untold = [];
    const failures: unknown[] = [];
    for (const event of events) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

function unchanged<T>(value: T): Answer<T> {
  return {value, decision: null};
}

/** In a transaction that has taken in all that others did, nobody else can have been first. */
function replaceCertainly(page: BookPage, before: PlacedOrder, after: PlacedOrder): void {
  if (!page.replace(before.version, after)) {
    throw new Error(`Invariant: order ${after.orderId} is in the book as it was looked at`);
  }
}

function outcomeOf(record: OrderRecord, intent: Intent): Outcome {
  if (record.status === 'fenced') return {status: 'notSent', reason: 'fenced'};
  if (!isSameContent(record.content, intent)) {
    return {
      status: 'rejected',
      code: 'KEY_REUSED',
      message: `order key ${intent.clientOrderId} was used for another order, of plan "${record.content.planId}"`,
      retry: 'human',
    };
  }
  return record.status === 'rejected' ? record.rejection : {status: 'accepted', report: reportIn(record)};
}

function refusedAsEnded({orderId, state}: PlacedOrder): Rejection {
  const code = state === 'filled' ? 'ORDER_FILLED' : 'ORDER_ENDED';
  return {status: 'rejected', code, message: `order ${orderId} is ${state}`, retry: 'reread'};
}

/** Proven: nothing was changed. */
function notDone(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'later'};
}

function reportIn({order}: BookedOrder) {
  return reportOf(order, order.orderId);
}

function bookedIn(page: Pick<BookPage, 'order'>, orderId: string): BookedOrder {
  const booked = page.order(orderId);
  if (booked === undefined) throw new Error(`Invariant: order ${orderId} is in the book it was placed in`);
  return booked;
}

function eventIn(page: Pick<BookPage, 'order'>, orderId: string): BrokerEvent {
  return eventOf(bookedIn(page, orderId));
}

function idsOf(decisions: readonly Decision[]): readonly string[] {
  return [...new Set(decisions.flatMap(({changes}) => changes.map(({after}) => after.orderId)))];
}

function eventOf(booked: BookedOrder): BrokerEvent {
  return {type: 'order', clientOrderId: booked.clientOrderId, report: reportIn(booked)};
}

function standingOf(booked: BookedOrder): BrokerSnapshot['standing'][number] {
  const {clientOrderId, order} = booked;
  const {symbol, side, volumeLots} = order;
  return {clientOrderId, symbol, side, volumeLots, report: reportIn(booked)};
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
