import type {CheckFinding} from '../ports/store.ts';
import {SqliteStore} from '../store/sqlite/sqlite-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';

export type DatabaseReport = Readonly<{db: string; plans: number; findings: readonly CheckFinding[]}>;

/** Asks the database everything that must hold; creates a missing one. */
export async function checkDatabase(settings: Settings): Promise<DatabaseReport> {
  return withStore(settings, async (store) => {
    const findings = await store.check();
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
