import Database from 'better-sqlite3';
import {Mutex} from 'async-mutex';
import {SqliteCore} from '../../../store/sqlite/sqlite-core.ts';
import type {DbLockPlant} from '../db-lock-plant.ts';

/** From the read to the write: somebody else writes meanwhile, sooner or later. */
const BETWEEN_MS = 60;

export const readThenWrite: DbLockPlant = {
  name: 'read-then-write',
  does: 'claims in a deferred transaction that reads first; when another process has written since, SQLite refuses',
  phases: [],
  store: (_store, {path, clock}) => {
    const database = new Database(path, {timeout: 5000});
    const core = new SqliteCore(database);
    const status = database.prepare<[string], string>('SELECT status FROM plans WHERE id = ?').pluck();
    // One connection has one transaction.
    const mutex = new Mutex();
    return {
      claim: (intent, terms, nowMs) =>
        mutex.runExclusive(async () => {
          database.exec('BEGIN');
          try {
            status.get(intent.planId);
            await clock.sleep(BETWEEN_MS);
            const claimed = core.claim(intent, terms, nowMs);
            database.exec('COMMIT');
            return claimed;
          } finally {
            if (database.inTransaction) database.exec('ROLLBACK');
          }
        }),
    };
  },
};
