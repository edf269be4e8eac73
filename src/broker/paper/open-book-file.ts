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
