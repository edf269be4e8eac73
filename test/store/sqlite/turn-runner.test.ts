import {statSync} from 'node:fs';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {openDatabase} from '../../../src/store/sqlite/open-database.ts';
import type {Operation} from '../../../src/store/sqlite/operation.ts';
import {SqliteCore} from '../../../src/store/sqlite/sqlite-core.ts';
import {TurnRunner} from '../../../src/store/sqlite/turn-runner.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {temporaryDatabase} from './temporary-database.ts';

function open() {
  const path = temporaryDatabase();
  const {database} = openDatabase({path, migrate: true, newDatabaseId: 'x'});
  return {path, database, runner: new TurnRunner(database, new SqliteCore(database), path)};
}

function adding(prefix: string, count: number): Operation {
  const notes = 'n'.repeat(3500);
  return {
    method: 'add',
    args: [Array.from({length: count}, (_, index) => aPlan({id: `${prefix}-${index}`, notes})), NOW_MS],
  };
}

const LIST: Operation = {method: 'list', args: []};

describe('TurnRunner', () => {
  it('says that the disk is full, undoes what did not fit, and goes on when there is room', () => {
    const {database, runner} = open();
    const pages = Number(database.pragma('page_count', {simple: true}));
    database.pragma(`max_page_count = ${pages + 20}`);
    const full = runner.run({
      writes: [adding('small', 1), adding('large', 100)],
      reads: [LIST],
      isLast: true,
    });
    expect(full.failure).toBeUndefined();
    expect(full.writes[1]).toMatchObject({
      ok: false,
      error: {name: 'StorageError', code: 'STORE_CANNOT_WRITE'},
    });
    const stored = full.reads[0];
    const kept = full.writes[0];
    // Either both were undone or only the one that did not fit; what was answered "ok" is there.
    const wanted = typeof kept === 'object' && kept.ok ? 1 : 0;
    expect(stored).toMatchObject({ok: true, value: {rows: {length: wanted}}});
    database.pragma('max_page_count = 1000000');
    const later = runner.run({writes: [adding('large', 100)], reads: [], isLast: true});
    expect(later.writes).toMatchObject([{ok: true}]);
    runner.close();
  });

  it('says that the database is read-only', () => {
    const {database, runner} = open();
    database.pragma('query_only = ON');
    const {writes, reads} = runner.run({writes: [adding('a', 1)], reads: [LIST], isLast: true});
    expect(writes).toMatchObject([{ok: false, error: {code: 'STORE_CANNOT_WRITE'}}]);
    expect(reads).toMatchObject([{ok: true}]);
    runner.close();
  });

  it('calls a damaged file a failure of the connection', () => {
    const {database, runner} = open();
    database.unsafeMode();
    database.pragma('writable_schema = ON');
    database.exec(`UPDATE sqlite_schema SET rootpage = 4711 WHERE name = 'plans'`);
    database.pragma('writable_schema = RESET');
    const {reads, failure} = runner.run({writes: [], reads: [LIST], isLast: true});
    expect(reads).toMatchObject([{ok: false, error: {name: 'StorageError', code: 'STORE_CORRUPT'}}]);
    expect(failure).toMatchObject({code: 'STORE_CORRUPT'});
    runner.close();
  });

  it('empties a large WAL as soon as no reader keeps it, and never waits for one', () => {
    const {path, runner} = open();
    const reader = new Database(path, {readonly: true});
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM plans').get();
    // One turn makes more than the 16 MiB from which on the WAL counts as large.
    const held = runner.run({writes: [adding('a', 2200)], reads: [], isLast: true});
    expect(held.walBytes).toBeGreaterThan(16 * 1024 * 1024);
    reader.exec('COMMIT');
    reader.close();
    for (let turn = 0; turn < 64; turn += 1) runner.run({writes: [], reads: [LIST], isLast: true});
    expect(statSync(`${path}-wal`).size).toBe(0);
    runner.close();
  });
});
