import {BusyError} from '../../errors.ts';
import {describeHolders, lockHolders} from './lock-holders.ts';
import {IN_MEMORY} from './open-database.ts';

/** "process 4711 (…) holds it", as far as anybody knows; empty when nobody does. */
export function whoHolds(path: string): string {
  return path === IN_MEMORY ? '' : describeHolders(lockHolders(path));
}

/** The error for a database that stayed locked: what for, how long, and who holds it. */
export function busyError(
  path: string,
  {doing, waitedMs, holders}: Readonly<{doing: string; waitedMs: number; holders: string}>,
): BusyError {
  const message = `the database "${path}" stayed locked for ${(waitedMs / 1000).toFixed(1)} s while ${doing}`;
  return new BusyError('STORE_BUSY', holders === '' ? message : `${message}; ${holders}`, {
    hint: holders === '' ? 'try again' : 'try again, or end what holds the lock',
  });
}
