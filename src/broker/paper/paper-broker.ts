import {messageOf, UnavailableError} from '../../errors.ts';
import type {InstrumentBook, InstrumentFacts} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  Close,
  Intent,
  Lookup,
  Outcome,
} from '../../ports/broker.ts';
import type {Clock, Timer} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {MatchingCore} from '../matching/matching-core.ts';
import {IDEAL_RULES, type MatchingRules} from '../matching/matching-rules.ts';
import type {Closing, Decision} from '../matching/position.ts';
import {MemoryBook} from './memory-book.ts';
import {isSameContent, type OrderRecord, type PaperBook} from './paper-book.ts';

/** A closing that met a locked book is tried again after this, should no quote come first. */
const CLOSING_RETRY_MS = 100;

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

/**
 * A broker without a venue: the matching core with a book around it.
 *
 * Whoever composes it hands it every accepted quote before plans are evaluated on that quote. An order
 * is placed by the one transaction that writes it into the book, so there is no moment at which it is
 * placed and not recorded, and a process that dies on the way to it has placed nothing.
 */
export class PaperBroker implements Broker {
  readonly name = 'paper';
  readonly capabilities: BrokerCapabilities = {lookup: true, fence: true};
  readonly #clock: Clock;
  readonly #core: MatchingCore;
  readonly #listed: readonly InstrumentFacts[];
  readonly #book: PaperBook;
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  readonly #closed = new AbortController();
  /** Decided and not yet in the book: at the price and time of the quote that closed them. */
  #pending: Closing[] = [];
  #retry: Timer | undefined;
  /** Keys whose write may yet turn up after a crash, until a fence has been written over it. */
  readonly #uncertain = new Set<string>();

  private constructor(
    book: PaperBook,
    {clock, random, instruments, rules, listed = []}: Omit<PaperBrokerOptions, 'path'>,
  ) {
    this.#clock = clock;
    this.#book = book;
    this.#listed = listed;
    const symbols = listed.flatMap(({symbol}) => symbol ?? []);
    this.#core = new MatchingCore({rules: {...IDEAL_RULES, ...rules}, instruments, random, symbols});
    for (const position of book.openPositions()) this.#core.restore(position);
  }

  /**
   * Opens the book and takes up its open positions.
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

  /** Decided closings that wait for the book. */
  get pendingClosings(): number {
    return this.#pending.length;
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
    this.#listeners.clear();
    this.#book.close();
  }

  /** It has no list but the one it was given. */
  async instruments(): Promise<readonly InstrumentFacts[]> {
    return this.#listed;
  }

  /**
   * Takes an accepted quote: positions close on it, and orders are filled on the last one.
   *
   * @throws {StorageError} when the book cannot be read any more; a locked one is no error.
   */
  onQuote(quote: Quote): void {
    if (this.#closed.signal.aborted) return;
    const events = this.#takeForeignChanges();
    const closings = this.#core.quote(quote);
    if (closings.length > 0) this.#pending.push(...closings);
    if (this.#pending.length > 0) events.push(...this.#writePending());
    this.#emit(events);
  }

  async submit(intent: Intent): Promise<Outcome> {
    const {latencyMs} = this.#core.rules;
    if (latencyMs > 0) {
      try {
        await this.#clock.sleep(latencyMs, this.#closed.signal);
      } catch (error) {
        // Only closing ends the sleep early.
        if (!this.#closed.signal.aborted) throw error;
      }
    }
    if (this.#closed.signal.aborted) return {status: 'notSent', reason: 'brokerClosed'};
    const nowMs = this.#clock.now();
    const decide = (): Decision | undefined =>
      this.#clock.now() > intent.notAfterMs ? undefined : this.#core.decide(intent, nowMs);
    const written = this.#book.place(intent, nowMs, decide);
    if (written.status === 'unknown') {
      this.#uncertain.add(intent.clientOrderId);
      return {status: 'unknown', reason: `${this.#book.label}: ${written.reason}`};
    }
    if (written.status === 'notWritten') {
      const code = written.isBusy ? 'bookBusy' : 'bookNotWritable';
      return {status: 'notSent', reason: `${code}: ${this.#book.label}: ${written.reason}`};
    }
    if (written.value === undefined) return {status: 'notSent', reason: 'tooLate'};
    const {record, opened} = written.value;
    if (opened !== null) this.#core.open(opened);
    return outcomeOf(record, intent);
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
      case 'filled':
        return {status: 'found', fill: record.fill, close: record.close};
      case 'rejected':
        return record.rejection;
      case 'fenced':
        return {status: 'absent', evidence: `${label}: fenced at ${isoTime(record.atMs)}, never placed`};
      case undefined:
        if (this.#uncertain.has(clientOrderId)) {
          return {status: 'undecided', reason: `${label}: a write of this order failed half-way; fence it`};
        }
        return {
          status: 'absent',
          evidence: `${label}: no order with this key at ${isoTime(this.#clock.now())}`,
        };
    }
  }

  /** @throws {UnavailableError} BROKER_UNAVAILABLE when the book cannot be written now. */
  async fence(clientOrderId: string): Promise<'sent' | 'never'> {
    await this.connect();
    const written = this.#book.fence(clientOrderId, this.#clock.now());
    if (written.status === 'done') {
      this.#uncertain.delete(clientOrderId);
      return written.value;
    }
    throw new UnavailableError(
      'BROKER_UNAVAILABLE',
      `${this.#book.label} cannot be written: ${written.reason}`,
    );
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    // A wrapper of its own, so that one function may listen twice and each way out is one way out.
    const entry = (event: BrokerEvent) => listener(event);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  #bookPending(): void {
    if (this.#pending.length > 0) this.#emit(this.#writePending());
  }

  /** Writes all pending closings at once, or keeps all for the next quote or timer. */
  #writePending(): readonly BrokerEvent[] {
    const closings = this.#pending;
    const written = this.#book.recordClosings(closings);
    if (written.status !== 'done') {
      // Writing them again is safe even if this write has reached the disk: the first closing stays.
      this.#retryLater();
      return [];
    }
    this.#pending = [];
    this.#retry?.cancel();
    this.#retry = undefined;
    return written.value.map((close, index) => closedEvent(closings[index], close));
  }

  #retryLater(): void {
    this.#retry ??= this.#clock.at(this.#clock.now() + CLOSING_RETRY_MS, () => {
      this.#retry = undefined;
      this.#bookPending();
    });
  }

  /** Positions that another process opened are watched here too; those that it closed are dropped. */
  #takeForeignChanges(): BrokerEvent[] {
    const events: BrokerEvent[] = [];
    for (const change of this.#book.foreignChanges()) {
      if (change.status === 'closed') {
        const {positionId, clientOrderId, close} = change;
        if (this.#core.drop(positionId)) events.push({type: 'closed', clientOrderId, close});
        continue;
      }
      const {positionId} = change.position;
      const isPending = this.#pending.some(({position}) => position.positionId === positionId);
      if (!isPending && !this.#core.has(positionId)) this.#core.restore(change.position);
    }
    return events;
  }

  /** Every listener hears every event; the first one's failure is the caller's. */
  #emit(events: readonly BrokerEvent[]): void {
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

function outcomeOf(record: OrderRecord, intent: Intent): Outcome {
  if (record.status === 'fenced') return {status: 'notSent', reason: 'fenced'};
  if (!isSameContent(record.order, intent)) {
    return {
      status: 'rejected',
      code: 'KEY_REUSED',
      message: `order key ${intent.clientOrderId} was used for another order, of plan "${record.order.planId}"`,
      retry: 'human',
    };
  }
  return record.status === 'rejected' ? record.rejection : {status: 'accepted', fill: record.fill};
}

function closedEvent(closing: Closing | undefined, close: Close): BrokerEvent {
  if (closing === undefined) throw new Error('Invariant: the book answers for each closing');
  return {type: 'closed', clientOrderId: closing.position.clientOrderId, close};
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
