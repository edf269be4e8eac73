import {createHash} from 'node:crypto';
import {chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import type {DoctorReport} from '../../src/app/doctor/doctor.ts';
import Doctor from '../../src/commands/doctor.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../ports/stored-values.ts';
import {Child} from '../store/sqlite/child.ts';
import {REAL} from '../store/sqlite/temporary-database.ts';
import {commandFolder} from './command-folder.ts';
import {runCommand} from './in-process.ts';

const folder = commandFolder();

async function stored(
  work: (store: SqliteStore) => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const path = join(folder.path, 'p.db');
  const store = await SqliteStore.open({path, ...REAL});
  await store.add([aPlan()], NOW_MS);
  await work(store);
  await store.close();
  return path;
}

async function examined(...args: readonly string[]) {
  const {status, stdout, stderr} = await runCommand(Doctor, ['--db', 'p.db', '--json', ...args], {
    folder: folder.path,
  });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as DoctorReport;
  const of = (name: string) => report.findings.filter(({check}) => check === name);
  return {status, report, of};
}

describe('vigil doctor', () => {
  it('says what it looked at and what it could not, and ends with 0 where nothing failed', async () => {
    await stored();
    const {status, stdout} = await runCommand(Doctor, ['--db', 'p.db'], {folder: folder.path});
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok {7}database {9}"p\.db", 1 plan, with a write-ahead log$/m);
    expect(stdout).toMatch(/^warning {2}monitor {10}no monitor runs.*\n {26}→ vigil run$/m);
    expect(stdout).toMatch(/^skipped .*no monitor answers: links, firing, clock, sweep, /m);
    expect(stdout).toMatch(/\n\n0 failures, 1 warning\n$/);
  });

  it('changes nothing: neither the database nor its folder where there is none', async () => {
    const {status, of} = await examined();
    expect([status, of('database')[0]?.state]).toEqual([0, 'warning']);
    expect(existsSync(join(folder.path, 'p.db'))).toBe(false);
    const path = await stored();
    const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex');
    const before = digest();
    await examined();
    expect(digest()).toBe(before);
  });

  it('finds a plan in doubt, and a halt that is a file alone', async () => {
    const path = await stored();
    const database = new Database(path);
    // As a person would damage it: the rules of the tables would not let a program do it.
    database.exec("UPDATE plan_levels SET status = 'unresolved', reason = 'no answer'");
    database.close();
    writeFileSync(`${path}.halt`, '');
    const {status, of} = await examined();
    expect(status).toBe(1);
    expect(of('orders in doubt')).toMatchObject([{state: 'failure', message: 'plan gold-dip: no answer'}]);
    expect(of('integrity')[0]).toMatchObject({state: 'failure', remedy: 'vigil db check'});
    expect(of('halt')[0]).toMatchObject({state: 'warning', remedy: 'vigil resume'});
  });

  it('tells a database that is locked, and by whom, within seconds', async () => {
    const path = await stored();
    const database = new Database(path);
    database.pragma('journal_mode = DELETE');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    const {status, of} = await examined('--db-deadline', '200ms');
    database.exec('ROLLBACK');
    database.close();
    expect(status).toBe(1);
    expect(of('database')).toMatchObject([{state: 'failure', message: expect.stringContaining('locked')}]);
    expect(of('schema')).toMatchObject([{state: 'skipped'}]);
  });

  it('reads beside a writer, without waiting for it', async () => {
    const path = await stored();
    const holder = new Child('hold-lock', path);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    const {of} = await examined();
    expect(of('database')).toMatchObject([{state: 'ok'}]);
    holder.say('unlock');
  });

  it.each([
    [
      'damaged',
      (path: string) => damage(path),
      'integrity',
      /damaged|malformed|reading stopped|never used|btree|page/i,
    ],
    [
      'no database',
      (path: string) => writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(9)),
      'database',
      /not a SQLite database/,
    ],
    ['of a newer version', (path: string) => version(path, 99), 'schema', /version 99 is of a newer vigil/],
    ['of another program', (path: string) => foreign(path), 'database', /another program/],
  ])('finds that it is %s', async (_what, harm, check, message) => {
    const path = await stored();
    harm(path);
    const {status, of, report} = await examined();
    expect([status, report.failures > 0]).toEqual([1, true]);
    expect(of(check)[0]).toMatchObject({state: 'failure', message: expect.stringMatching(message)});
  });

  it('takes an older version for one that will be brought up to date', async () => {
    const path = await stored();
    version(path, 3);
    const {status, of} = await examined();
    expect([status, of('schema')[0]?.state]).toEqual([0, 'warning']);
    const database = new Database(path, {readonly: true});
    expect(database.pragma('user_version', {simple: true})).toBe(3);
    database.close();
  });

  it('looks at the rest when the configuration cannot be used', async () => {
    await stored();
    folder.write('vigil.config.yaml', 'feeed: {kind: simulated}\nquotes: {dayZone: Europe/Atlantis}\n');
    const {status, of} = await examined();
    expect(status).toBe(1);
    expect(of('configuration').map(({message}) => message)).toEqual([
      expect.stringContaining('quotes.dayZone is "Europe/Atlantis"'),
      expect.stringContaining('feeed is not a known setting'),
    ]);
    expect(of('database')[0]?.state).toBe('ok');
  });

  it('wants a file that holds a token kept from others', async () => {
    const path = await stored();
    chmodSync(path, 0o640);
    // An unknown group of settings is a failure of its own; its token is found all the same.
    folder.write('vigil.config.yaml', 'notify: {telegram: {botToken: "1:abc"}}\n');
    chmodSync(join(folder.path, 'vigil.config.yaml'), 0o644);
    const {of} = await examined();
    expect(of('file modes').map(({state, remedy}) => [state, remedy])).toEqual([
      ['warning', 'chmod 600 p.db'],
      ['failure', expect.stringMatching(/^chmod 600 .*vigil\.config\.yaml$/)],
    ]);
  });

  it('uses the database that a broken configuration names', async () => {
    copyFileSync(await stored(), join(folder.path, 'other.db'));
    folder.write('vigil.config.yaml', 'db: other.db\nfeeed: 1\n');
    const {stdout} = await runCommand(Doctor, ['--json'], {folder: folder.path});
    expect((JSON.parse(stdout) as DoctorReport).db).toBe('other.db');
  });
});

function damage(path: string): void {
  const bytes = readFileSync(path);
  // Pages after the first few: the header stays, what it leads to does not.
  bytes.fill(0xa5, 4096 * 2 + 8, 4096 * 6);
  writeFileSync(path, bytes);
}

function version(path: string, number: number): void {
  const database = new Database(path);
  database.pragma(`user_version = ${number}`);
  database.close();
}

function foreign(path: string): void {
  const database = new Database(path);
  database.pragma('application_id = 42');
  database.close();
}
