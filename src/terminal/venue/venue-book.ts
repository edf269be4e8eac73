import {closeSync, openSync} from 'node:fs';
import Database from 'better-sqlite3';
import {BusyError, messageOf, StorageError} from '../../errors.ts';
import type {Change} from '../../broker/matching/decision.ts';
import {isStanding, openLots, type PlacedOrder, reportOf} from '../../broker/matching/placed-order.ts';
import type {VenueRow, VenueSource} from './venue.ts';

/** "VgVB" in ASCII: tells a venue's book from other people's files. */
const APPLICATION_ID = 0x56675642;
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE identity (book_id TEXT NOT NULL) STRICT;
  -- Every order that was ever accepted. Magic and comment are what its sender wrote, as far as it was kept.
  CREATE TABLE orders (
    ticket INTEGER PRIMARY KEY AUTOINCREMENT,
    magic TEXT NOT NULL,
    comment TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    volume_lots REAL NOT NULL CHECK (volume_lots > 0),
    state TEXT NOT NULL CHECK (state IN ('working', 'filled', 'cancelled', 'expired', 'rejected')),
    open_lots REAL NOT NULL,
    is_standing INTEGER NOT NULL CHECK (is_standing IN (0, 1)),
    placed_at_ms REAL NOT NULL,
    filled_at_ms REAL,
    changed_at_ms REAL NOT NULL,
    version INTEGER NOT NULL,
    -- The order as the matching core knows it.
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX orders_standing ON orders (ticket) WHERE is_standing = 1;
  CREATE INDEX orders_by_change ON orders (changed_at_ms);
`;

type Labels = Readonly<{magic: number; comment: string}>;
type Stored = Readonly<{ticket: number; magic: string; comment: string; body: string}>;

/** What each list shows: all but the orders show only what is older than `untilMs`. */
const SOURCES: Readonly<Record<VenueSource, string>> = {
  orders: "state = 'working' AND @untilMs IS NOT NULL",
  history: "state <> 'working' AND changed_at_ms <= @untilMs",
  deals: 'filled_at_ms <= @untilMs',
  positions: 'open_lots > 0 AND filled_at_ms <= @untilMs',
};

/**
 * The durable book of a pretended venue: one SQLite file, one process. Each write is a transaction that
 * is on the disk when it returns.
 */
export class VenueBook {
  readonly bookId: string;
  readonly #database: Database.Database;
  readonly #guard: Database.Database;

  private constructor(database: Database.Database, guard: Database.Database) {
    this.#database = database;
    this.#guard = guard;
    this.bookId = String(database.prepare('SELECT book_id FROM identity').pluck().get());
  }

  /**
   * Opens the book, creating it with mode 0600.
   *
   * @param newBookId Its identity, should it have to be created.
   * @throws {BusyError} STORE_BUSY when another terminal has it.
   * @throws {StorageError} when it cannot be opened, is damaged, or is something else.
   */
  static open(path: string, newBookId: string): VenueBook {
    // Never let go while we live: two terminals on one book would know of half the orders each.
    const guard = heldGuard(`${path}.lock`);
    try {
      return new VenueBook(openDatabase(path, newBookId), guard);
    } catch (error) {
      guard.close();
      if (error instanceof Database.SqliteError) throw storageErrorOf(error, path);
      throw error;
    }
  }

  close(): void {
    this.#database.close();
    this.#guard.close();
  }

  /** Whether it has ever had an order. */
  get isUsed(): boolean {
    return this.#database.prepare('SELECT 1 FROM orders LIMIT 1').get() !== undefined;
  }

  /** Standing orders, the oldest first. */
  standing(): readonly PlacedOrder[] {
    return this.#database
      .prepare<[], Stored>(
        'SELECT ticket, magic, comment, body FROM orders WHERE is_standing = 1 ORDER BY ticket',
      )
      .all()
      .map(({body}) => bodyOf(body));
  }

  /** All of `work` in one transaction. */
  write<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  /** The number that the next order gets, inside the transaction that inserts it. */
  nextTicket(): string {
    const sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'orders'), 0) + 1";
    return String(this.#database.prepare(sql).pluck().get());
  }

  insert(order: PlacedOrder, {magic, comment}: Labels, nowMs: number): void {
    this.#database
      .prepare(
        `INSERT INTO orders (ticket, magic, comment, symbol, side, volume_lots, state, open_lots, is_standing,
           placed_at_ms, filled_at_ms, changed_at_ms, version, body)
         VALUES (@ticket, @magic, @comment, @symbol, @side, @volumeLots, @state, @openLots, @isStanding,
           @nowMs, @filledAtMs, @nowMs, @version, @body)`,
      )
      .run({
        ...columnsOf(order, nowMs),
        magic: String(magic),
        comment,
        symbol: order.symbol,
        side: order.side,
        volumeLots: order.volumeLots,
      });
  }

  /** False: the book knows another state of the order, and keeps it. */
  update({before, after}: Change, nowMs: number): boolean {
    const {changes} = this.#database
      .prepare(
        `UPDATE orders SET state = @state, open_lots = @openLots, is_standing = @isStanding,
           filled_at_ms = coalesce(filled_at_ms, @filledAtMs), changed_at_ms = @nowMs, version = @version, body = @body
         WHERE ticket = @ticket AND version = @expected`,
      )
      .run({...columnsOf(after, nowMs), expected: before?.version ?? 0});
    return changes === 1;
  }

  order(ticket: string): PlacedOrder | undefined {
    const stored = this.#stored(ticket);
    return stored === undefined ? undefined : bodyOf(stored.body);
  }

  row(ticket: string): VenueRow | undefined {
    const stored = this.#stored(ticket);
    return stored === undefined ? undefined : rowOf(stored);
  }

  /** Rows of a list that changed between two times, the oldest first. */
  read(source: VenueSource, fromMs: number, untilMs: number): readonly VenueRow[] {
    const sql = `SELECT ticket, magic, comment, body FROM orders
      WHERE (is_standing = 1 OR changed_at_ms >= @fromMs) AND ${SOURCES[source]} ORDER BY ticket`;
    return this.#database.prepare<[object], Stored>(sql).all({fromMs, untilMs}).map(rowOf);
  }

  #stored(ticket: string): Stored | undefined {
    return this.#database
      .prepare<[string], Stored>('SELECT ticket, magic, comment, body FROM orders WHERE ticket = ?')
      .get(ticket);
  }
}

function columnsOf(order: PlacedOrder, nowMs: number) {
  return {
    ticket: Number(order.orderId),
    state: order.state,
    openLots: openLots(order),
    isStanding: isStanding(order) ? 1 : 0,
    filledAtMs: order.fill === null ? null : nowMs,
    nowMs,
    version: order.version,
    body: JSON.stringify(order),
  };
}

/** Written by nobody but this file, in a book that nobody else writes. */
function bodyOf(body: string): PlacedOrder {
  return JSON.parse(body) as PlacedOrder;
}

function rowOf({ticket, magic, comment, body}: Stored): VenueRow {
  const order = bodyOf(body);
  const {symbol, side, volumeLots} = order;
  const number = String(ticket);
  return {
    ticket: number,
    magic: Number(magic),
    comment,
    symbol,
    side,
    volumeLots,
    report: reportOf(order, number),
  };
}

/** Whether the database has failed, and not we. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}

function heldGuard(path: string): Database.Database {
  createPrivately(path);
  const guard = new Database(path, {timeout: 0});
  try {
    guard.exec('BEGIN EXCLUSIVE');
    return guard;
  } catch (error) {
    guard.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    if (!error.code.startsWith('SQLITE_BUSY')) throw storageErrorOf(error, path);
    throw new BusyError('STORE_BUSY', `another terminal has the book of "${path}"`, {
      hint: 'one terminal per book: stop the other, or name another file',
      cause: error,
    });
  }
}

function openDatabase(path: string, newBookId: string): Database.Database {
  createPrivately(path);
  const database = new Database(path, {fileMustExist: true});
  try {
    database.pragma('journal_mode = WAL');
    // In WAL mode the default loses acknowledged commits when the power fails.
    database.pragma('synchronous = FULL');
    database.transaction(() => prepare(database, path, newBookId)).immediate();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database.Database, path: string, newBookId: string): void {
  const applicationId = database.pragma('application_id', {simple: true});
  if (applicationId === APPLICATION_ID) {
    if (database.pragma('user_version', {simple: true}) === VERSION) return;
    throw new StorageError('STORE_VERSION_NEWER', `the venue's book "${path}" is of another version`, {
      hint: 'name another file',
    });
  }
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!isEmpty || applicationId !== 0) {
    throw new StorageError('STORE_CANNOT_OPEN', `"${path}" is a database, but not a venue's book`, {
      hint: 'name another file for the book',
    });
  }
  database.exec(SCHEMA);
  database.prepare('INSERT INTO identity (book_id) VALUES (?)').run(newBookId);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${VERSION}`);
}

/** SQLite would create the file readable by everybody. One that is there is left alone. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw storageErrorOf(error, path);
  }
}

function storageErrorOf(error: unknown, path: string): StorageError {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StorageError('STORE_CORRUPT', `the venue's book "${path}" is damaged: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return new StorageError('STORE_CANNOT_OPEN', `"${path}" cannot be opened: ${messageOf(error)}`, {
    hint: 'check that its folder exists and can be written',
    cause: error,
  });
}
