import {closeSync, openSync} from 'node:fs';
import Database from 'better-sqlite3';
import {BusyError, messageOf, StorageError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import {isBusyError} from './write-transaction.ts';

/** How long a call may wait for another process's lock; it stops the event loop for as long. */
export const BUSY_WAIT_MS = 25;
/** Another process may be creating the book; opening is repeated this long. */
const OPEN_WAIT_MS_MAX = 3_000;
const OPEN_PAUSE_MS = 100;

/** "VgPB" in ASCII: tells a paper book from the plan database and from other people's files. */
const APPLICATION_ID = 0x56675042;

/** The schema by versions: released ones are never edited. */
const MIGRATIONS: readonly string[] = [
  `
  -- One row per order key, whatever became of it: a key is filled, rejected or fenced, and only once.
  CREATE TABLE orders (
    client_order_id TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('filled', 'rejected', 'fenced')),
    at_ms REAL NOT NULL,
    plan_id TEXT,
    attempt INTEGER,
    symbol TEXT,
    side TEXT CHECK (side IN ('buy', 'sell')),
    volume_lots REAL,
    stop_loss REAL,
    take_profit REAL,
    code TEXT,
    message TEXT,
    retry TEXT CHECK (retry IN ('never', 'reprice', 'later', 'human', 'reread')),
    CHECK (
      CASE status
        WHEN 'fenced' THEN plan_id IS NULL
        ELSE plan_id IS NOT NULL AND attempt IS NOT NULL AND symbol IS NOT NULL AND side IS NOT NULL
          AND volume_lots IS NOT NULL
      END
    ),
    CHECK ((status = 'rejected') = (code IS NOT NULL AND message IS NOT NULL AND retry IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE positions (
    position_id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_order_id TEXT NOT NULL UNIQUE REFERENCES orders (client_order_id),
    plan_id TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    volume_lots REAL NOT NULL CHECK (volume_lots > 0),
    stop_loss REAL,
    take_profit REAL,
    entry_price REAL NOT NULL,
    opened_at_ms REAL NOT NULL,
    -- The quote that it was opened on, by which that quote is recognised when a stream repeats it.
    quote_time_ms REAL NOT NULL,
    quote_bid REAL NOT NULL,
    quote_ask REAL NOT NULL,
    exit_price REAL,
    closed_at_ms REAL,
    close_reason TEXT CHECK (close_reason IN ('stopLoss', 'takeProfit', 'manual')),
    profit REAL,
    -- Number of the write that last touched the row.
    revision INTEGER NOT NULL UNIQUE,
    CHECK ((closed_at_ms IS NULL) = (exit_price IS NULL)),
    CHECK ((closed_at_ms IS NULL) = (close_reason IS NULL))
  ) STRICT;
  CREATE INDEX positions_by_plan ON positions (plan_id);
  CREATE INDEX positions_open ON positions (position_id) WHERE closed_at_ms IS NULL;
  `,
  `
  -- An order key has one row still, but an accepted order is no longer filled once and for all: it rests,
  -- is filled in parts, ends and is closed, so its row has its whole state, and a version by which to
  -- compare and set.
  CREATE TABLE orders_2 (
    client_order_id TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('working', 'filled', 'cancelled', 'expired', 'rejected', 'fenced')),
    at_ms REAL NOT NULL,
    -- What was ordered.
    plan_id TEXT,
    level INTEGER,
    attempt INTEGER,
    symbol TEXT,
    side TEXT CHECK (side IN ('buy', 'sell')),
    type TEXT CHECK (type IN ('market', 'limit', 'stop')),
    price REAL,
    volume_lots REAL CHECK (volume_lots > 0 OR status = 'rejected'),
    stop_loss REAL,
    take_profit REAL,
    expires_at_ms REAL,
    -- Why it was refused.
    code TEXT,
    message TEXT,
    retry TEXT CHECK (retry IN ('never', 'reprice', 'later', 'human', 'reread')),
    -- What an accepted order has become.
    ticket INTEGER UNIQUE,
    version INTEGER,
    rests_at REAL,
    stop_loss_now REAL,
    take_profit_now REAL,
    position_id TEXT,
    filled_lots REAL,
    entry_price REAL,
    filled_at_ms REAL,
    -- Price × lots over all fills; null: of the average price. As for the closes.
    entry_worth REAL,
    closed_lots REAL,
    exit_price REAL,
    exit_worth REAL,
    closed_at_ms REAL,
    close_reason TEXT CHECK (close_reason IN ('stopLoss', 'takeProfit', 'manual')),
    profit REAL,
    parts INTEGER,
    turn INTEGER,
    stands INTEGER NOT NULL DEFAULT 0 CHECK (stands IN (0, 1)),
    -- The last quote on which something happened to it, by which that quote is recognised when it is repeated.
    quote_time_ms REAL,
    quote_bid REAL,
    quote_ask REAL,
    -- Number of the write that last touched the row.
    revision INTEGER UNIQUE,
    CHECK (
      CASE status
        WHEN 'fenced' THEN plan_id IS NULL
        ELSE plan_id IS NOT NULL AND level IS NOT NULL AND attempt IS NOT NULL AND symbol IS NOT NULL
          AND side IS NOT NULL AND type IS NOT NULL AND volume_lots IS NOT NULL
      END
    ),
    CHECK ((status = 'rejected') = (code IS NOT NULL AND message IS NOT NULL AND retry IS NOT NULL)),
    CHECK (
      CASE
        WHEN status IN ('rejected', 'fenced') THEN ticket IS NULL AND stands = 0
        ELSE ticket IS NOT NULL AND version IS NOT NULL AND parts IS NOT NULL AND revision IS NOT NULL
          AND quote_time_ms IS NOT NULL AND quote_bid IS NOT NULL AND quote_ask IS NOT NULL
          AND stands = (status = 'working' OR coalesce(filled_lots, 0) > coalesce(closed_lots, 0))
      END
    ),
    CHECK (filled_lots <= volume_lots AND closed_lots <= filled_lots),
    CHECK (status <> 'filled' OR filled_lots = volume_lots),
    CHECK ((filled_lots IS NULL) = (entry_price IS NULL)),
    CHECK ((filled_lots IS NULL) = (filled_at_ms IS NULL)),
    CHECK ((filled_lots IS NULL) = (position_id IS NULL)),
    CHECK ((closed_lots IS NULL) = (exit_price IS NULL)),
    CHECK ((closed_lots IS NULL) = (closed_at_ms IS NULL)),
    CHECK ((closed_lots IS NULL) = (close_reason IS NULL))
  ) STRICT, WITHOUT ROWID;

  INSERT INTO orders_2 (client_order_id, status, at_ms, plan_id, level, attempt, symbol, side, type,
    volume_lots, stop_loss, take_profit, code, message, retry, ticket, version, stop_loss_now, take_profit_now,
    position_id, filled_lots, entry_price, filled_at_ms, closed_lots, exit_price,
    closed_at_ms, close_reason, profit, parts, turn, stands, quote_time_ms, quote_bid, quote_ask, revision)
  SELECT o.client_order_id, o.status, o.at_ms, o.plan_id, iif(o.status = 'fenced', NULL, 1), o.attempt, o.symbol,
    o.side, iif(o.status = 'fenced', NULL, 'market'), o.volume_lots, o.stop_loss, o.take_profit, o.code,
    o.message, o.retry, p.position_id, iif(p.closed_at_ms IS NULL, 1, 2), p.stop_loss, p.take_profit,
    CAST(p.position_id AS TEXT), p.volume_lots, p.entry_price, p.opened_at_ms,
    iif(p.closed_at_ms IS NULL, NULL, p.volume_lots), p.exit_price, p.closed_at_ms, p.close_reason, p.profit,
    1, iif(p.closed_at_ms IS NULL, 1, NULL), p.position_id IS NOT NULL AND p.closed_at_ms IS NULL,
    p.quote_time_ms, p.quote_bid, p.quote_ask, p.revision
  FROM orders o LEFT JOIN positions p USING (client_order_id);
  UPDATE orders_2 SET version = NULL, parts = NULL, turn = NULL WHERE ticket IS NULL;

  DROP TABLE positions;
  DROP TABLE orders;
  ALTER TABLE orders_2 RENAME TO orders;
  CREATE INDEX orders_by_plan ON orders (plan_id);
  CREATE INDEX orders_standing ON orders (ticket) WHERE stands = 1;

  -- What each order has opened, and how it was closed: for people.
  CREATE VIEW positions AS
  SELECT ticket, position_id, client_order_id, plan_id, level, symbol, side, filled_lots AS volume_lots,
    stop_loss_now AS stop_loss, take_profit_now AS take_profit, entry_price, filled_at_ms AS opened_at_ms,
    iif(stands, NULL, exit_price) AS exit_price, iif(stands, NULL, closed_at_ms) AS closed_at_ms,
    iif(stands, NULL, close_reason) AS close_reason, profit
  FROM orders WHERE filled_lots IS NOT NULL;
  `,
];

/**
 * Opens the file of a paper book, creating it with mode 0600, and brings its schema up to date.
 *
 * @throws {BusyError} STORE_BUSY when it stayed locked.
 * @throws {StorageError} when it cannot be opened, is damaged, is something else, or is of a newer Vigil.
 */
export async function openBookFile(path: string, clock: Clock): Promise<Database.Database> {
  createPrivately(path);
  const startMs = clock.monotonic();
  for (;;) {
    try {
      return open(path);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      if (!isBusyError(error)) throw storageErrorOf(error, labelOf(path));
      const waitedMs = clock.monotonic() - startMs;
      if (waitedMs >= OPEN_WAIT_MS_MAX) {
        throw new BusyError('STORE_BUSY', `${labelOf(path)} stayed locked for ${Math.round(waitedMs)} ms`, {
          hint: 'another process is writing to it; try again',
          cause: error,
        });
      }
    }
    // In order: each attempt waits for the one before.
    await clock.sleep(OPEN_PAUSE_MS);
  }
}

/**
 * SQLite would create the file readable by everybody. Only a file that is not there is touched:
 * opening and closing one that is in use would drop this process's locks on it.
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw storageErrorOf(error, labelOf(path));
  }
}

function open(path: string): Database.Database {
  const database = new Database(path, {timeout: BUSY_WAIT_MS, fileMustExist: true});
  try {
    assertIsBook(database, path);
    database.pragma('journal_mode = WAL');
    // In WAL mode the default loses acknowledged commits when the power fails.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Asked before anything is written, so that a wrong path never changes somebody's file. */
function assertIsBook(database: Database.Database, path: string): void {
  // All of it in one transaction: another process may be creating the book at this moment.
  const {version, applicationId, isEmpty} = database.transaction(() => ({
    version: numberOf(database, 'user_version'),
    applicationId: numberOf(database, 'application_id'),
    isEmpty: database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0,
  }))();
  if (isEmpty && applicationId === 0) return;
  if (applicationId !== APPLICATION_ID) {
    throw new StorageError('STORE_CANNOT_OPEN', `"${path}" is a database, but not a paper book`, {
      hint: 'name another file for the paper book',
    });
  }
  if (version > MIGRATIONS.length) {
    throw new StorageError(
      'STORE_VERSION_NEWER',
      `${labelOf(path)} has version ${version}; this Vigil knows up to ${MIGRATIONS.length}`,
      {hint: 'update Vigil, or name another file'},
    );
  }
}

function migrate(database: Database.Database): void {
  if (numberOf(database, 'user_version') === MIGRATIONS.length) return;
  const upgrade = database.transaction(() => {
    // Read again inside: another process may have been faster.
    const version = numberOf(database, 'user_version');
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  upgrade.immediate();
}

function numberOf(database: Database.Database, pragma: string): number {
  return Number(database.pragma(pragma, {simple: true}));
}

/** What people call the book of this path. */
export function labelOf(path: string): string {
  return `the paper book "${path}"`;
}

/** What the database said about a book, as an error that somebody can act on. */
export function storageErrorOf(error: unknown, label: string): StorageError {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StorageError('STORE_CORRUPT', `${label} is damaged: ${messageOf(error)}`, {cause: error});
  }
  return new StorageError('STORE_CANNOT_OPEN', `${label} cannot be opened or read: ${messageOf(error)}`, {
    hint: 'check that its folder exists and can be written',
    cause: error,
  });
}
