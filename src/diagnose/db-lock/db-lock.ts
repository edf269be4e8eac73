import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SystemClock} from '../../system/system-clock.ts';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {checkedOptions} from '../scenario.ts';
import {assertMachineTells} from './busy-machine.ts';
import {dbLockCharts} from './db-lock-charts.ts';
import {dbLockFacts, dbLockTables} from './db-lock-facts.ts';
import {dbLockFindings} from './db-lock-findings.ts';
import {dbLockMeasures} from './db-lock-measures.ts';
import {dbLockOptionsSchema} from './db-lock-options.ts';
import {dbLockSession} from './db-lock-session.ts';
import {judgedOf} from './db-lock-verdict.ts';
import {memoryFolder} from './memory-folder.ts';
import {DB_LOCK_PLANTS} from './plants.ts';

const PREFIX = 'vigil-db-lock-';

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
    const folder = mkdtempSync(join(tmpdir(), PREFIX));
    // Another user has to come through it to the database that this user may not write.
    chmodSync(folder, 0o711);
    // The broker's own disk is not what is looked at: its book is written in the monitor's thread.
    const bookFolder = memoryFolder(PREFIX, folder);
    const clock = new SystemClock();
    try {
      const session = {options, seed, plant, folder, bookFolder, clock, signal, onProgress};
      const result = await dbLockSession(session);
      const judged = judgedOf(result, options, plant !== undefined);
      const findings = dbLockFindings(judged);
      assertMachineTells(findings, result.idle);
      return {
        measures: dbLockMeasures(judged),
        findings,
        charts: dbLockCharts(result),
        tables: dbLockTables(judged),
        facts: dbLockFacts(judged, plant),
      };
    } finally {
      for (const each of [folder, bookFolder]) rmSync(each, {recursive: true, force: true});
    }
  },
};
