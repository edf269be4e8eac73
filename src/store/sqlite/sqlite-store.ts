import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {retryWhileBusy} from './retry-while-busy.ts';
import type {Migration} from './migrations.ts';
import {openDatabase, readVersion} from './open-database.ts';
import {OperationQueue} from './operation-queue.ts';
import {QueuedStore} from './queued-store.ts';
import {SqliteCore} from './sqlite-core.ts';
import {DEADLINE_MS, randomUuid, type StoreOptions} from './store-options.ts';
import {TurnRunner} from './turn-runner.ts';

/**
 * The store on a connection in this thread: for short commands, and for replays in memory. A call
 * that finds no lock is done before it returns its promise, so it costs a replay no turn of the loop.
 */
export class SqliteStore extends QueuedStore {
  /**
   * @throws {BusyError} STORE_BUSY when the database stayed locked to the deadline.
   * @throws {StorageError} STORE_CANNOT_OPEN, STORE_VERSION_NEWER, STORE_CORRUPT.
   */
  static async open(options: StoreOptions): Promise<SqliteStore> {
    const {path, clock, random, deadlineMs = DEADLINE_MS} = options;
    const newDatabaseId = options.databaseId ?? randomUuid(random);
    const {database, migration} = await retryWhileBusy(
      () => openDatabase({path, migrate: options.migrate ?? true, newDatabaseId}),
      {path, clock, random, deadlineMs, doing: 'opening it'},
    );
    const core = new SqliteCore(database);
    const queue = new OperationQueue(new TurnRunner(database, core, path), {
      path,
      clock,
      random,
      deadlineMs,
      meter: options.meter,
      onFailure: () => {
        // Whoever waits is told by the rejection, and every later call too.
      },
    });
    return new SqliteStore(queue, core.databaseId, migration);
  }
}

/**
 * The version of a database and the one that opening it would make of it, for `db migrate`; changes
 * nothing. `from` is 0 for an empty file.
 *
 * @throws {StorageError} STORE_CANNOT_OPEN when there is no such database.
 */
export async function pendingMigration(
  options: Readonly<{path: string; clock: Clock; random: Random; deadlineMs?: number}>,
): Promise<Migration> {
  const {path, deadlineMs = DEADLINE_MS} = options;
  return retryWhileBusy(() => readVersion(path), {...options, deadlineMs, doing: 'reading its version'});
}
