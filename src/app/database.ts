import type {CheckFinding} from '../ports/store.ts';
import {checkArchive} from '../store/archive/check-archive.ts';
import {type Backup, backUp} from '../store/backup/back-up.ts';
import {SqliteStore} from '../store/sqlite/sqlite-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';

export type DatabaseReport = Readonly<{db: string; plans: number; findings: readonly CheckFinding[]}>;

/**
 * Asks the database everything that must hold; creates a missing one.
 *
 * @param withArchive Whether the files of archived plans are read and asked as well.
 */
export async function checkDatabase(
  settings: Settings,
  {withArchive = false}: Readonly<{withArchive?: boolean}> = {},
): Promise<DatabaseReport> {
  return withStore(settings, async (store) => {
    const ofArchive = withArchive ? await checkArchive(store, settings.db) : [];
    const findings = [...(await store.check()), ...ofArchive];
    const {rows, broken} = await store.list();
    return {db: settings.db, plans: rows.length + broken.length, findings};
  });
}

export type MigrationReport = Readonly<{db: string; from: number; to: number}>;

/** Brings the database to this version's schema, or creates it. */
export async function migrateDatabase(settings: Settings): Promise<MigrationReport> {
  const ports = {clock: new SystemClock(), random: new SystemRandom()};
  const store = await SqliteStore.open({path: settings.db, ...ports, deadlineMs: settings.dbDeadlineMs});
  try {
    const {from, to} = store.migration;
    return {db: settings.db, from, to};
  } finally {
    await store.close();
  }
}

export type BackupReport = Readonly<{db: string; file: string}> & Backup;

/** Copies the database to a file while it is in use, and checks the copy; see `backUp`. */
export async function backUpDatabase(
  {db, dbDeadlineMs: deadlineMs}: Settings,
  file: string,
  options: Readonly<{replaces: boolean; signal: AbortSignal; onProgress: (share: number) => void}>,
): Promise<BackupReport> {
  const ports = {clock: new SystemClock(), random: new SystemRandom()};
  return {db, file, ...(await backUp({path: db, target: file, ...ports, deadlineMs, ...options}))};
}
