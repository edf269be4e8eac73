import {statfsSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {AppError, BusyError, messageOf, UnavailableError} from '../../errors.ts';
import {HaltFile} from '../../store/sqlite/halt-file.ts';
import {inspectDatabase} from '../../store/sqlite/inspect-database.ts';
import {lockHolders} from '../../store/sqlite/lock-holders.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {SystemProcesses} from '../../system/system-processes.ts';
import {SystemRandom} from '../../system/system-random.ts';
import {ask, socketPathOf} from '../monitor-socket.ts';
import type {Settings} from '../settings.ts';
import type {MonitorStatus} from '../status.ts';
import type {
  ConfigurationFacts,
  DatabaseFacts,
  DiskFacts,
  Facts,
  FileFacts,
  LockFacts,
  MonitorFacts,
} from './facts.ts';

/** A doctor does not wait for as long as a command that has something to do. */
const DEADLINE_MAX_MS = 3000;
/** Locks of a busy monitor come and go; of fifty looks at them one sees it. */
const LOCK_LOOKS = 50;
const LOCK_LOOK_MS = 20;

export type Given = Readonly<{
  settings: Settings;
  configuration: ConfigurationFacts;
  /** The oldest Node that will do, such as `>=22.13`. */
  nodeRange: string;
}>;

/** Looks at everything once, and changes nothing: neither the database nor a monitor that runs. */
export async function gatherFacts({settings, configuration, nodeRange}: Given): Promise<Facts> {
  return {
    nowMs: new SystemClock().now(),
    nodeVersion: process.version,
    nodeRange,
    summerHourInNewYork: summerHourInNewYork(),
    settings,
    configuration,
    monitor: await monitorFacts(settings),
    database: await databaseFacts(settings),
    lock: await lockFacts(settings),
    files: fileFacts(settings, configuration),
    disk: diskFacts(settings),
    processes: new SystemProcesses(),
  };
}

async function monitorFacts({db}: Settings): Promise<MonitorFacts> {
  try {
    const answer = await ask(socketPathOf(db), '/v1/status', {deadlineMs: DEADLINE_MAX_MS});
    if (answer === undefined) return {state: 'none'};
    if (isStatus(answer)) return {state: 'answers', status: answer};
    return {state: 'silent', message: 'it answers with something else than its status'};
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return {state: 'silent', message: error.message};
  }
}

function isStatus(answer: unknown): answer is MonitorStatus {
  return typeof answer === 'object' && answer !== null && 'pid' in answer;
}

async function databaseFacts({db, dbDeadlineMs}: Settings): Promise<DatabaseFacts> {
  if (statOf(db) === undefined) return {state: 'missing'};
  const ports = {clock: new SystemClock(), random: new SystemRandom()};
  const deadlineMs = Math.min(dbDeadlineMs, DEADLINE_MAX_MS);
  try {
    return {state: 'read', inspection: await inspectDatabase({path: db, ...ports, deadlineMs})};
  } catch (error) {
    if (error instanceof BusyError) return {state: 'locked', message: error.message};
    const {code, hint} = error instanceof AppError ? error : {code: 'INTERNAL', hint: undefined};
    return {state: 'unreadable', code, message: messageOf(error), hint: hint ?? 'go back to a backup'};
  }
}

async function lockFacts({db}: Settings): Promise<LockFacts> {
  const clock = new SystemClock();
  const sinceMs = clock.monotonic();
  let holders = lockHolders(db);
  for (let look = 1; look < LOCK_LOOKS && holders.length > 0; look++) {
    await clock.sleep(LOCK_LOOK_MS);
    const pids = lockHolders(db).map(({pid}) => pid);
    holders = holders.filter(({pid}) => pids.includes(pid));
  }
  return {holders, watchedMs: clock.monotonic() - sinceMs};
}

/** Only looks at their entries in the folder: a handle of the database that is closed would drop SQLite's locks. */
function fileFacts({db, broker, gateway}: Settings, {file, secrets}: ConfigurationFacts): FileFacts[] {
  const known: readonly (readonly [FileFacts['what'], string | undefined])[] = [
    ['database', db],
    ['book', broker.book ?? `${db}.paper`],
    ['halt file', new HaltFile(db).path],
    ['socket', process.platform === 'win32' ? undefined : socketPathOf(db)],
    ['secret', gateway.secretFile],
    ['configuration', secrets.length > 0 ? (file ?? undefined) : undefined],
  ];
  return known.flatMap(([what, path]) => {
    const stats = path === undefined ? undefined : statOf(path);
    return path === undefined || stats === undefined ? [] : [{path, what, mode: stats.mode & 0o777}];
  });
}

function diskFacts({db}: Settings): DiskFacts | undefined {
  for (let folder = dirname(resolve(db)); ; folder = dirname(folder)) {
    try {
      const {bavail, bsize} = statfsSync(folder);
      return {freeBytes: bavail * bsize, databaseBytes: statOf(db)?.size ?? 0};
    } catch {
      // The folder is not made yet: the disk is that of the one above.
      if (folder === dirname(folder)) return undefined;
    }
  }
}

function statOf(path: string) {
  try {
    return statSync(path, {throwIfNoEntry: false});
  } catch {
    // Something on the way to it is no folder, or may not be looked into: then it is not there for us.
    return undefined;
  }
}

function summerHourInNewYork(): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    return Number(format.format(Date.UTC(2026, 6, 1, 12)));
  } catch {
    // A Node that was built without time zones throws.
    return null;
  }
}
