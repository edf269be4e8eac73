import {execFileSync} from 'node:child_process';
import {createServer} from 'node:net';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, describe, expect, it} from 'vitest';
import {differences} from '../http/api/document.ts';
import {
  endAll,
  eventually,
  query,
  startMonitor,
  start,
  statuses,
  temporaryFolder,
  vigil,
  type VigilProcess,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];
const ANY_PORT = '127.0.0.1:0';
/** For what takes long only where the machine is very busy. */
const PATIENCE_MS = 60_000;

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await endAll();
});

const newDatabase = () => join(temporaryFolder(), 'plans.db');

async function newToken(db: string, ...scopes: readonly string[]): Promise<string> {
  const flags = scopes.flatMap((scope) => ['--scope', scope]);
  const {status, stdout} = await vigil(['token', 'create', scopes.join('-'), ...flags, '--db', db]);
  expect(status).toBe(0);
  return stdout.trim();
}

/** Where a process says that it listens. */
async function addressOf(server: VigilProcess): Promise<string> {
  return eventually('it listens', async () => {
    if (server.hasEnded) throw new Error(`it has ended: ${(await server.ended).stderr}`);
    const address = server.logged('http').find(({state}) => state === 'listening')?.['address'];
    return typeof address === 'string' ? address : undefined;
  });
}

async function serving(db: string): Promise<Readonly<{server: VigilProcess; address: string}>> {
  const server = start(['serve', '--http', ANY_PORT, '--db', db]);
  return {server, address: await addressOf(server)};
}

function plan(id: string, when: unknown): string {
  return JSON.stringify({id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, when});
}

function post(address: string, token: string, body: string, path = '/v1/plans'): Promise<Response> {
  return fetch(`${address}${path}`, {
    ...{method: 'POST', body, signal: AbortSignal.timeout(PATIENCE_MS)},
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
  });
}

function get(address: string, path: string, token: string): Promise<Response> {
  return fetch(`${address}${path}`, {
    headers: {authorization: `Bearer ${token}`},
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** Fails where an answer is not as the document says. */
async function documented(
  method: string,
  path: string,
  response: Response,
): Promise<Record<string, unknown>> {
  const body = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  expect(differences(method, path, {status: response.status, contentType, body})).toEqual([]);
  return JSON.parse(body) as Record<string, unknown>;
}

describe('a plan that is added over HTTP', () => {
  it('fires in the monitor that serves, and is explained by it', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'read', 'plan');
    const monitor = await startMonitor(db, [...SIMULATED, '--http', ANY_PORT]);
    const address = await addressOf(monitor);
    const added = await post(
      address,
      token,
      `[${plan('at-once', {always: true})},${plan('waits', {price: {above: 999_999}})}]`,
    );
    expect(added.status).toBe(201);
    await documented('POST', '/v1/plans', added);
    await eventually('it is executed', () => statuses(db)['at-once'] === 'executed');
    const one = '/v1/plans/{id}';
    const shown = await documented('GET', one, await get(address, '/v1/plans/at-once', token));
    expect(shown).toMatchObject({status: 'executed', fillPrice: expect.any(Number) as number});
    const explained = await eventually('the monitor explains it', async () => {
      const said = await documented(
        'GET',
        `${one}/explain`,
        await get(address, '/v1/plans/waits/explain', token),
      );
      return said['verdict'] === 'unmet' && said;
    });
    expect(explained).toMatchObject({source: 'monitor', verdict: 'unmet'});
    await documented('GET', `${one}/explain`, await get(address, '/v1/plans/at-once/explain', token));
    await documented('GET', `${one}/history`, await get(address, '/v1/plans/at-once/history', token));
    const status = await documented('GET', '/v1/status', await get(address, '/v1/status', token));
    expect(status).toMatchObject({monitor: {state: 'running', pid: monitor.pid}});
    expect((await monitor.stop('SIGTERM')).status).toBe(143);
    expect(query(`${db}.paper`, 'SELECT plan_id FROM positions')).toEqual([{plan_id: 'at-once'}]);
  });

  it('fires in a monitor beside the process that serves, and is cancelled before it fires', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'read', 'plan');
    const {server, address} = await serving(db);
    expect((await post(address, token, plan('dropped', {always: true}))).status).toBe(201);
    const cancelled = await post(address, token, '{"reason":"second thoughts"}', '/v1/plans/dropped/cancel');
    expect(await documented('POST', '/v1/plans/{id}/cancel', cancelled)).toMatchObject({status: 'cancelled'});
    await startMonitor(db, SIMULATED);
    expect((await post(address, token, plan('kept', {always: true}))).status).toBe(201);
    await eventually('it is executed', () => statuses(db)['kept'] === 'executed');
    expect(statuses(db)).toEqual({dropped: 'cancelled', kept: 'executed'});
    expect((await server.stop('SIGINT')).status).toBe(130);
  });
});

describe('the end of serve', () => {
  it('answers what is under way, closes streams, and exits 143', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'read', 'plan');
    const {server, address} = await serving(db);
    const stream = await get(address, '/v1/events', token);
    expect(stream.status).toBe(200);
    const streamed = stream.text();
    const locker = new Database(db);
    closing.push(() => locker.close());
    locker.exec('BEGIN IMMEDIATE');
    const underWay = post(address, token, plan('late', {price: {above: 999_999}}));
    // A read goes through, so the write before it has come to the lock.
    expect((await get(address, '/v1/plans', token)).status).toBe(200);
    const signalledMs = performance.now();
    const ended = server.stop('SIGTERM');
    expect(await streamed).toContain('retry: ');
    expect(server.hasEnded).toBe(false);
    locker.exec('ROLLBACK');
    const answer = await underWay;
    expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close']);
    const {status, stdout} = await ended;
    expect([status, stdout]).toEqual([143, `stopped: no longer on ${address}\n`]);
    // Nobody had to be cut off, which would be after five seconds.
    expect(performance.now() - signalledMs).toBeLessThan(5000);
    expect(statuses(db)).toEqual({late: 'pending'});
  });

  it('by kill -9 in the midst of it loses nothing that was acknowledged', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'plan');
    const {server, address} = await serving(db);
    const acknowledged: string[] = [];
    const hand = async (name: string) => {
      try {
        for (let count = 0; ; count += 1) {
          const id = `${name}-${count}`;
          const {status} = await post(address, token, plan(id, {price: {above: 999_999}}));
          if (status === 201) acknowledged.push(id);
        }
      } catch {
        // The process is gone.
      }
    };
    const hands = Promise.all(['a', 'b', 'c', 'd'].map(hand));
    await eventually('many are acknowledged', () => acknowledged.length > 100);
    await server.stop('SIGKILL');
    await hands;
    const kept = execFileSync('sqlite3', [db, 'PRAGMA integrity_check; SELECT id FROM plans'], {
      encoding: 'utf8',
    });
    const [integrity, ...ids] = kept.trim().split('\n');
    expect(integrity).toBe('ok');
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    // One for each hand may have been written and not acknowledged.
    expect(ids.length - acknowledged.length).toBeLessThanOrEqual(4);
    expect(await vigil(['db', 'check', '--db', db])).toMatchObject({status: 0});
  });
});

describe('an address', () => {
  it.each([
    ['serve', []],
    ['run', SIMULATED],
  ] as const)('that is taken ends %s with 69', async (command, flags) => {
    const db = newDatabase();
    const taker = createServer();
    closing.push(() => new Promise((resolve) => taker.close(resolve)));
    await new Promise<void>((resolve) => taker.listen({port: 0, host: '127.0.0.1'}, resolve));
    const {port} = taker.address() as {port: number};
    const {status, stdout} = await vigil([
      command,
      ...flags,
      '--http',
      `127.0.0.1:${port}`,
      '--db',
      db,
      '--json',
    ]);
    expect(status).toBe(69);
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'HTTP_ADDRESS_TAKEN'}});
  });

  it.each([
    ['serve', []],
    ['run', SIMULATED],
  ] as const)('that others reach ends %s with 78 while there is no token', async (command, flags) => {
    const db = newDatabase();
    const free = createServer();
    await new Promise<void>((resolve) => free.listen({port: 0, host: '127.0.0.1'}, resolve));
    const {port} = free.address() as {port: number};
    await new Promise((resolve) => free.close(resolve));
    const ended = await vigil([command, ...flags, '--http', `0.0.0.0:${port}`, '--db', db, '--json']);
    expect(ended.status).toBe(78);
    expect(JSON.parse(ended.stdout)).toMatchObject({error: {code: 'HTTP_ADDRESS_OPEN'}});
    expect(ended.stderr).not.toContain('"listening"');
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  });
});

describe('a token', () => {
  it('is in no line of the log and in no answer, and its secret nowhere in the database', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'plan');
    // The secret may have a _ itself.
    const secret = token.replace(/^vigil_[^_]+_/, '');
    expect(secret).toHaveLength(43);
    const server = start(['serve', '--http', ANY_PORT, '--db', db, '--log-level', 'debug']);
    const address = await addressOf(server);
    const answers = [
      await post(address, token, plan('a', {always: true})),
      await post(address, token, '{'),
      await post(address, `${token}x`, '{}'),
      await post(address, token, '{}', '/v1/halt'),
      await post(address, token, '{}', '/v1/plans/nobody/cancel'),
      await get(address, '/v1/plans', token),
      await get(address, `/v1/plans?token=${token}`, token),
    ];
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect((await vigil(['token', 'list', '--db', db])).stdout).not.toContain(secret);
    const {stdout, stderr} = await server.stop('SIGTERM');
    expect(stderr).toContain('"kind":"served"');
    for (const text of [...bodies, stdout, stderr]) expect(text).not.toContain(secret);
    const dump = execFileSync('sqlite3', [db, '.dump'], {encoding: 'utf8'});
    expect(dump).toContain('INSERT INTO tokens');
    expect(dump).not.toContain(secret);
  });

  it('that is revoked in another shell is refused from the next request on', async () => {
    const db = newDatabase();
    const token = await newToken(db, 'read');
    const {address} = await serving(db);
    expect((await get(address, '/v1/plans', token)).status).toBe(200);
    expect(await vigil(['token', 'revoke', 'read', '--db', db])).toMatchObject({status: 0});
    expect((await get(address, '/v1/plans', token)).status).toBe(401);
  });
});
