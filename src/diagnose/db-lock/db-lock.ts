import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SystemClock} from '../../system/system-clock.ts';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {checkedOptions} from '../scenario.ts';
import {dbLockCharts} from './db-lock-charts.ts';
import {dbLockFacts, dbLockTables} from './db-lock-facts.ts';
import {dbLockFindings} from './db-lock-findings.ts';
import {dbLockMeasures} from './db-lock-measures.ts';
import {dbLockOptionsSchema} from './db-lock-options.ts';
import {dbLockSession} from './db-lock-session.ts';
import {judgedOf} from './db-lock-verdict.ts';
import {DB_LOCK_PLANTS} from './plants.ts';

/**
 * Lets the real engine run on a database while another process locks it, dies in it, fills its disk
 * and damages it, and says what that does to the monitor, to its users, and to what they were told.
 */
export const dbLock: Harness = {
  name: 'db-lock',
  plants: DB_LOCK_PLANTS.map(({name, does}) => ({name, does})),
  async run(given, {seed, plant: planted, signal, onProgress}: DiagnosisRequest): Promise<Diagnosis> {
    const options = checkedOptions(dbLockOptionsSchema, given);
    const plant = DB_LOCK_PLANTS.find(({name}) => name === planted);
    const folder = mkdtempSync(join(tmpdir(), 'vigil-db-lock-'));
    // Another user has to come through it to the database that this user may not write.
    chmodSync(folder, 0o711);
    const clock = new SystemClock();
    try {
      const result = await dbLockSession({options, seed, plant, folder, clock, signal, onProgress});
      const judged = judgedOf(result, options, plant !== undefined);
      return {
        measures: dbLockMeasures(judged),
        findings: dbLockFindings(judged),
        charts: dbLockCharts(result),
        tables: dbLockTables(judged),
        facts: dbLockFacts(judged, plant),
      };
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  },
};
