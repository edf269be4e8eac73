import type Database from 'better-sqlite3';
import type {Rejection} from '../../ports/broker.ts';
import type {Clock} from '../../ports/clock.ts';
import type {PlacedOrder} from '../matching/placed-order.ts';
import {BUSY_WAIT_MS, labelOf, openBookFile, storageErrorOf} from './open-book-file.ts';
import {
  type AcceptedRow,
  bookedOrderOf,
  type ContentRow,
  contentParameters,
  type OrderRow,
  recordOf,
  type StateParameters,
  stateParameters,
} from './order-row.ts';
import type {
  BookedOrder,
  BookPage,
  OrderContent,
  OrderRecord,
  PaperBook,
  WriteOptions,
  Written,
} from './paper-book.ts';
import {isBusyError, writeTransaction} from './write-transaction.ts';

const NONE: readonly BookedOrder[] = [];

/**
 * The durable book. Several processes may open one: a key is one row, an order changes by
 * compare-and-set, and every write is one immediate transaction, fsynced before it is answered.
 */
export class SqliteBook implements PaperBook {
  readonly label: string;
  readonly #database: Database.Database;
  readonly #statements: Statements;
  readonly #page: BookPage;
  /** Orders up to this revision were read. */
  #seenRevision = 0;
  /** `PRAGMA data_version` at the last look; other connections' commits change it. */
  #seenDataVersion: number | undefined;

  private constructor(path: string, database: Database.Database) {
    this.label = labelOf(path);
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.#page = {
      find: (clientOrderId) => this.find(clientOrderId),
      order: (orderId) => this.order(orderId),
      nextOrderId: () => String(this.#statements.nextTicket.get()),
      place: (booked, nowMs) => this.#place(booked, nowMs),
      reject: (clientOrderId, content, rejection, nowMs) =>
        this.#reject(clientOrderId, content, rejection, nowMs),
      fence: (clientOrderId, nowMs) => void this.#statements.addFence.run(clientOrderId, nowMs),
      replace: (version, order) => this.#replace(version, order),
      foreignChanges: () => this.#changes(),
    };
  }

  /** @throws As `openBookFile`. */
  static async open(path: string, clock: Clock): Promise<SqliteBook> {
    return new SqliteBook(path, await openBookFile(path, clock));
  }

  find(clientOrderId: string): OrderRecord | undefined {
    const row = this.#statements.record.get(clientOrderId);
    return row === undefined ? undefined : recordOf(row);
  }

  order(orderId: string): BookedOrder | undefined {
    const row = this.#statements.accepted.get(Number(orderId));
    return row === undefined ? undefined : bookedOrderOf(row);
  }

  standing(): readonly BookedOrder[] {
    return this.#statements.standing.all().map(bookedOrderOf);
  }

  takeUp(): readonly BookedOrder[] {
    const read = this.#database.transaction(() => {
      this.#seenRevision = this.#statements.revision.get() ?? 0;
      this.#seenDataVersion = this.#statements.dataVersion.get();
      return this.standing();
    });
    try {
      return read.deferred();
    } catch (error) {
      throw storageErrorOf(error, this.label);
    }
  }

  foreignChanges(): readonly BookedOrder[] {
    try {
      return this.#changes();
    } catch (error) {
      // A reader is refused while another process recovers the log; the next quote looks again.
      if (isBusyError(error)) return NONE;
      throw storageErrorOf(error, this.label);
    }
  }

  write<T>(work: (page: BookPage) => T, {waits}: WriteOptions): Written<T> {
    if (waits) return this.#write(work);
    this.#database.pragma('busy_timeout = 0');
    try {
      return this.#write(work);
    } finally {
      this.#database.pragma(`busy_timeout = ${BUSY_WAIT_MS}`);
    }
  }

  close(): void {
    this.#database.close();
  }

  #write<T>(work: (page: BookPage) => T): Written<T> {
    const written = writeTransaction(this.#database, () => work(this.#page));
    // What this process does not know of its own book it reads again like another's.
    if (written.status === 'unknown') this.#seenDataVersion = undefined;
    return written;
  }

  #changes(): readonly BookedOrder[] {
    const dataVersion = this.#statements.dataVersion.get();
    if (dataVersion === this.#seenDataVersion) return NONE;
    const rows = this.#statements.changedSince.all(this.#seenRevision);
    this.#seenRevision = rows.at(-1)?.revision ?? this.#seenRevision;
    this.#seenDataVersion = dataVersion;
    return rows.map(bookedOrderOf);
  }

  #place({clientOrderId, content, order}: BookedOrder, nowMs: number): void {
    this.#statements.addOrder.run({
      clientOrderId,
      atMs: nowMs,
      ...contentParameters(content),
      ...stateParameters(order),
    });
  }

  #reject(clientOrderId: string, content: OrderContent, rejection: Rejection, nowMs: number): void {
    const {code, message, retry} = rejection;
    this.#statements.addRejection.run({
      clientOrderId,
      atMs: nowMs,
      ...contentParameters(content),
      code,
      message,
      retry,
    });
  }

  #replace(version: number, order: PlacedOrder): boolean {
    const {changes} = this.#statements.replace.run({...stateParameters(order), before: version});
    return changes === 1;
  }
}

type KeyParameters = Readonly<{clientOrderId: string; atMs: number}>;
type RejectionParameters = Omit<Rejection, 'status'>;

type Statements = ReturnType<typeof prepareStatements>;

/** The schema's CHECKs stand for the row types. */
function prepareStatements(database: Database.Database) {
  const nextRevision = '(SELECT coalesce(max(revision), 0) + 1 FROM orders)';
  return {
    record: database.prepare<[string], OrderRow>('SELECT * FROM orders WHERE client_order_id = ?'),
    accepted: database.prepare<[number], AcceptedRow>('SELECT * FROM orders WHERE ticket = ?'),
    nextTicket: database.prepare<[], number>('SELECT coalesce(max(ticket), 0) + 1 FROM orders').pluck(),
    addOrder: database.prepare<[KeyParameters & ContentRow & StateParameters]>(`
      INSERT INTO orders (client_order_id, at_ms, plan_id, level, attempt, symbol, side, type, price,
        volume_lots, stop_loss, take_profit, expires_at_ms, ticket, version, status, rests_at, stop_loss_now,
        take_profit_now, position_id, filled_lots, entry_price, filled_at_ms, entry_worth, closed_lots,
        exit_price, exit_worth, closed_at_ms, close_reason, profit, parts, turn, stands, quote_time_ms,
        quote_bid, quote_ask, revision)
      VALUES (@clientOrderId, @atMs, @plan_id, @level, @attempt, @symbol, @side, @type, @price,
        @volume_lots, @stop_loss, @take_profit, @expires_at_ms, @ticket, @version, @status, @rests_at,
        @stop_loss_now, @take_profit_now, @position_id, @filled_lots, @entry_price, @filled_at_ms,
        @entry_worth, @closed_lots, @exit_price, @exit_worth, @closed_at_ms, @close_reason, @profit, @parts,
        @turn, @stands, @quote_time_ms, @quote_bid, @quote_ask, ${nextRevision})`),
    addRejection: database.prepare<[KeyParameters & ContentRow & RejectionParameters]>(`
      INSERT INTO orders (client_order_id, status, at_ms, plan_id, level, attempt, symbol, side, type, price,
        volume_lots, stop_loss, take_profit, expires_at_ms, code, message, retry)
      VALUES (@clientOrderId, 'rejected', @atMs, @plan_id, @level, @attempt, @symbol, @side, @type, @price,
        @volume_lots, @stop_loss, @take_profit, @expires_at_ms, @code, @message, @retry)`),
    addFence: database.prepare<[string, number]>(
      `INSERT INTO orders (client_order_id, status, at_ms) VALUES (?, 'fenced', ?)`,
    ),
    replace: database.prepare<[StateParameters & Readonly<{before: number}>]>(`
      UPDATE orders SET version = @version, status = @status, rests_at = @rests_at,
        stop_loss_now = @stop_loss_now, take_profit_now = @take_profit_now, position_id = @position_id,
        filled_lots = @filled_lots, entry_price = @entry_price, filled_at_ms = @filled_at_ms,
        entry_worth = @entry_worth, closed_lots = @closed_lots, exit_price = @exit_price,
        exit_worth = @exit_worth, closed_at_ms = @closed_at_ms, close_reason = @close_reason,
        profit = @profit, parts = @parts, turn = @turn, stands = @stands, quote_time_ms = @quote_time_ms,
        quote_bid = @quote_bid, quote_ask = @quote_ask, revision = ${nextRevision}
      WHERE ticket = @ticket AND version = @before`),
    standing: database.prepare<[], AcceptedRow>('SELECT * FROM orders WHERE stands = 1 ORDER BY ticket'),
    changedSince: database.prepare<[number], AcceptedRow>(
      'SELECT * FROM orders WHERE revision > ? ORDER BY revision',
    ),
    revision: database.prepare<[], number | null>('SELECT max(revision) FROM orders').pluck(),
    dataVersion: database.prepare<[], number>('PRAGMA data_version').pluck(),
  };
}
