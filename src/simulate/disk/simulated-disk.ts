// vigil-lint-ok: it is the disk: its files are made by the run and nobody else has them
import {copyFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type Database from 'better-sqlite3';
import {checkDatabase} from '../../store/sqlite/check.ts';
import type {CheckFinding} from '../../ports/store.ts';
import {openDatabase} from '../../store/sqlite/open-database.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';

/** A commit whose caller has not been told yet. */
type Unacknowledged = {readonly by: SimulatedProcess; readonly walBytesBefore: number; isSeen: boolean};

/** Commits that a disk loses that was never synced. */
const FORGOTTEN = 5;
const DATABASE_ID = '00000000-0000-4000-8000-000000000000';

/**
 * A database file in memory that several processes have open, each with a connection of its own: real SQL,
 * real locks, a real log.
 *
 * When the power goes, every commit that nobody was told of and nobody has read is gone: the log is cut
 * before it, as a disk would have it that had not been synced. SQLite itself shows a commit to others only
 * once it is synced, so what somebody has read is on disk.
 */
export class SimulatedDisk {
  readonly #folder: string;
  readonly #name: string;
  #generation = 0;
  /** Of the log, after the last turn that wrote. */
  walBytes = 0;
  /** Connections that are open, and those of processes that have ended, for the next ones. */
  readonly #open = new Set<Database.Database>();
  #spare: Database.Database[] = [];
  #unacknowledged: Unacknowledged[] = [];
  /** The last few, whoever was told of them. */
  #latest: Unacknowledged[] = [];
  #boots = 0;

  /** @param template A database that was created and closed; see `writeTemplate`. */
  constructor(folder: string, name: string, template: string) {
    this.#folder = folder;
    this.#name = name;
    copyFileSync(template, this.path);
  }

  /** An empty database of the present version, from which those of runs are copied. */
  static writeTemplate(path: string): void {
    openDatabase({path, newDatabaseId: DATABASE_ID, migrate: true}).database.close();
  }

  get path(): string {
    return join(this.#folder, `${this.#name}.${this.#generation}.db`);
  }

  /** Grows by one each time that the power was gone. */
  get boots(): number {
    return this.#boots;
  }

  /** A connection, for as long as the machine is on. */
  connect(): Database.Database {
    const spare = this.#spare.pop();
    if (spare !== undefined) return spare;
    const {database} = openDatabase({path: this.path, newDatabaseId: DATABASE_ID, migrate: true});
    // A log that only grows can be cut anywhere; it is a few MB at most.
    database.pragma('wal_autocheckpoint = 0');
    this.#open.add(database);
    return database;
  }

  /** A process has ended; as every turn is whole, its connection holds nothing. */
  disconnect(database: Database.Database): void {
    if (this.#open.has(database)) this.#spare.push(database);
  }

  /** Somebody has looked at what is committed. */
  seenBy(process: SimulatedProcess): void {
    for (const commit of this.#unacknowledged) if (commit.by !== process) commit.isSeen = true;
  }

  committed(by: SimulatedProcess, walBytesBefore: number): Unacknowledged {
    const commit = {by, walBytesBefore, isSeen: false};
    this.#unacknowledged.push(commit);
    this.#latest = [...this.#latest, commit].slice(-FORGOTTEN);
    return commit;
  }

  acknowledged(commit: Unacknowledged): void {
    const index = this.#unacknowledged.indexOf(commit);
    // What was committed before it is in the log before it, and so on the disk too.
    if (index >= 0) this.#unacknowledged.splice(0, index + 1);
  }

  /**
   * Ends every connection; commits that may be lost are. Returns how many were.
   *
   * @param isForgetful It was never synced: the last commits are gone although somebody was told of them.
   */
  losePower(isForgetful: boolean): number {
    const before = this.path;
    const firstSafe = this.#unacknowledged.findLastIndex(({isSeen}) => isSeen) + 1;
    const lost = isForgetful ? this.#latest : this.#unacknowledged.slice(firstSafe);
    this.#latest = [];
    this.#unacknowledged = [];
    this.#generation += 1;
    this.#boots += 1;
    copyFileSync(before, this.path);
    const log = existsSync(logOf(before)) ? readFileSync(logOf(before)) : Buffer.alloc(0);
    const kept = lost[0]?.walBytesBefore ?? log.length;
    if (kept > 0) writeFileSync(logOf(this.path), log.subarray(0, kept));
    this.walBytes = kept;
    if (existsSync(haltOf(before))) copyFileSync(haltOf(before), haltOf(this.path));
    for (const database of this.#open) database.close();
    this.#open.clear();
    this.#spare = [];
    removeDatabase(before);
    return lost.length;
  }

  /** What the product's own check finds. */
  check(): readonly CheckFinding[] {
    return checkDatabase(this.connect());
  }

  /** Removes everything. */
  close(): void {
    for (const database of this.#open) database.close();
    this.#open.clear();
    this.#spare = [];
    removeDatabase(this.path);
  }
}

function logOf(path: string): string {
  // vigil-lint-ok: read only when the machine is off and nothing has the database open any more
  return `${path}-wal`;
}

function haltOf(path: string): string {
  return `${path}.halt`;
}

function removeDatabase(path: string): void {
  // vigil-lint-ok: the files of a run that is over
  for (const ending of ['', '-wal', '-shm', '.halt']) rmSync(`${path}${ending}`, {force: true});
}
