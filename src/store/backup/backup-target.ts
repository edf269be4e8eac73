import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {BusyError, InputError, messageOf, StorageError} from '../../errors.ts';
import type {Random} from '../../ports/random.ts';
import {isBusy, sqliteCode, wrapped} from '../sqlite/sqlite-errors.ts';

/** What SQLite keeps beside a database that is open, or was not closed. */
// vigil-lint-ok: only asked whether they are there, or removed where the copy was that has them
const COMPANIONS = ['-journal', '-wal', '-shm'];

/** The file that a backup becomes, and the one under another name in its folder that it is until then. */
export class BackupTarget {
  readonly #path: string;
  readonly #source: string;
  #temporary: string | undefined;

  /** @param source The database that is copied. */
  constructor(path: string, source: string) {
    this.#path = path;
    this.#source = source;
  }

  /** Where to write meanwhile. */
  get temporary(): string {
    if (this.#temporary === undefined) throw new Error('Invariant: a backup is created before it is written');
    return this.#temporary;
  }

  /**
   * Asks everything that can be known before anything is copied.
   *
   * @throws {InputError} USAGE_INVALID
   */
  refuseUnfit(replaces: boolean): void {
    const folder = dirname(resolve(this.#path));
    if (statSync(folder, {throwIfNoEntry: false})?.isDirectory() !== true) {
      throw unfit(`the folder "${folder}" of the backup does not exist`, 'make it, or name another file');
    }
    if (this.#isOfSource()) {
      throw unfit(`"${this.#path}" is the database itself, or a part of it`, 'name another file');
    }
    const there = statSync(this.#path, {throwIfNoEntry: false});
    if (there?.isDirectory() === true) throw unfit(`"${this.#path}" is a folder`, 'name a file in it');
    if (there !== undefined && !replaces) throw isThere(this.#path);
    // With its log beside it SQLite would mix the old file into the new one.
    const open = COMPANIONS.map((end) => `${this.#path}${end}`).find((name) => existsSync(name));
    if (open === undefined) return;
    throw unfit(
      `"${open}" is there: a database of the backup's name is in use, or was not closed`,
      'name another file, or close that database first',
    );
  }

  /** Makes the file, which only its owner may read. @throws {InputError} USAGE_INVALID */
  create(random: Random): void {
    const mark = Math.floor(random.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
    const temporary = join(dirname(resolve(this.#path)), `.${basename(this.#path)}.${mark}.part`);
    try {
      closeSync(openSync(temporary, 'wx', 0o600));
    } catch (error) {
      throw unfit(
        `the backup "${this.#path}" cannot be written: ${messageOf(error)}`,
        'choose a folder that this user may write to',
        error,
      );
    }
    this.#temporary = temporary;
  }

  /** Does something with the copy, with its errors in words that name it. */
  doing<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw BackupTarget.wrapped(error, this.temporary, this.#source);
    }
  }

  bytes(): number {
    return statSync(this.#path).size;
  }

  /**
   * Puts the copy on disk and gives it its name, both durably.
   *
   * @throws {InputError} USAGE_INVALID when somebody has made a file of that name meanwhile.
   * @throws {StorageError} STORE_CANNOT_WRITE
   */
  publish(replaces: boolean): void {
    const temporary = this.temporary;
    try {
      synced(temporary);
      if (replaces) renameSync(temporary, this.#path);
      else rename(temporary, this.#path);
      synced(dirname(resolve(this.#path)));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new StorageError(
        'STORE_CANNOT_WRITE',
        `the backup "${this.#path}" cannot be written: ${messageOf(error)}`,
        {hint: 'look at the disk and its permissions; earlier backups are as they were', cause: error},
      );
    }
    this.#temporary = undefined;
  }

  /** Takes away what was not published. */
  discard(): void {
    if (this.#temporary === undefined) return;
    for (const end of ['', ...COMPANIONS]) rmSync(`${this.#temporary}${end}`, {force: true});
    this.#temporary = undefined;
  }

  /**
   * An error of SQLite's while it copied. Whether the disk has failed or is full, and under which of the two
   * files, its codes do not always tell.
   */
  static wrapped(error: unknown, temporary: string, source: string): unknown {
    const code = sqliteCode(error);
    if (code === undefined) return error;
    if (isBusy(error)) {
      return new BusyError('STORE_BUSY', `the database "${source}" was locked while it was copied`, {
        hint: 'try again',
        cause: error,
      });
    }
    if (code !== 'SQLITE_FULL' && !code.startsWith('SQLITE_IOERR')) return wrapped(error, source);
    return new StorageError(
      'STORE_CANNOT_WRITE',
      `the database "${source}" cannot be copied to "${dirname(temporary)}" (${code})`,
      {
        hint: 'see whether there is room, and look at the system log; earlier backups are as they were',
        cause: error,
      },
    );
  }

  /** By any name: a link to the database is as much the database as its path. */
  #isOfSource(): boolean {
    const source = existsSync(this.#source) ? realpathSync(this.#source) : resolve(this.#source);
    const path = existsSync(this.#path) ? realpathSync(this.#path) : resolve(this.#path);
    const target = statSync(path, {throwIfNoEntry: false});
    return ['', ...COMPANIONS].some((end) => {
      const part = statSync(`${source}${end}`, {throwIfNoEntry: false});
      const isLinked = part !== undefined && part.ino === target?.ino && part.dev === target.dev;
      return path === `${source}${end}` || isLinked;
    });
  }
}

/** Not over a file that has come meanwhile. */
function rename(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw isThere(to);
    // A file system without links.
    if (existsSync(to)) throw isThere(to);
    renameSync(from, to);
    return;
  }
  rmSync(from);
}

function synced(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isThere(path: string): InputError {
  return unfit(`"${path}" is there already`, 'name another file, or replace it with --force');
}

function unfit(message: string, hint: string, cause?: unknown): InputError {
  return new InputError('USAGE_INVALID', message, {field: 'file', hint, cause});
}
