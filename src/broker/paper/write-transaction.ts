import Database from 'better-sqlite3';
import {messageOf} from '../../errors.ts';
import type {Written} from './paper-book.ts';

/** The part of a database that a transaction needs. */
export type TransactionDatabase = Readonly<{inTransaction: boolean; exec(sql: string): unknown}>;

/**
 * Runs `work` in one immediate transaction and says what is certain about it afterwards.
 *
 * Until COMMIT nothing is written, whatever fails. A COMMIT that fails and leaves the transaction
 * open has written nothing either. One that fails and leaves none may have reached the disk: a failed
 * fsync does not tell, and frames in the log may come back with the next recovery.
 *
 * @throws Whatever `work` throws that is not the database's; nothing is written then.
 */
export function writeTransaction<T>(database: TransactionDatabase, work: () => T): Written<T> {
  let isCommitting = false;
  try {
    database.exec('BEGIN IMMEDIATE');
    const value = work();
    isCommitting = true;
    database.exec('COMMIT');
    return {status: 'done', value};
  } catch (error) {
    const isUncertain = isCommitting && !database.inTransaction;
    const rollback = database.inTransaction ? rollbackError(database) : undefined;
    if (!(error instanceof Database.SqliteError)) throw error;
    if (isUncertain) return {status: 'unknown', reason: `the commit failed: ${messageOf(error)}`};
    if (rollback !== undefined) {
      return {
        status: 'unknown',
        reason: `${messageOf(error)}, and the rollback failed: ${messageOf(rollback)}`,
      };
    }
    return {status: 'notWritten', isBusy: isBusyError(error), reason: messageOf(error)};
  }
}

/** Whether somebody else held the lock. */
export function isBusyError(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function rollbackError(database: TransactionDatabase): unknown {
  try {
    database.exec('ROLLBACK');
    return undefined;
  } catch (error) {
    return error;
  }
}
