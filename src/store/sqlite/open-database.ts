// vigil-lint-ok: whether the file is there, before SQLite opens it; a simulation makes its own
import {closeSync, mkdirSync, openSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import Database from 'better-sqlite3';
import {messageOf, StorageError} from '../../errors.ts';
import {
  APPLICATION_ID,
  LATEST_VERSION,
  type Migration,
  migrate,
  refuseNewer,
  versionOf,
} from './migrations.ts';
import {isBusy, sqliteCode, wrapped} from './sqlite-errors.ts';

/** A database that lives in memory and goes with its connection. */
export const IN_MEMORY = ':memory:';

/** Before this release two connections could, in a rare race, corrupt a WAL database. */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;

/** The WAL file is cut to this after a checkpoint. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

export type OpenOptions = Readonly<{
  path: string;
  /** Whether to create or upgrade the tables. Without it an older database is refused. */
  migrate: boolean;
  /** Identity of the database, should it be created now. */
  newDatabaseId: string;
}>;

export type OpenedDatabase = Readonly<{database: Database.Database; migration: Migration}>;

/**
 * Opens a Vigil database, creating it (mode 0600) and its directory where they are missing.
 *
 * Every setting is made on every open: the library's own defaults lose acknowledged commits when the
 * power fails. The connection never waits for a lock; whoever uses it tries again.
 *
 * @throws SQLite's busy error, unchanged, when somebody holds a lock: try again.
 * @throws {StorageError} STORE_CANNOT_OPEN, STORE_VERSION_NEWER, STORE_CORRUPT.
 */
export function openDatabase({path, migrate: migrates, newDatabaseId}: OpenOptions): OpenedDatabase {
  if (path !== IN_MEMORY) createFile(path);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {timeout: 0});
    refuseOldSqlite(database);
    refuseForeign(database, path);
    refuseNewer(database, path);
    set(database, path);
    if (!migrates && versionOf(database) < LATEST_VERSION) throw olderError(database, path);
    return {database, migration: migrate(database, newDatabaseId)};
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw error;
    throw sqliteCode(error) === undefined ? error : cannotOpen(error, path);
  }
}

/**
 * The version that a database has and the one that this program would make of it; changes nothing.
 * 0 for a file that is empty or not there.
 */
export function readVersion(path: string): Migration {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {timeout: 0, fileMustExist: true});
    refuseForeign(database, path);
    return {from: versionOf(database), to: LATEST_VERSION};
  } catch (error) {
    if (isBusy(error) || sqliteCode(error) === undefined) throw error;
    throw cannotOpen(error, path);
  } finally {
    database?.close();
  }
}

function createFile(path: string): void {
  try {
    mkdirSync(dirname(resolve(path)), {recursive: true, mode: 0o700});
    // Only ever a file that was not there: closing a handle of a database that is open in this
    // process would drop SQLite's locks on it. The -wal and -shm files take over its mode.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') {
      if (!isFolder(path)) return;
      throw new StorageError('STORE_CANNOT_OPEN', `"${path}" is a folder, not a database`, {
        hint: 'name a file in it',
      });
    }
    throw new StorageError(
      'STORE_CANNOT_OPEN',
      `the database "${path}" cannot be created: ${messageOf(error)}`,
      {
        hint: 'choose a place that this user may write to, with --db FILE or VIGIL_DB',
        cause: error,
      },
    );
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Something on the way to it is no folder; opening it says what.
    return false;
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function refuseOldSqlite(database: Database.Database): void {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of SQLITE_VERSION_MIN.entries()) {
    const found = parts[index] ?? 0;
    if (found > wanted) return;
    if (found < wanted) {
      throw new StorageError(
        'STORE_CANNOT_OPEN',
        `SQLite ${version} is too old: it may corrupt databases; ${SQLITE_VERSION_MIN.join('.')} or newer is needed`,
        {hint: 'install better-sqlite3 again, as package-lock.json has it'},
      );
    }
  }
}

/** Looks before anything is written: switching a stranger's database to WAL would change it. */
export function refuseForeign(database: Database.Database, path: string): void {
  // All of it in one transaction: another process may be creating the database at this moment.
  const isOurs = database.transaction(() => {
    const applicationId = database.pragma('application_id', {simple: true});
    if (applicationId === APPLICATION_ID) return true;
    const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
    return applicationId === 0 && isEmpty && versionOf(database) === 0;
  })();
  if (isOurs) return;
  throw new StorageError('STORE_CANNOT_OPEN', `"${path}" is the SQLite database of another program`, {
    hint: 'give the path of a Vigil database, or of a file that does not exist yet',
  });
}

function set(database: Database.Database, path: string): void {
  const mode = database.pragma('journal_mode = WAL', {simple: true});
  if (mode !== (path === IN_MEMORY ? 'memory' : 'wal')) {
    throw new StorageError(
      'STORE_CANNOT_OPEN',
      `the database "${path}" cannot use a WAL but stays in mode "${String(mode)}"`,
      {
        hint: 'put it on a local disk',
      },
    );
  }
  for (const pragma of [
    'synchronous = FULL',
    'foreign_keys = ON',
    'busy_timeout = 0',
    'wal_autocheckpoint = 1000',
    `journal_size_limit = ${WAL_KEPT_BYTES}`,
    'mmap_size = 0',
    'trusted_schema = OFF',
    'cell_size_check = ON',
    'temp_store = MEMORY',
  ]) {
    database.pragma(pragma);
  }
}

function olderError(database: Database.Database, path: string): StorageError {
  return new StorageError(
    'STORE_CANNOT_OPEN',
    `the database "${path}" has version ${versionOf(database)}; this program needs version ${LATEST_VERSION}`,
    {hint: 'run "vigil db migrate"'},
  );
}

/** An error of SQLite's at opening, in our words. */
export function cannotOpen(error: unknown, path: string): unknown {
  switch (sqliteCode(error)) {
    case 'SQLITE_NOTADB':
      return new StorageError('STORE_CANNOT_OPEN', `"${path}" is not a SQLite database`, {
        hint: 'give the path of a Vigil database, or of a file that does not exist yet',
        cause: error,
      });
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_READONLY_CANTINIT':
      return new StorageError('STORE_CANNOT_OPEN', `the database "${path}" cannot be written`, {
        hint: 'make the file and its directory writable for this user',
        cause: error,
      });
    default:
      return wrapped(error, path);
  }
}
