import {copyFileSync, existsSync, mkdirSync} from 'node:fs';
import {basename, join} from 'node:path';

/** The write-ahead log of a database that nobody has open. */
export function logPathOf(databasePath: string): string {
  // vigil-lint-ok: of copies, and of files whose processes have ended
  return `${databasePath}-wal`;
}

/** Copies a database that nobody has open, and its log, to another folder. */
export function copyDatabase(databasePath: string, folder: string): void {
  mkdirSync(folder, {recursive: true});
  for (const path of [databasePath, logPathOf(databasePath)]) {
    if (existsSync(path)) copyFileSync(path, join(folder, basename(path)));
  }
}
