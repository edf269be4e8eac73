import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type TransactionDatabase, writeTransaction} from '../../../src/broker/paper/write-transaction.ts';

let database: Database.Database;
beforeEach(() => {
  database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  database.exec(`
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED, text TEXT);
  `);
});
afterEach(() => {
  database.close();
});

const children = () => database.prepare('SELECT count(*) FROM child').pluck().get();

describe('writeTransaction', () => {
  it('gives the value of what was written', () => {
    const work = () => database.exec(`INSERT INTO child VALUES (NULL, 'a')`) && 'value';
    expect(writeTransaction(database, work)).toEqual({status: 'done', value: 'value'});
    expect(children()).toBe(1);
  });

  it('proves that nothing was written when a statement fails', () => {
    // A disk that is full: the file may not grow.
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', {simple: true}))}`);
    const work = () => database.prepare('INSERT INTO child VALUES (NULL, ?)').run('x'.repeat(1e6));
    expect(writeTransaction(database, work)).toEqual({
      status: 'notWritten',
      isBusy: false,
      reason: 'database or disk is full',
    });
    expect(database.inTransaction).toBe(false);
    expect(children()).toBe(0);
  });

  it('proves that nothing was written when the commit is refused', () => {
    const work = () => database.exec('INSERT INTO child VALUES (99, NULL)');
    expect(writeTransaction(database, work)).toMatchObject({status: 'notWritten', isBusy: false});
    expect(database.inTransaction).toBe(false);
    expect(children()).toBe(0);
  });

  it('undoes the work and throws on when the work has a defect', () => {
    const work = () => {
      database.exec('INSERT INTO child VALUES (NULL, NULL)');
      throw new TypeError('a defect');
    };
    expect(() => writeTransaction(database, work)).toThrow('a defect');
    expect(children()).toBe(0);
  });

  // SQLite gives up the transaction by itself when a commit fails on the disk; which of the two
  // happened on the disk cannot be read from the error.
  it.each([
    {failing: 'COMMIT', error: 'SQLITE_IOERR_FSYNC', inTransaction: false, status: 'unknown'},
    {failing: 'COMMIT', error: 'SQLITE_BUSY', inTransaction: true, status: 'notWritten'},
    {failing: 'BEGIN IMMEDIATE', error: 'SQLITE_BUSY', inTransaction: false, status: 'notWritten'},
    {failing: 'BEGIN IMMEDIATE', error: 'SQLITE_IOERR', inTransaction: false, status: 'notWritten'},
  ])('is $status when $failing fails with $error', ({failing, error, inTransaction, status}) => {
    const failingDatabase: TransactionDatabase = {
      inTransaction,
      exec(sql) {
        if (sql === failing) throw new Database.SqliteError('it failed', error);
      },
    };
    const written = writeTransaction(failingDatabase, () => 'value');
    expect(written.status).toBe(status);
    if (written.status === 'notWritten') expect(written.isBusy).toBe(error === 'SQLITE_BUSY');
  });

  it('is unknown when a failed write cannot be taken back', () => {
    const failingDatabase: TransactionDatabase = {
      inTransaction: true,
      exec(sql) {
        if (sql !== 'BEGIN IMMEDIATE') throw new Database.SqliteError(`${sql} failed`, 'SQLITE_IOERR');
      },
    };
    expect(writeTransaction(failingDatabase, () => 'value')).toEqual({
      status: 'unknown',
      reason: 'COMMIT failed, and the rollback failed: ROLLBACK failed',
    });
  });
});
