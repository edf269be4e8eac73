import Database from 'better-sqlite3';
import {overridden} from '../../../overridden.ts';
import type {SoakPlant} from '../soak-parts.ts';

/** Writes the id into the SQL, so that each plan has a statement of its own, and caches them by it. */
export const statementLeak: SoakPlant = {
  name: 'statement-leak',
  does: 'prepares a statement for each plan that is executed, and keeps it',
  parts: ({store}) => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE claimed (plan_id TEXT PRIMARY KEY)');
    const statements = new Map<string, Database.Statement>();
    return {
      store: overridden(store, {
        claim: (intent, terms, nowMs) => {
          const sql = `INSERT OR IGNORE INTO claimed VALUES ('${intent.planId}')`;
          const statement = statements.get(sql) ?? database.prepare(sql);
          statements.set(sql, statement);
          statement.run();
          return store.claim(intent, terms, nowMs);
        },
      }),
    };
  },
};
