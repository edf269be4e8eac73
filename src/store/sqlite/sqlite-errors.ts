import Database from 'better-sqlite3';
import {messageOf, StorageError} from '../../errors.ts';

/** SQLite's own code of an error, such as `SQLITE_BUSY`; undefined when it is no error of SQLite. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined;
}

/**
 * Whether somebody else's lock is the cause and the whole transaction may be tried again.
 * `SQLITE_PROTOCOL` is a lost race between processes that open a WAL at the same moment.
 */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_PROTOCOL');
}

/** Writes that fail for lack of room; what is there stays readable and the connection sound. */
const NO_ROOM: ReadonlySet<string> = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_WRITE']);

/**
 * Whether the connection must not be used again. After a failed fsync nobody knows what the disk
 * holds, and a second fsync may lie; a damaged file must not be written to.
 */
export function isFatal(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === undefined || NO_ROOM.has(code)) return false;
  return code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** An error of the driver in our words; any other error as it is. */
export function wrapped(error: unknown, path: string): Error {
  const code = sqliteCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(messageOf(error), {cause: error});
  if (NO_ROOM.has(code)) {
    return new StorageError(
      'STORE_CANNOT_WRITE',
      `the disk has no room for the database "${path}" (${code})`,
      {
        hint: 'free some space, or lift the limit on file sizes; what could not be written was not done',
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new StorageError('STORE_CORRUPT', `the database "${path}" is damaged (${code})`, {
      hint: 'stop the monitor, run "vigil db check", and go back to a backup',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new StorageError('STORE_CANNOT_WRITE', `the database "${path}" is read-only (${code})`, {
      hint: 'make the file and its directory writable for this user',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM' || code === 'SQLITE_AUTH') {
    return new StorageError('STORE_CANNOT_OPEN', `the database "${path}" cannot be opened (${code})`, {
      hint: 'its directory must exist and be writable; a WAL database needs two more files beside it',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new StorageError('STORE_CANNOT_WRITE', `the disk failed under the database "${path}" (${code})`, {
      hint: 'look at the system log, start again when the disk is sound, then run "vigil db check"',
      cause: error,
    });
  }
  // A broken constraint or bad SQL is our own defect.
  return new Error(`Invariant: the store's own SQL holds (${code}: ${String(error)})`, {cause: error});
}
