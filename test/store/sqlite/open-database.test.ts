import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {PLAN_STATUSES} from '../../../src/plan/status.ts';
import {LATEST_VERSION} from '../../../src/store/sqlite/migrations.ts';
import {openDatabase} from '../../../src/store/sqlite/open-database.ts';
import {isBusy} from '../../../src/store/sqlite/sqlite-errors.ts';
import {SCHEMA_2} from '../../../src/store/sqlite/schema-2.ts';
import {pendingMigration, SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase, temporaryDirectory} from './temporary-database.ts';

const openers = [
  ['SqliteStore', SqliteStore.open],
  ['WorkerStore', WorkerStore.open],
] as const;

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

afterEach(() => vi.restoreAllMocks());

describe('openDatabase', () => {
  it('does not take a database for a stranger’s that another process creates meanwhile', () => {
    const path = temporaryDatabase();
    const {pragma} = Database.prototype;
    let hasInterfered = false;
    vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
      const value: unknown = pragma.apply(this, args);
      if (args[0] !== 'application_id' || hasInterfered) return value;
      hasInterfered = true;
      try {
        openDatabase({path, migrate: true, newDatabaseId: 'other'}).database.close();
      } catch (error) {
        // It is kept waiting, and would try again.
        if (!isBusy(error)) throw error;
      }
      return value;
    });
    const {database, migration} = openDatabase({path, migrate: true, newDatabaseId: 'x'});
    database.close();
    expect(hasInterfered).toBe(true);
    expect(migration.to).toBe(LATEST_VERSION);
  });

  it('makes all its settings on every open', () => {
    const path = temporaryDatabase();
    for (const _ of ['first', 'second']) {
      const {database} = openDatabase({path, migrate: true, newDatabaseId: 'x'});
      const settings = [
        'journal_mode',
        'synchronous',
        'foreign_keys',
        'busy_timeout',
        'mmap_size',
        'trusted_schema',
      ];
      const values = settings.map((name) => database.pragma(name, {simple: true}));
      database.close();
      // synchronous 2 is FULL: what was acknowledged survives a loss of power.
      expect(values).toEqual(['wal', 2, 1, 0, 0, 0]);
    }
  });

  it.skipIf(process.platform === 'win32')('makes files that only their owner may read', async () => {
    const path = join(temporaryDirectory(), 'new', 'deep', 'vigil.db');
    const umask = process.umask(0o022);
    const store = await SqliteStore.open({path, ...REAL});
    process.umask(umask);
    await store.add([aPlan()], NOW_MS);
    const modes = readdirSync(dirname(path)).map((name) => [
      name,
      (statSync(join(dirname(path), name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ['vigil.db', '600'],
      ['vigil.db-shm', '600'],
      ['vigil.db-wal', '600'],
    ]);
    expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
    await store.close();
  });

  it('knows every status that a plan may have', () => {
    const path = temporaryDatabase();
    const {database} = openDatabase({path, migrate: true, newDatabaseId: 'x'});
    database.close();
    for (const status of PLAN_STATUSES) expect(SCHEMA_2).toContain(`'${status}'`);
  });
});

describe.each(openers)('%s.open', (_, open) => {
  it('gives the fixed identity that a replay asks for, in memory', async () => {
    const store = await open({path: ':memory:', databaseId: 'replay', ...REAL});
    expect(store.databaseId).toBe('replay');
    await store.close();
  });

  it('leaves the file of another program as it was', async () => {
    const path = temporaryDatabase();
    change(path, 'CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
    const before = readFileSync(path);
    await expect(open({path, ...REAL})).rejects.toMatchObject({
      name: 'StorageError',
      code: 'STORE_CANNOT_OPEN',
      message: `"${path}" is the SQLite database of another program`,
      hint: expect.stringContaining('Vigil database') as string,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['vigil.db']);
  });

  it('refuses a file that is no database', async () => {
    const path = temporaryDatabase();
    writeFileSync(path, 'id,symbol\n1,XAUUSD\n'.repeat(100));
    await expect(open({path, ...REAL})).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: `"${path}" is not a SQLite database`,
    });
  });

  it('refuses a directory', async () => {
    const path = temporaryDirectory();
    await expect(open({path, ...REAL})).rejects.toMatchObject({
      name: 'StorageError',
      code: 'STORE_CANNOT_OPEN',
    });
  });

  it('refuses a place where no directory can be made', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'file'), '');
    const path = join(directory, 'file', 'vigil.db');
    await expect(open({path, ...REAL})).rejects.toMatchObject({
      name: 'StorageError',
      code: 'STORE_CANNOT_OPEN',
      message: expect.stringContaining(path) as string,
    });
  });

  it('refuses a database that a newer program wrote', async () => {
    const path = temporaryDatabase();
    await (await open({path, ...REAL})).close();
    change(path, `PRAGMA user_version = ${LATEST_VERSION + 1}`);
    await expect(open({path, ...REAL})).rejects.toMatchObject({
      name: 'StorageError',
      code: 'STORE_VERSION_NEWER',
      message: `the database "${path}" has version ${LATEST_VERSION + 1}; this program knows versions up to ${LATEST_VERSION}`,
    });
  });

  it('refuses an older database when it may not migrate, and says what it did when it may', async () => {
    const path = temporaryDatabase();
    await expect(open({path, migrate: false, ...REAL})).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      hint: 'run "vigil db migrate"',
    });
    expect(await pendingMigration({path, ...REAL})).toEqual({from: 0, to: LATEST_VERSION});
    const store = await open({path, ...REAL});
    expect(store.migration).toEqual({from: 0, to: LATEST_VERSION});
    await store.close();
    expect(await pendingMigration({path, ...REAL})).toEqual({from: LATEST_VERSION, to: LATEST_VERSION});
  });
});

describe.skipIf(process.platform === 'win32')('a directory that may not be written', () => {
  /** As root everything may be written, so root becomes nobody for the length of one call. */
  function asNobody<T>(act: () => T): T {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      return act();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it('refuses to make a database there, and names the place', async () => {
    const directory = join(temporaryDirectory(), 'read-only');
    mkdirSync(directory, {mode: 0o555});
    const path = join(directory, 'vigil.db');
    const opening = asNobody(() => SqliteStore.open({path, ...REAL}));
    await expect(opening).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: expect.stringMatching(`"${path}" cannot be created: EACCES`) as string,
      hint: expect.stringContaining('--db FILE') as string,
    });
  });
});
