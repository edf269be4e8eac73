import {closeSync, openSync, readFileSync, readSync, statSync} from 'node:fs';
import Database from 'better-sqlite3';
import {messageOf, StorageError} from '../../errors.ts';

const MAGIC = 'SQLite format 3\0';

/** A row by the names of its columns; what is not a column is not there. */
export type StoredRow = Readonly<{row: number; columns: Readonly<Record<string, unknown>>}>;

/** Whether a file begins as SQLite databases do; false for one that cannot be read. */
export function isDatabase(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(MAGIC.length);
    readSync(file, head, 0, head.length, 0);
    return head.toString('latin1') === MAGIC;
  } catch {
    // Whoever reads it as text says why it cannot be.
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * The plans of a database of the old program, in the order in which they were stored, by column name: the order
 * of columns differs between files. Nothing is written to a database of another program, nor beside it.
 *
 * @throws {StorageError} STORE_CANNOT_OPEN when it is none, or is damaged.
 */
export function storedPlans(path: string): readonly StoredRow[] {
  let database: Database.Database | undefined;
  try {
    database = opened(path);
    database.pragma('trusted_schema = OFF');
    const tables = database.prepare(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'trade_plans'",
    );
    if (tables.pluck().get() !== 1) throw cannotRead(path, 'it has no table trade_plans');
    const rows = database
      .prepare<[], Record<string, unknown>>('SELECT * FROM trade_plans ORDER BY rowid')
      .all();
    return rows.map((columns, index) => ({row: index + 1, columns}));
  } catch (error) {
    throw error instanceof StorageError ? error : cannotRead(path, messageOf(error), error);
  } finally {
    database?.close();
  }
}

/** Where a SQLite file says how it is written and read: 2 with a log beside it, 1 without. */
const JOURNAL_BYTES = [18, 19] as const;

/**
 * A copy in memory: SQLite makes two files beside a database with a log, although it is only read. What is still
 * in the log only SQLite can read, where it lies.
 */
function opened(path: string): Database.Database {
  if (hasLog(path)) return new Database(path, {readonly: true, fileMustExist: true});
  const file = readFileSync(path);
  for (const byte of JOURNAL_BYTES) if (file[byte] === 2) file[byte] = 1;
  return new Database(file, {readonly: true});
}

function hasLog(path: string): boolean {
  // vigil-lint-ok: its size only, no handle is opened
  return (statSync(`${path}-wal`, {throwIfNoEntry: false})?.size ?? 0) > 0;
}

function cannotRead(path: string, why: string, cause?: unknown): StorageError {
  return new StorageError('STORE_CANNOT_OPEN', `"${path}" cannot be read as a database of plans: ${why}`, {
    hint: 'give the auto_execution.db of the other program, or a JSON file',
    ...(cause === undefined ? {} : {cause}),
  });
}
