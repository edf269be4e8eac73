import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openBookFile} from '../../../src/broker/paper/open-book-file.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-book-'));
  path = join(folder, 'paper.db');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, {recursive: true});
});

describe('openBookFile', () => {
  it('sets every pragma on every open', async () => {
    for (const _open of ['first', 'second']) {
      const database = await openBookFile(path, new VirtualClock());
      const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'user_version', 'busy_timeout'];
      expect(pragmas.map((pragma) => database.pragma(pragma, {simple: true}))).toEqual(['wal', 2, 1, 1, 25]);
      database.close();
    }
  });

  it('leaves a database of something else as it is', async () => {
    const other = new Database(path);
    other.exec('CREATE TABLE plans (id TEXT)');
    other.close();
    const before = readFileSync(path);
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: `"${path}" is a database, but not a paper book`,
      hint: 'name another file for the paper book',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a book of a newer Vigil', async () => {
    const book = await openBookFile(path, new VirtualClock());
    book.pragma('user_version = 2');
    book.close();
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({code: 'STORE_VERSION_NEWER'});
  });

  it('says that a file is damaged, or that it cannot be made', async () => {
    writeFileSync(path, 'this is no database, but it is long enough to be taken for one'.repeat(99));
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({code: 'STORE_CORRUPT'});
    await expect(openBookFile(join(folder, 'none', 'paper.db'), new VirtualClock())).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
    });
  });

  it('waits for a lock, and says so when it stays', async () => {
    const holder = new Database(path);
    holder.exec('BEGIN EXCLUSIVE');
    const clock = new VirtualClock();
    const failed = openBookFile(path, clock).catch((error: unknown) => error);
    await clock.advance(4_000);
    expect(await failed).toMatchObject({
      code: 'STORE_BUSY',
      message: `the paper book "${path}" stayed locked for 3000 ms`,
    });
    const opened = openBookFile(path, clock);
    await clock.advance(100);
    holder.exec('ROLLBACK');
    await clock.advance(100);
    (await opened).close();
    holder.close();
  });
});
