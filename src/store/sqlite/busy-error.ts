import {BusyError} from '../../errors.ts';
import {IN_MEMORY} from './open-database.ts';
import {describeHolders, lockHolders} from './lock-holders.ts';

/** The error for a database that stayed locked: what for, how long, and who holds it. */
export function busyError(doing: string, waitedMs: number, path: string): BusyError {
  const holders = path === IN_MEMORY ? [] : lockHolders(path);
  const who = describeHolders(holders);
  const message = `the database "${path}" stayed locked for ${(waitedMs / 1000).toFixed(1)} s while ${doing}`;
  return new BusyError('STORE_BUSY', who === '' ? message : `${message}; ${who}`, {
    hint: holders.length === 0 ? 'try again' : 'try again, or end what holds the lock',
  });
}
