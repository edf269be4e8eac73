import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import type {ChannelView} from '../../src/app/notify.ts';
import {
  endAll,
  eventually,
  query,
  startMonitor,
  temporaryFolder,
  VigilProcess,
  vigil,
  vigilJson,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];
const SERVER = join(import.meta.dirname, 'webhook-server.ts');
const SECRET = 'a-secret-of-the-webhook-0123456789';

/** What a run may need for all else than the drain, where the machine is busy. */
const SLACK_MS = 3000;

afterEach(endAll);

/** An endpoint in another process; what it was sent so far, and where it is. */
async function endpoint(doing: string, port = 0) {
  const server = new VigilProcess(process.execPath, [SERVER, doing, String(port)]);
  const lines = () =>
    server.stdout
      .slice(0, server.stdout.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as {port?: number; body?: string});
  const bound = await eventually('the endpoint listens', () => lines()[0]?.port);
  const events = () =>
    lines().flatMap(({body}) => (body === undefined ? [] : [JSON.parse(body) as {id: number; kind: string}]));
  return {server, port: bound, events};
}

/** A folder with a database and the configuration of a channel that wants everything. */
function folderFor(port: number) {
  const folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const urlFile = join(folder, 'hook.url');
  writeFileSync(urlFile, `http://127.0.0.1:${port}/hooks/private-place\n`);
  writeFileSync(join(folder, 'hook.secret'), SECRET);
  for (const name of ['hook.url', 'hook.secret']) chmodSync(join(folder, name), 0o600);
  const ops = {kind: 'webhook', urlFile, secretFile: join(folder, 'hook.secret'), kinds: ['*']};
  writeFileSync(join(folder, 'vigil.config.json'), JSON.stringify({db, notify: {channels: {ops}}}));
  const plan = (id: string) => ({
    id,
    symbol: 'XAUUSD',
    side: 'buy',
    volume: 0.01,
    stopLoss: 1,
    when: {always: true},
  });
  writeFileSync(join(folder, 'plans.json'), JSON.stringify(['a', 'b', 'c'].map(plan)));
  return {folder, db, options: {folder}};
}

const outboxIds = (db: string) =>
  query<{id: number}>(db, 'SELECT id FROM outbox ORDER BY id').map(({id}) => id);

const channelOf = async (folder: string) =>
  (await vigilJson<{channels: ChannelView[]}>(['notify', 'list'], {folder})).channels[0];

describe('run with a channel', () => {
  it('delivers again what was delivered right before kill -9, and loses nothing', async () => {
    const holding = await endpoint('hold');
    const {folder, db, options} = folderFor(holding.port);
    const first = await startMonitor(db, SIMULATED, options);
    await eventually('the endpoint has read an event', () => holding.events().length === 1);
    await vigil(['plan', 'add', 'plans.json'], options);
    await eventually('the plans are executed', () => first.logged('executed').length === 3);
    await first.stop('SIGKILL');
    const [before] = holding.events();
    expect(query(db, 'SELECT cursor, delivered FROM channels')).toEqual([{cursor: 0, delivered: 0}]);
    await holding.server.stop('SIGKILL');

    const taking = await endpoint('take', holding.port);
    const second = await startMonitor(db, SIMULATED, options);
    await eventually('all is delivered', () => taking.events().length >= outboxIds(db).length);
    expect(taking.events()[0]).toEqual(before);
    await second.stop('SIGTERM');
    const ids = taking.events().map(({id}) => id);
    expect(ids).toEqual(outboxIds(db));
    expect(taking.events().map(({kind}) => kind)).toEqual(
      expect.arrayContaining(['monitor.started', 'plan.added', 'plan.filled', 'monitor.stopped']),
    );
    expect(await channelOf(folder)).toMatchObject({undelivered: 0, deadLetters: [], failingSince: null});
    expect(await vigil(['db', 'check'], options)).toMatchObject({status: 0});
  });

  it('is not kept from ending by an endpoint that hangs', async () => {
    const {port, events} = await endpoint('hold');
    const {db, options} = folderFor(port);
    const monitor = await startMonitor(db, SIMULATED, options);
    await eventually('the endpoint has read an event', () => events().length === 1);
    const sentMs = performance.now();
    const ended = await monitor.stop('SIGTERM');
    expect(ended.status).toBe(143);
    const tookMs = performance.now() - sentMs;
    expect(tookMs).toBeGreaterThan(1900);
    expect(tookMs).toBeLessThan(2500 + SLACK_MS);
    expect(query(db, 'SELECT cursor FROM channels')).toEqual([{cursor: 0}]);
  });

  it('tells of a single pass before it ends, and not of the pass itself', async () => {
    const {port, events} = await endpoint('take');
    const {folder, db, options} = folderFor(port);
    await vigil(['plan', 'add', 'plans.json'], options);
    // What was before the first run with a channel is not told.
    expect(await vigil(['run', '--once', ...SIMULATED], options)).toMatchObject({status: 0});
    const kinds = events().map(({kind}) => kind);
    expect(kinds.filter((kind) => kind === 'plan.claimed')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'plan.filled')).toHaveLength(3);
    expect(new Set(kinds)).toEqual(new Set(['plan.claimed', 'plan.filled']));
    expect(await channelOf(folder)).toMatchObject({delivered: 6, undelivered: 0});
    // The second pass has nothing to tell.
    await vigil(['run', '--once', ...SIMULATED], options);
    expect(events()).toHaveLength(6);
    expect(outboxIds(db)).toHaveLength(9);
  });

  it('says nowhere where it posts, nor how it signs: not in the log, the database or an answer', async () => {
    const {port, events} = await endpoint('403');
    const {folder, db, options} = folderFor(port);
    const monitor = await startMonitor(db, SIMULATED, options);
    await eventually('a dead letter is written', () => query(db, 'SELECT * FROM dead_letters').length > 0);
    expect(events().length).toBeGreaterThan(0);
    const ended = await monitor.stop('SIGTERM');
    const listed = await vigil(['notify', 'list', '--json'], {folder});
    const tested = await vigil(['notify', 'test', 'ops'], {folder});
    expect(tested).toMatchObject({status: 1});
    const stored = JSON.stringify([
      ...query(db, 'SELECT * FROM channels'),
      ...query(db, 'SELECT * FROM dead_letters'),
      ...query(db, 'SELECT * FROM outbox'),
    ]);
    const all = [stored, ended.stderr, ended.stdout, listed.stdout, tested.stdout, tested.stderr].join('\n');
    expect(all).toContain('HTTP 403');
    expect(all).not.toContain('private-place');
    expect(all).not.toContain(SECRET);
  });

  it('does not start with a secret that others may read', async () => {
    const {folder, db, options} = folderFor(9);
    chmodSync(join(folder, 'hook.secret'), 0o644);
    const ended = await vigil(['run', '--db', db, ...SIMULATED], options);
    expect(ended).toMatchObject({status: 78, stderr: expect.stringContaining('chmod 600')});
  });
});
