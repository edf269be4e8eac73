import {existsSync} from 'node:fs';
import Database from 'better-sqlite3';
import {type Problem, StorageError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import type {CheckFinding} from '../../ports/store.ts';
import {checkDatabase, checkFile} from '../sqlite/check.ts';
import {LATEST_VERSION, refuseNewer, versionOf} from '../sqlite/migrations.ts';
import {cannotOpen, refuseForeign} from '../sqlite/open-database.ts';
import {retryWhileBusy} from '../sqlite/retry-while-busy.ts';
import {isBusy, sqliteCode} from '../sqlite/sqlite-errors.ts';
import {BackupTarget} from './backup-target.ts';

export type BackupTerms = Readonly<{
  /** The database; it may be in use, by any number of processes. */
  path: string;
  /** Where the copy is to be. */
  target: string;
  /** Whether a file that is there is replaced. */
  replaces: boolean;
  clock: Clock;
  random: Random;
  /** How long a locked database is waited for. */
  deadlineMs: number;
  /** Ends it, with the signal's reason; nothing is left behind. */
  signal?: AbortSignal | undefined;
  /** @param share Of the pages, how many are copied: 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}>;

export type Backup = Readonly<{
  /** Version of the database, which a backup keeps. */
  version: number;
  plans: number;
  bytes: number;
  /** What was asked of the copy: every rule, or of an older version that its file is whole. */
  checked: 'everything' | 'file';
  tookMs: number;
}>;

/** 4 MB a step; between two of them the process hears signals. */
const STEP_PAGES = 1000;

/**
 * Copies a database that is in use, checks the copy, and only then gives it its name.
 *
 * The source keeps one read transaction open from the first page to the last, so the copy is of one moment and
 * never begins anew, however much is written meanwhile. Without it SQLite starts a backup again at every commit
 * of another process: beside one that wrote without a pause, 125 MB were not done after 2,000 starts. Readers
 * hold no writer up in a WAL database; the WAL cannot be emptied for as long as the copy takes.
 *
 * @throws {InputError} USAGE_INVALID when the target is the database itself, is there and is not to be replaced,
 *   or its folder is missing.
 * @throws {BusyError} STORE_BUSY when the database stayed locked to the deadline.
 * @throws {StorageError} STORE_CANNOT_OPEN; STORE_CANNOT_WRITE when there is no room; STORE_CORRUPT when the copy
 *   breaks a rule: it is thrown away, and what it was to replace stays.
 * @throws The signal's reason when it ends the backup.
 */
export async function backUp(terms: BackupTerms): Promise<Backup> {
  const {clock, path} = terms;
  const startMs = clock.monotonic();
  const target = new BackupTarget(terms.target, path);
  target.refuseUnfit(terms.replaces);
  const source = await retryWhileBusy(() => openSource(path), {...terms, doing: 'opening it for a backup'});
  try {
    target.create(terms.random);
    await copy(source, target.temporary, terms);
    const checked = target.doing(() => check(target.temporary, path));
    target.publish(terms.replaces);
    return {...checked, bytes: target.bytes(), tookMs: Math.round(clock.monotonic() - startMs)};
  } finally {
    source.close();
    target.discard();
  }
}

/** With the read transaction that stands until the connection is closed. */
function openSource(path: string): Database.Database {
  if (!existsSync(path)) {
    throw new StorageError('STORE_CANNOT_OPEN', `there is no database "${path}"`, {
      hint: 'name the one to copy, with --db FILE or VIGIL_DB',
    });
  }
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {timeout: 0, fileMustExist: true});
    database.pragma('query_only = ON');
    refuseForeign(database, path);
    refuseNewer(database, path);
    database.exec('BEGIN');
    // A transaction begins with the first read.
    versionOf(database);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error) || sqliteCode(error) === undefined) throw error;
    throw cannotOpen(error, path);
  }
}

async function copy(
  source: Database.Database,
  temporary: string,
  {path, signal, onProgress}: BackupTerms,
): Promise<void> {
  signal?.throwIfAborted();
  try {
    await source.backup(temporary, {
      progress: ({totalPages, remainingPages}) => {
        signal?.throwIfAborted();
        onProgress?.(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return STEP_PAGES;
      },
    });
  } catch (error) {
    throw BackupTarget.wrapped(error, temporary, path);
  }
}

function check(temporary: string, path: string): Pick<Backup, 'version' | 'plans' | 'checked'> {
  const database = new Database(temporary, {timeout: 0, fileMustExist: true});
  try {
    // One file that is complete by itself; whoever opens it as a database of Vigil switches back.
    database.pragma('journal_mode = DELETE');
    const version = versionOf(database);
    const isLatest = version === LATEST_VERSION;
    const findings = isLatest ? checkDatabase(database) : fileFindings(database);
    if (findings.length > 0) throw damaged(findings, path);
    const plans = version === 0 ? 0 : Number(database.prepare('SELECT count(*) FROM plans').pluck().get());
    return {version, plans, checked: isLatest ? 'everything' : 'file'};
  } finally {
    database.close();
  }
}

function fileFindings(database: Database.Database): readonly CheckFinding[] {
  const findings: CheckFinding[] = [];
  checkFile(database, (code, subject, message) => findings.push({code, subject, message}));
  return findings;
}

function damaged(findings: readonly CheckFinding[], path: string): StorageError {
  const problems: Problem[] = findings.map(({code, subject, message}) => ({
    field: subject,
    message: `${code} ${subject}: ${message}`,
  }));
  return new StorageError(
    'STORE_CORRUPT',
    `the copy of the database "${path}" breaks a rule: ${problems[0]?.message ?? ''}`,
    {
      hint: 'run "vigil db check"; the copy was thrown away, and earlier backups are as they were',
      problems,
    },
  );
}
