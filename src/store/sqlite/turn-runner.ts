// vigil-lint-ok: inode and size of the database only; the inode is compared and never shown
import {statSync} from 'node:fs';
import type Database from 'better-sqlite3';
import {StorageError} from '../../errors.ts';
import {IN_MEMORY} from './open-database.ts';
import {type Operation, perform} from './operation.ts';
import {isBusy, isFatal, sqliteCode, wrapped} from './sqlite-errors.ts';
import type {SqliteCore} from './sqlite-core.ts';

/** What is to be done next: waiting writes, which become one transaction, and waiting reads. */
export type Turn = Readonly<{writes: readonly Operation[]; reads: readonly Operation[]; isLast: boolean}>;

export type Answer = Readonly<{ok: true; value: unknown}> | Readonly<{ok: false; error: Error}>;

export type TurnResult = Readonly<{
  /** Busy: somebody else holds the lock, nothing was done. */
  writes: readonly Answer[] | 'busy';
  reads: readonly (Answer | 'busy')[];
  walBytes: number;
  /** The connection must not be used any more. */
  failure?: Error;
}>;

/** Above this the WAL is emptied as soon as nobody waits; below it the usual checkpoints do. */
const WAL_LARGE_BYTES = 16 * 1024 * 1024;

/** A reader that stays keeps the WAL from being emptied; do not try again at every turn. */
const TURNS_BETWEEN_TRUNCATIONS = 64;

const NO_MORE: readonly never[] = [];

/** Does turns on one connection: one transaction and one fsync for all writes of a turn. */
export class TurnRunner {
  readonly #database: Database.Database;
  readonly #core: SqliteCore;
  readonly #path: string;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #savepoint;
  readonly #release;
  readonly #rollbackTo;
  readonly #inode: number | undefined;
  #lastWalBytes = 0;
  #turnsSinceTruncation = TURNS_BETWEEN_TRUNCATIONS;

  constructor(database: Database.Database, core: SqliteCore, path: string) {
    this.#database = database;
    this.#core = core;
    this.#path = path;
    this.#inode = inodeOf(path);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#savepoint = database.prepare('SAVEPOINT operation');
    this.#release = database.prepare('RELEASE operation');
    this.#rollbackTo = database.prepare('ROLLBACK TO operation');
  }

  /** @throws {StorageError} STORE_CANNOT_WRITE when the file was moved away or deleted. */
  run({writes, reads, isLast}: Turn): TurnResult {
    if (inodeOf(this.#path) !== this.#inode) throw movedError(this.#path);
    let failure: Error | undefined;
    const failed = (error: unknown): Answer => {
      const reason = wrapped(error, this.#path);
      if (isFatal(error)) failure = reason;
      return {ok: false, error: reason};
    };
    const result = {
      writes: writes.length === 0 ? NO_MORE : this.#write(writes, failed),
      reads: reads.map((operation) => this.#read(operation, failed)),
    };
    // Only writes make it grow.
    if (writes.length > 0) this.#lastWalBytes = this.#walBytes();
    const walBytes = this.#lastWalBytes;
    if (walBytes > WAL_LARGE_BYTES && isLast) this.#truncateWal();
    return {...result, walBytes, ...(failure === undefined ? {} : {failure})};
  }

  /** The last connection to close empties the WAL by itself. */
  close(): void {
    this.#database.close();
  }

  #write(operations: readonly Operation[], failed: (error: unknown) => Answer): readonly Answer[] | 'busy' {
    this.#core.forgetRevision();
    try {
      this.#begin.run();
      const answers = operations.map((operation) => this.#writeOne(operation, failed));
      this.#commit.run();
      return answers;
    } catch (error) {
      if (this.#database.inTransaction) this.#rollback.run();
      this.#core.forgetRevision();
      if (isBusy(error)) return 'busy';
      const answer = failed(error);
      return operations.map(() => answer);
    }
  }

  /** An operation that fails undoes itself only, unless the whole transaction is lost. */
  #writeOne(operation: Operation, failed: (error: unknown) => Answer): Answer {
    this.#savepoint.run();
    try {
      const value = perform(this.#core, operation);
      this.#release.run();
      return {ok: true, value};
    } catch (error) {
      if (!this.#database.inTransaction || isBusy(error) || isFatal(error)) throw error;
      this.#rollbackTo.run();
      this.#release.run();
      return failed(error);
    }
  }

  #read(operation: Operation, failed: (error: unknown) => Answer): Answer | 'busy' {
    try {
      return {ok: true, value: perform(this.#core, operation)};
    } catch (error) {
      return isBusy(error) ? 'busy' : failed(error);
    }
  }

  #walBytes(): number {
    if (this.#path === IN_MEMORY) return 0;
    // vigil-lint-ok: its size only, no handle is opened
    return statSync(`${this.#path}-wal`, {throwIfNoEntry: false})?.size ?? 0;
  }

  #truncateWal(): void {
    this.#turnsSinceTruncation += 1;
    if (this.#turnsSinceTruncation < TURNS_BETWEEN_TRUNCATIONS) return;
    this.#turnsSinceTruncation = 0;
    try {
      // The connection does not wait for locks, so a reader makes this give up and not stall.
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // Busy or out of room: the WAL stays as it is and the next write says what is wrong.
      if (sqliteCode(error) === undefined) throw error;
    }
  }
}

function inodeOf(path: string): number | undefined {
  return path === IN_MEMORY ? undefined : statSync(path, {throwIfNoEntry: false})?.ino;
}

/** SQLite would go on writing to a file that nobody can open any more. */
function movedError(path: string): StorageError {
  return new StorageError(
    'STORE_CANNOT_WRITE',
    `the database "${path}" was moved or deleted while it was open`,
    {
      hint: 'put it back, or start again with a new one',
    },
  );
}
