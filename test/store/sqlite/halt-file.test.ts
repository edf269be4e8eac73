import {existsSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {describe, expect, it} from 'vitest';
import {HaltFile} from '../../../src/store/sqlite/halt-file.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {anIntent, aPlan, claimTerms, NOW_MS, takeLease} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const NOTE = {reason: 'the disk is full', atMs: NOW_MS, flatten: true};

describe('the halt file', () => {
  it('is written whole, for its owner only, and replaces the one before', () => {
    const file = new HaltFile(temporaryDatabase());
    expect(file.read()).toBeUndefined();
    file.write({...NOTE, reason: 'an earlier one'});
    file.write(NOTE);
    expect(file.read()).toEqual(NOTE);
    expect(readdirSync(dirname(file.path))).toEqual(['vigil.db.halt']);
    if (process.platform !== 'win32') expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect([file.remove(), file.remove()]).toEqual([true, false]);
  });

  it.each([
    ['empty', ''],
    ['cut off', '{"reason":"the di'],
    ['of another form', '{"reason":1}'],
  ])('halts also when it is %s, and says so', (_, text) => {
    const file = new HaltFile(temporaryDatabase());
    writeFileSync(file.path, text);
    expect(file.read()).toMatchObject({
      reason: expect.stringContaining('cannot be read') as string,
      flatten: false,
      atMs: Math.floor(statSync(file.path).mtimeMs),
    });
  });

  it('stops claims by itself, until trading is resumed', async () => {
    const database = temporaryDatabase();
    const store = await SqliteStore.open({path: database, ...REAL});
    await takeLease(store);
    await store.add([aPlan()], NOW_MS);
    writeFileSync(`${database}.halt`, 'by hand');
    const refused = await store.claim(anIntent(), claimTerms(), NOW_MS);
    expect(refused).toMatchObject({done: false, refusal: {code: 'halted'}, row: {status: 'pending'}});
    expect(await store.halted()).toMatchObject({byFile: true});
    expect(await store.resume(NOW_MS)).toBe(true);
    expect(existsSync(`${database}.halt`)).toBe(false);
    expect((await store.claim(anIntent(), claimTerms(), NOW_MS)).done).toBe(true);
    await store.close();
  });

  it('adds to what the database says', async () => {
    const database = temporaryDatabase();
    const store = await SqliteStore.open({path: database, ...REAL});
    const stored = {reason: 'the feed is wrong', atMs: NOW_MS, flatten: false};
    await store.halt(stored);
    new HaltFile(database).write(NOTE);
    expect(await store.halted()).toEqual({...stored, flatten: true, byFile: false});
    await store.resume(NOW_MS);
    expect(await store.halted()).toBeUndefined();
    await store.close();
  });
});
