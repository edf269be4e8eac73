import {mkdtempSync, rmSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {afterEach, describe, expect, it} from 'vitest';
import {type HttpParts, serveHttp} from '../../../src/app/http/http-server.ts';
import {type Settings, settingsSchema} from '../../../src/app/settings.ts';
import type {JournalEntry} from '../../../src/ports/journal.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';

const closing: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function parts(changes: Partial<HttpParts> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-serve-'));
  closing.push(() => rmSync(folder, {recursive: true, force: true}));
  const settings: Settings = {...settingsSchema.parse({}), db: join(folder, 'plans.db'), dbDeadlineMs: 50};
  const entries: JournalEntry[] = [];
  const made: HttpParts = {
    ...{settings, address: '127.0.0.1:0', clock: new SystemClock(), random: new SystemRandom()},
    journal: {record: (entry) => void entries.push(entry)},
    ...changes,
  };
  const store = await SqliteStore.open({path: settings.db, clock: new SystemClock(), random: made.random});
  await store.close();
  return {made, entries, settings};
}

async function serving(made: HttpParts) {
  const stop = new AbortController();
  let ended: Promise<void> | undefined;
  const address = await new Promise<string>((resolve, reject) => {
    ended = serveHttp(made, stop.signal, resolve);
    ended.catch(reject);
  });
  return {stop, ended, address};
}

async function until(probe: () => boolean): Promise<void> {
  while (!probe()) await sleep(1);
}

describe('serveHttp', () => {
  it('goes on while the database is locked, and tells what it could not do', async () => {
    const {made, entries, settings} = await parts();
    const locker = new Database(settings.db);
    closing.push(() => void locker.close());
    locker.exec('BEGIN IMMEDIATE');
    const {stop, ended, address} = await serving(made);
    await until(() => entries.length > 0);
    expect(entries[0]).toMatchObject({kind: 'failure', doing: 'forget keys of old requests'});
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    locker.exec('ROLLBACK');
    stop.abort();
    await ended;
  });

  it('forgets keys of a day ago, however many there are', async () => {
    const clock = new VirtualClock(Date.now());
    const {made, settings} = await parts({clock});
    const writer = new Database(settings.db);
    writer.exec(`INSERT INTO keyed_adds (caller, key, digest, at_ms, answer)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      SELECT 'c', 'k' || i, printf('%064d', i), CASE WHEN i <= 4500 THEN 1 ELSE ${Date.now()} END, '{}' FROM n`);
    const count = () => writer.prepare('SELECT count(*) FROM keyed_adds').pluck().get();
    closing.push(() => void writer.close());
    const {stop, ended} = await serving(made);
    await until(() => count() === 500);
    stop.abort();
    await ended;
    expect(count()).toBe(500);
  });

  it('cuts off a connection that says nothing, five seconds after it is to end', async () => {
    const clock = new VirtualClock(Date.now());
    const {made} = await parts({clock});
    const {stop, ended, address} = await serving(made);
    const socket = connect({port: Number(new URL(address).port), host: '127.0.0.1'});
    closing.push(() => void socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    await fetch(`${address}/healthz`);
    let hasEnded = false;
    const end = ended?.then(() => (hasEnded = true));
    stop.abort();
    await clock.advance(4999);
    expect(hasEnded).toBe(false);
    await clock.advance(1);
    await end;
  });

  it('refuses an address that other machines reach while no token is good', async () => {
    const {made, settings} = await parts({address: '0.0.0.0:0'});
    await expect(serveHttp(made, AbortSignal.abort(), () => undefined)).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_OPEN',
    });
    const clock = new SystemClock();
    const store = await SqliteStore.open({path: settings.db, clock, random: new SystemRandom()});
    const token = {hash: 'ab'.repeat(32), scopes: ['read'] as const, createdAtMs: 1, revokedAtMs: null};
    await store.addToken({...token, id: '00000001', name: 'old', expiresAtMs: 2});
    await store.addToken({...token, id: '00000002', name: 'gone', expiresAtMs: null});
    await store.revokeToken('00000002', 2);
    await expect(serveHttp(made, AbortSignal.abort(), () => undefined)).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_OPEN',
    });
    await store.addToken({...token, id: '00000003', name: 'good', expiresAtMs: null});
    await store.close();
    await serveHttp(made, AbortSignal.abort(), () => undefined);
  });
});
