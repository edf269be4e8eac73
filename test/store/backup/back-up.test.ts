import {spawnSync} from 'node:child_process';
import {existsSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {backUp, type BackupTerms} from '../../../src/store/backup/back-up.ts';
import {LATEST_VERSION} from '../../../src/store/sqlite/migrations.ts';
import {SCHEMA_2} from '../../../src/store/sqlite/schema-2.ts';
import {SCHEMA_1} from '../../../src/store/sqlite/schema.ts';
import {APPLICATION_ID} from '../../../src/store/sqlite/migrations.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {Child} from '../sqlite/child.ts';
import {REAL, temporaryDatabase} from '../sqlite/temporary-database.ts';

/** A database with one plan, and where its backup is to be. */
async function withPlan() {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  await store.add([aPlan()], NOW_MS);
  const target = join(dirname(path), 'backup.db');
  const run = (terms: Partial<BackupTerms> = {}) =>
    backUp({path, target, replaces: false, deadlineMs: 1000, ...REAL, ...terms});
  const left = () =>
    readdirSync(dirname(path)).filter((name) => name.endsWith('.part') || /backup/.test(name));
  return {path, store, target, run, left};
}

/** So many pages that a copy of them takes several steps. */
function fill(path: string, pages: number): void {
  const database = new Database(path);
  database.exec('CREATE TABLE filler (page BLOB)');
  const insert = database.prepare('INSERT INTO filler VALUES (zeroblob(3900))');
  database.transaction(() => {
    for (let page = 0; page < pages; page += 1) insert.run();
  })();
  database.close();
}

function ids(path: string): unknown[] {
  const sql = 'SELECT id FROM plans ORDER BY id';
  return spawnSync('sqlite3', ['-readonly', path, sql], {encoding: 'utf8'}).stdout.trim().split('\n');
}

describe('backUp', () => {
  it('copies a database that is open to one file that only its owner may read', async () => {
    const {store, target, run, left} = await withPlan();
    const report = await run();
    expect(report).toMatchObject({version: LATEST_VERSION, plans: 1, checked: 'everything'});
    expect(statSync(target)).toMatchObject({size: report.bytes});
    expect(statSync(target).mode & 0o777).toBe(0o600);
    // What is beside it would be missing where somebody takes the file away.
    expect(left()).toEqual(['backup.db']);
    expect(ids(target)).toEqual(['gold-dip']);
    await store.close();
    const restored = await SqliteStore.open({path: target, ...REAL});
    expect(restored.databaseId).toBe(store.databaseId);
    expect(await restored.check()).toEqual([]);
    await restored.close();
  });

  it('is of the moment in which it began, and begins once, whoever writes meanwhile', async () => {
    const {path, store, target, run} = await withPlan();
    fill(path, 5000);
    const shares: number[] = [];
    const writing: Promise<unknown>[] = [];
    await run({
      onProgress: (share) => {
        writing.push(store.add([aPlan({id: `later-${shares.length}`})], NOW_MS));
        shares.push(share);
      },
    });
    await Promise.all(writing);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(ids(target)).toEqual(['gold-dip']);
    expect((await store.list()).rows).toHaveLength(1 + shares.length);
    await store.close();
  });

  it('leaves nothing behind when it is stopped', async () => {
    const {path, store, run, left} = await withPlan();
    fill(path, 5000);
    const stop = new AbortController();
    const reason = new Error('enough');
    await expect(run({signal: stop.signal, onProgress: () => stop.abort(reason)})).rejects.toBe(reason);
    expect(left()).toEqual([]);
    await store.close();
  });

  it('replaces a file only when it is told to', async () => {
    const {store, target, run} = await withPlan();
    writeFileSync(target, 'precious');
    await expect(run()).rejects.toMatchObject({
      ...{name: 'InputError', code: 'USAGE_INVALID', field: 'file'},
      message: `"${target}" is there already`,
    });
    expect(readFileSync(target, 'utf8')).toBe('precious');
    await run({replaces: true});
    expect(ids(target)).toEqual(['gold-dip']);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('does not replace a file that comes while it copies', async () => {
    const {path, store, target, run} = await withPlan();
    fill(path, 5000);
    const racing = run({onProgress: () => writeFileSync(target, 'precious')});
    await expect(racing).rejects.toMatchObject({message: `"${target}" is there already`});
    expect(readFileSync(target, 'utf8')).toBe('precious');
    await store.close();
  });

  it.each(['itself', 'a link', 'a symbolic link', 'its log'])(
    'never writes over the database: the target is %s',
    async (name) => {
      const {path, store, target, run} = await withPlan();
      if (name === 'a link') linkSync(path, target);
      if (name === 'a symbolic link') symlinkSync(path, target);
      const there = {itself: path, 'its log': `${path}-wal`}[name] ?? target;
      const refused = run({target: there, replaces: true});
      await expect(refused).rejects.toMatchObject({message: expect.stringContaining('the database itself')});
      expect(await store.check()).toEqual([]);
      await store.close();
    },
  );

  it('does not write over a database that is open', async () => {
    const {store, run} = await withPlan();
    const other = await withPlan();
    const refused = run({target: other.path, replaces: true});
    await expect(refused).rejects.toMatchObject({
      message: `"${other.path}-wal" is there: a database of the backup's name is in use, or was not closed`,
    });
    await Promise.all([store.close(), other.store.close()]);
  });

  it.each([
    ['nowhere/backup.db', /^the folder ".*nowhere" of the backup does not exist$/],
    ['.', /is a folder$/],
  ])('refuses the target %s', async (name, message) => {
    const {path, store, run} = await withPlan();
    const refused = run({target: join(dirname(path), name), replaces: true});
    await expect(refused).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      message: expect.stringMatching(message),
    });
    await store.close();
  });

  it('makes no database where there is none', async () => {
    const path = temporaryDatabase();
    const refused = backUp({path, target: `${path}.copy`, replaces: false, deadlineMs: 0, ...REAL});
    await expect(refused).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: `there is no database "${path}"`,
    });
    expect(existsSync(path)).toBe(false);
  });

  it('throws a copy away that breaks a rule, and leaves the earlier backup', async () => {
    const {path, store, target, run, left} = await withPlan();
    await run();
    await store.close();
    const database = new Database(path);
    database.exec(`DROP TRIGGER plan_events_unchanged; UPDATE plan_events SET at_ms = at_ms + 1`);
    database.close();
    const before = readFileSync(target);
    await expect(run({replaces: true})).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining('EVENT_HASH gold-dip #1'),
    });
    expect(readFileSync(target).equals(before)).toBe(true);
    expect(left()).toEqual(['backup.db']);
  });

  it('keeps an older database as it is: a backup before an upgrade', async () => {
    const path = temporaryDatabase();
    const target = `${path}.copy`;
    const database = new Database(path);
    database.exec(`${SCHEMA_1} PRAGMA application_id = ${APPLICATION_ID};
      INSERT INTO meta (single, database_id, revision) VALUES (1, 'old', 0); ${SCHEMA_2} PRAGMA user_version = 2`);
    database.close();
    const report = await backUp({path, target, replaces: false, deadlineMs: 0, ...REAL});
    expect(report).toMatchObject({version: 2, plans: 0, checked: 'file'});
    const versions = [path, target].map((file) => new Database(file).pragma('user_version', {simple: true}));
    expect(versions).toEqual([2, 2]);
  });

  it('waits for a database that is locked, to the deadline, and says who holds it', async () => {
    const {path, store, run, left} = await withPlan();
    await store.close();
    const holder = new Child('hold-file', path);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    await expect(run({deadlineMs: 50})).rejects.toMatchObject({
      code: 'STORE_BUSY',
      message: expect.stringContaining('while opening it for a backup'),
    });
    expect(left()).toEqual([]);
    const running = run({deadlineMs: 20_000});
    holder.say('unlock');
    expect(await running).toMatchObject({plans: 1});
  });

  it('says that there is no room, and leaves nothing behind', async () => {
    const {path, store, target, left} = await withPlan();
    fill(path, 1000);
    await store.close();
    // The shell's limit stands for a full disk. 512 KB are enough for the index of the log, not for the copy.
    const program = join(import.meta.dirname, '../../../bin/dev.js');
    const command = `ulimit -f 1024; exec "${process.execPath}" "${program}" db backup "${target}" --db "${path}" --json`;
    const {status, stdout} = spawnSync('sh', ['-c', command], {encoding: 'utf8'});
    expect(JSON.parse(stdout)).toMatchObject({
      error: {code: 'STORE_CANNOT_WRITE', message: expect.stringContaining(`to "${dirname(target)}"`)},
    });
    expect(status).toBe(73);
    expect(left()).toEqual([]);
  });
});
