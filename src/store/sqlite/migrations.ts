import type Database from 'better-sqlite3';
import {StorageError} from '../../errors.ts';
import {SCHEMA_2} from './schema-2.ts';
import {SCHEMA_3} from './schema-3.ts';
import {SCHEMA_4} from './schema-4.ts';
import {SCHEMA_5} from './schema-5.ts';
import {SCHEMA_6} from './schema-6.ts';
import {SCHEMA_1} from './schema.ts';

/** In the file's header, so that no other program's database is taken for ours: "Vigl". */
export const APPLICATION_ID = 0x5669676c;

/** Number n makes version n of version n − 1. */
const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6];

/** The version that this program reads and writes. */
export const LATEST_VERSION = MIGRATIONS.length;

/** Which version a database had, and which it has now. */
export type Migration = Readonly<{from: number; to: number}>;

/** 0 for an empty database. */
export function versionOf(database: Database.Database): number {
  return Number(database.pragma('user_version', {simple: true}));
}

/** @throws {StorageError} STORE_VERSION_NEWER when a newer program has written the database. */
export function refuseNewer(database: Database.Database, path: string): void {
  const version = versionOf(database);
  if (version <= LATEST_VERSION) return;
  throw new StorageError(
    'STORE_VERSION_NEWER',
    `the database "${path}" has version ${version}; this program knows versions up to ${LATEST_VERSION}`,
    {hint: 'use the newer vigil that wrote it, or another database'},
  );
}

/**
 * Brings the database to the latest version, each step in a transaction of its own that looks at the
 * version again: of two programs that start together one migrates and the other finds it done.
 *
 * @param newDatabaseId Identity of a database that has none yet.
 */
export function migrate(database: Database.Database, newDatabaseId: string): Migration {
  const from = versionOf(database);
  const step = database.transaction(() => {
    const version = versionOf(database);
    const sql = MIGRATIONS[version];
    if (sql === undefined) return false;
    database.exec(sql);
    if (version === 0) {
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database
        .prepare('INSERT INTO meta (single, database_id, revision) VALUES (1, ?, 0)')
        .run(newDatabaseId);
    }
    database.pragma(`user_version = ${version + 1}`);
    return true;
  });
  // One pass for each migration, and one that finds nothing left.
  while (versionOf(database) < LATEST_VERSION) {
    if (!step.immediate()) break;
  }
  return {from, to: versionOf(database)};
}
