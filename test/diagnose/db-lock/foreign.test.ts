import {spawnSync} from 'node:child_process';
import {describe, expect, it, onTestFinished} from 'vitest';
import {Foreign} from '../../../src/diagnose/db-lock/foreign/foreign.ts';
import {FOREIGN_KINDS} from '../../../src/diagnose/db-lock/foreign/foreign-kind.ts';
import {lockHolders} from '../../../src/store/sqlite/lock-holders.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from '../../store/sqlite/temporary-database.ts';

const CHECKS = {
  node: ['-e', ''],
  sqlite3: ['--version'],
  python3: ['-c', 'import sqlite3'],
} as const;

describe.each(FOREIGN_KINDS)('a foreign process, %s', (kind) => {
  const command = kind === 'node' ? process.execPath : kind;
  const isThere = spawnSync(command, [...CHECKS[kind]]).status === 0;
  if (!isThere) process.stderr.write(`${kind} not found, its test is skipped\n`);

  it.skipIf(!isThere)('holds the lock from BEGIN to ROLLBACK, and says what SQLite refuses', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL, deadlineMs: 0});
    const foreign = await Foreign.start(kind, path);
    onTestFinished(() => foreign.kill());
    await foreign.run('BEGIN IMMEDIATE');
    await expect(store.add([aPlan()], NOW_MS)).rejects.toMatchObject({code: 'STORE_BUSY'});
    if (process.platform === 'linux') {
      expect(lockHolders(path).map(({pid}) => pid)).toEqual([foreign.pid]);
    }
    await foreign.run('ROLLBACK; SELECT count(*) FROM plans');
    await store.add([aPlan()], NOW_MS);
    await expect(foreign.run('INSERT INTO nowhere VALUES (1)')).rejects.toThrow('nowhere');
    expect(foreign.isAlive).toBe(true);
    await foreign.kill();
    expect(foreign.isAlive).toBe(false);
    await expect(foreign.run('SELECT 1')).rejects.toMatchObject({code: 'DIAGNOSIS_BROKE'});
    await store.close();
  });
});

describe('Foreign.start', () => {
  it('breaks off when the program cannot open the database', async () => {
    const start = Foreign.start('node', '/nowhere/plans.db');
    await expect(start).rejects.toMatchObject({code: 'DIAGNOSIS_BROKE'});
  });
});
