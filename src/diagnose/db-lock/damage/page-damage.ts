import {copyFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {messageOf} from '../../../errors.ts';
import type {Clock} from '../../../ports/clock.ts';
import type {Random} from '../../../ports/random.ts';
import {SqliteStore} from '../../../store/sqlite/sqlite-store.ts';
import {differingTables} from './content.ts';
import {flipBit} from './flip-bit.ts';

/** What became of copies of a database in which one bit each was flipped. */
export type PageDamage = Readonly<{
  flips: number;
  /** Opening it, or `check()`, said so. */
  noticed: number;
  /** Nobody said so, and nothing that a decision rests on is different. */
  harmless: number;
  /** Nobody said so, and something is different: what. */
  unnoticed: readonly string[];
  /** What a user is told, of the first that was noticed. */
  message: string | null;
}>;

export type DamageOptions = Readonly<{folder: string; flips: number; random: Random; clock: Clock}>;

/** @param path A database that nobody has open, with an empty log. */
export async function damagePages(path: string, options: DamageOptions): Promise<PageDamage> {
  const {folder, flips, random} = options;
  leaveOutBulk(path);
  const unnoticed: string[] = [];
  let noticed = 0;
  let message: string | null = null;
  for (let flip = 1; flip <= flips; flip += 1) {
    const damaged = join(folder, `flipped-${flip}.db`);
    copyFileSync(path, damaged);
    flipBit(damaged, {from: 0, to: statSync(damaged).size, random});
    const said = await complaintOf(damaged, options);
    if (said !== undefined) {
      noticed += 1;
      message ??= said;
    } else {
      const tables = differingTables(path, damaged);
      if (tables.length > 0) unnoticed.push(`flip ${flip} changed ${tables.join(' and ')}`);
    }
    rmSync(damaged);
  }
  return {flips, noticed, harmless: flips - noticed - unnoticed.length, unnoticed, message};
}

/** Otherwise most of the file would be what the users wrote to fill the log. */
function leaveOutBulk(path: string): void {
  const database = new Database(path);
  database.exec("DELETE FROM desks WHERE symbol LIKE 'bulk-%'; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

/** What opening the database or checking it says against it. */
async function complaintOf(path: string, {random, clock}: DamageOptions): Promise<string | undefined> {
  try {
    const store = await SqliteStore.open({path, clock, random});
    try {
      const [finding] = await store.check();
      return finding === undefined ? undefined : `${finding.code} ${finding.subject}: ${finding.message}`;
    } finally {
      await store.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}
