import Database from 'better-sqlite3';
import {StorageError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import type {ChannelLag} from '../../ports/outbox.ts';
import type {CheckFinding, Halt, Lease} from '../../ports/store.ts';
import {channelLags} from './channel-lags.ts';
import {checkDatabase} from './check.ts';
import {HaltSwitch} from './halt-switch.ts';
import {LeaseTable} from './lease-table.ts';
import {APPLICATION_ID, LATEST_VERSION, versionOf} from './migrations.ts';
import {retryWhileBusy} from './retry-while-busy.ts';
import {sqliteCode, wrapped} from './sqlite-errors.ts';

/** A level whose order nobody could establish. */
export type LevelInDoubt = Readonly<{planId: string; level: number; reason: string | null}>;

/** What a database says of itself to somebody who only looks. */
export type Inspection = Readonly<{
  version: number;
  /** The version that this program reads and writes. */
  latestVersion: number;
  journalMode: string;
  /** Of the file alone when it has another version: its rules are not known then. */
  findings: readonly CheckFinding[];
  plans: number;
  /** Undefined as well where the version is another one, as in the following. */
  lease: Lease | undefined;
  halt: Halt | undefined;
  inDoubt: readonly LevelInDoubt[];
  /** Time zones that plans name which may still fire. */
  zones: readonly string[];
  /** How far behind each channel of notifications is. */
  channels: readonly ChannelLag[];
}>;

/** Pages that are told to be damaged; nobody reads more. */
const DAMAGE_MAX = 5;

/**
 * Looks at a database and changes nothing: it is opened for reading only, neither made nor migrated.
 *
 * @throws {BusyError} STORE_BUSY when it stayed locked to the deadline.
 * @throws {StorageError} STORE_CANNOT_OPEN, STORE_CORRUPT.
 */
export async function inspectDatabase(
  options: Readonly<{path: string; clock: Clock; random: Random; deadlineMs: number}>,
): Promise<Inspection> {
  const {path} = options;
  try {
    return await retryWhileBusy(() => look(path), {...options, doing: 'looking at it'});
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_NOTADB') throw notADatabase(path, error);
    throw sqliteCode(error) === undefined ? error : wrapped(error, path);
  }
}

function look(path: string): Inspection {
  const database = new Database(path, {readonly: true, fileMustExist: true, timeout: 0});
  try {
    database.pragma('query_only = ON');
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    const version = versionOf(database);
    refuseForeign(database, path, version);
    const journalMode = String(database.pragma('journal_mode', {simple: true}));
    const seen = {version, latestVersion: LATEST_VERSION, journalMode};
    if (version !== LATEST_VERSION) {
      const nothing = {plans: 0, lease: undefined, halt: undefined, inDoubt: [], zones: [], channels: []};
      return {...seen, findings: damageOf(database), ...nothing};
    }
    const findings = checkDatabase(database);
    if (findings.some(({code}) => code === 'FILE_DAMAGED')) {
      return {
        ...seen,
        findings,
        plans: 0,
        lease: undefined,
        halt: undefined,
        inDoubt: [],
        zones: [],
        channels: [],
      };
    }
    return {...seen, findings, ...contentOf(database)};
  } finally {
    database.close();
  }
}

function contentOf(
  database: Database.Database,
): Pick<Inspection, 'plans' | 'lease' | 'halt' | 'inDoubt' | 'zones' | 'channels'> {
  return {
    plans: Number(database.prepare('SELECT count(*) FROM plans').pluck().get()),
    lease: new LeaseTable(database).find(),
    halt: new HaltSwitch(database).find(),
    inDoubt: database
      .prepare<[], LevelInDoubt>(
        `SELECT plan_id AS planId, level, reason FROM plan_levels WHERE status = 'unresolved'
         ORDER BY plan_id, level`,
      )
      .all(),
    zones: database
      .prepare<[], string>(
        `SELECT DISTINCT value FROM plans, json_tree(plans.document)
         WHERE status IN ('draft', 'pending') AND key = 'zone' AND json_tree.type = 'text' ORDER BY value`,
      )
      .pluck()
      .all(),
    channels: channelLags(database),
  };
}

function damageOf(database: Database.Database): CheckFinding[] {
  const messages = database.prepare<[], string>(`PRAGMA integrity_check(${DAMAGE_MAX})`).pluck().all();
  return messages
    .filter((message) => message !== 'ok')
    .map((message) => ({code: 'FILE_DAMAGED', subject: 'database', message}));
}

function refuseForeign(database: Database.Database, path: string, version: number): void {
  const applicationId = database.pragma('application_id', {simple: true});
  const isNew = applicationId === 0 && version === 0;
  if (applicationId === APPLICATION_ID || isNew) return;
  throw new StorageError('STORE_CANNOT_OPEN', `"${path}" is the SQLite database of another program`, {
    hint: 'give the path of a Vigil database',
  });
}

function notADatabase(path: string, cause: unknown): StorageError {
  return new StorageError('STORE_CANNOT_OPEN', `"${path}" is not a SQLite database`, {
    hint: 'give the path of a Vigil database',
    cause,
  });
}
