import {chmodSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import NotifyList from '../../src/commands/notify/list.ts';
import NotifyRetry from '../../src/commands/notify/retry.ts';
import NotifyTest from '../../src/commands/notify/test.ts';
import type {ChannelView} from '../../src/app/notify.ts';
import type {ChannelState} from '../../src/ports/outbox.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {type Ran, type Runnable, runCommand} from './in-process.ts';

const STATE: ChannelState = {
  name: 'ops',
  cursor: 0,
  attempts: 0,
  nextAtMs: null,
  failingSinceMs: null,
  lastError: null,
  delivered: 0,
  deliveredAtMs: null,
};

/** An endpoint that answers each request with the status that its path ends in; gives its address and what it got. */
async function endpoint() {
  const got: Readonly<{path: string; body: string}>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const path = request.url ?? '';
      got.push({path, body});
      response.writeHead(Number(/\d+$/.exec(path)?.[0] ?? 200)).end(`cannot POST ${path}`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return {got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

/** A folder with a configuration of these channels and an empty database. */
async function folderWith(channels: Readonly<Record<string, unknown>>) {
  const folder = temporaryDirectory();
  const db = join(folder, 'plans.db');
  writeFileSync(join(folder, 'vigil.config.json'), JSON.stringify({db, notify: {channels}}));
  const store = await SqliteStore.open({path: db, ...REAL});
  onTestFinished(() => store.close());
  const run = (
    command: Runnable,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) => runCommand(command, args, {folder, environment});
  return {folder, store, run};
}

function documentOf({stdout}: Ran): unknown {
  return JSON.parse(stdout);
}

describe('vigil notify list', () => {
  it('says of each channel whether it gets through, what waits for it, and what was given up', async () => {
    const url = 'http://127.0.0.1:9/hook';
    const {store, run} = await folderWith({
      ops: {kind: 'webhook', url, kinds: ['plan.added']},
      team: {kind: 'discord', urlFile: '/not/needed/here'},
      fresh: {kind: 'webhook', url},
    });
    await store.add([aPlan(), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
    await store.cancel('c', 'enough', NOW_MS + 9);
    const [event] = await store.eventsAfter(0, 1);
    if (event === undefined) throw new Error('there are events');
    const failing = {
      attempts: 4,
      nextAtMs: NOW_MS + 60_000,
      failingSinceMs: NOW_MS,
      lastError: 'HTTP 500: no',
    };
    await store.saveChannel(
      {...STATE, ...failing, cursor: 1},
      {channel: 'ops', event, atMs: NOW_MS + 5, attempts: 3, error: 'HTTP 400', isDue: false},
    );
    await store.saveChannel({...STATE, name: 'team', cursor: 4, delivered: 2, deliveredAtMs: NOW_MS + 5});

    const {channels} = documentOf(await run(NotifyList, ['--json'])) as {channels: ChannelView[]};
    expect(channels).toEqual([
      {
        ...{name: 'ops', kind: 'webhook', kinds: ['plan.added'], symbols: null, cursor: 1},
        ...{undelivered: 2, oldestUndeliveredAt: '2026-11-22T12:00:00.000Z'},
        ...{attempts: 4, nextAt: '2026-11-22T12:01:00.000Z', failingSince: '2026-11-22T12:00:00.000Z'},
        ...{lastError: 'HTTP 500: no', delivered: 0, deliveredAt: null},
        deadLetters: [
          {
            ...{
              id: 1,
              time: '2026-11-22T12:00:00.000Z',
              kind: 'plan.added',
              planId: 'gold-dip',
              symbol: 'XAUUSD',
            },
            ...{givenUpAt: '2026-11-22T12:00:00.005Z', attempts: 3, error: 'HTTP 400', due: false},
          },
        ],
      },
      expect.objectContaining({
        name: 'team',
        undelivered: 0,
        delivered: 2,
        deliveredAt: '2026-11-22T12:00:00.005Z',
      }),
      expect.objectContaining({name: 'fresh', cursor: null, undelivered: 0}),
    ]);
    const {stdout, status} = await run(NotifyList, []);
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.split('\t').slice(0, 3).join(' '))).toEqual([
      'CHANNEL KIND STATE',
      'ops webhook down',
      'team discord ok',
      'fresh webhook new',
      'ops fails since 2026-11-22T12:00:00.000Z: HTTP 500: no; next try 2026-11-22T12:01:00.000Z; ' +
        'the oldest that waits is of 2026-11-22T12:00:00.000Z',
      expect.stringContaining('`vigil notify retry ops`'),
      'ID TIME EVENT',
      '1 2026-11-22T12:00:00.000Z plan.added',
      '',
    ]);
  });

  it('says where nothing is configured how to do it', async () => {
    const {run} = await folderWith({});
    expect(await run(NotifyList, [])).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'No channels. Configure them under `notify.channels`.\n',
    });
    expect(documentOf(await run(NotifyList, ['--json']))).toEqual({channels: []});
  });
});

describe('vigil notify retry', () => {
  it('marks what was given up, one or all, and nothing of another channel', async () => {
    const url = 'http://127.0.0.1:9/hook';
    const {store, run} = await folderWith({ops: {kind: 'webhook', url}, other: {kind: 'webhook', url}});
    await store.add([aPlan(), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
    for (const event of await store.eventsAfter(0, 9)) {
      for (const channel of ['ops', 'other']) {
        const letter = {channel, event, atMs: NOW_MS, attempts: 1, error: 'HTTP 400', isDue: false};
        await store.saveChannel({...STATE, name: channel, cursor: event.id}, letter);
      }
    }
    const due = async () =>
      (await store.deadLetters()).filter(({isDue}) => isDue).map((one) => [one.channel, one.event.id]);
    expect(documentOf(await run(NotifyRetry, ['ops', '2', '--json']))).toEqual({channel: 'ops', retried: 1});
    expect(await due()).toEqual([['ops', 2]]);
    expect((await run(NotifyRetry, ['ops'])).stdout).toBe('3 to be tried again for ops\n');
    expect(await due()).toEqual([1, 2, 3].map((id) => ['ops', id]));
    expect(await run(NotifyRetry, ['ops', '99'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Channel "ops" has no dead letter 99'),
    });
    expect(await run(NotifyRetry, ['opps'])).toMatchObject({
      status: 2,
      stderr: 'Error: No channel "opps" is configured\n  → did you mean "ops"?\n',
    });
  });
});

describe('vigil notify test', () => {
  it('sends a message as the monitor does, and says what was answered', async () => {
    const {got, url} = await endpoint();
    const {store, run} = await folderWith({ops: {kind: 'webhook', url: `${url}/private-place-200`}});
    const {status, stdout} = await run(NotifyTest, ['ops']);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^delivered to ops \(webhook\): HTTP 200 in \d+ ms\n$/),
    ]);
    expect(got.map(({body}) => JSON.parse(body) as unknown)).toMatchObject([
      {id: 0, kind: 'notify.test', details: {channel: 'ops'}, database: store.databaseId},
    ]);
    // Nobody is enrolled by it, and nothing is written.
    expect(await store.channels()).toEqual([]);
    expect(await store.lastEventId()).toBe(0);
  });

  it.each([403, 500, 302])('exits 1 on %i, and does not say where it was sent', async (code) => {
    const {url} = await endpoint();
    const {run} = await folderWith({ops: {kind: 'webhook', url: `${url}/private-place-${code}`}});
    const ran = await run(NotifyTest, ['ops', '--json']);
    expect(ran.status).toBe(1);
    expect(documentOf(ran)).toMatchObject({channel: 'ops', delivered: false, status: code});
    const text = await run(NotifyTest, ['ops']);
    expect(text.stdout).toContain(`HTTP ${code}`);
    for (const {stdout, stderr} of [ran, text]) expect(stdout + stderr).not.toContain('private-place');
  });

  it('goes to Discord and Telegram in their own forms', async () => {
    const {got, url} = await endpoint();
    const {folder, run} = await folderWith({
      team: {kind: 'discord', urlFile: 'hook.url'},
      phone: {kind: 'telegram', chat: 7, apiUrl: url},
    });
    writeFileSync(join(folder, 'hook.url'), `${url}/api/webhooks/1/abc`);
    chmodSync(join(folder, 'hook.url'), 0o600);
    const token = {VIGIL_NOTIFY_CHANNELS_PHONE_TOKEN: '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11'};
    expect((await run(NotifyTest, ['team'])).status).toBe(0);
    // The last part of its path has digits for this endpoint; the token has none at its end.
    expect((await run(NotifyTest, ['phone'], token)).status).toBe(0);
    expect(got.map(({path}) => path)).toEqual([
      '/api/webhooks/1/abc?wait=true',
      '/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/sendMessage',
    ]);
    expect(JSON.parse(got[1]?.body ?? '')).toMatchObject({chat_id: 7, parse_mode: 'HTML'});
  });
});

describe('the configuration of channels', () => {
  const SECRET = 'a-secret-that-nobody-may-see';

  it.each([
    [
      'telegram',
      {kind: 'telegram', token: SECRET, chat: 1},
      /phone\.token is a secret, and may not stand in this file/,
    ],
    [
      'discord',
      {kind: 'discord', url: `https://${SECRET}/`},
      /phone\.url is a secret, and may not stand in this file/,
    ],
    ['webhook', {kind: 'webhook', url: 'http://a/', secret: SECRET}, /phone\.secret is a secret/],
    ['a text', SECRET, /notify\.channels\.phone is not shown; it must be a group of settings/],
    ['a list', {kind: 'discord', url: [SECRET]}, /phone\.url is not shown; it must be text/],
    [
      'no kind',
      {kind: 'pager', url: SECRET},
      /phone\.kind is "pager": not a kind of channel; write webhook, discord or telegram/,
    ],
    ['another key', {kind: 'discord', urlfile: SECRET}, /phone\.urlfile is not a known setting/],
    [
      'a wrong pattern',
      {kind: 'discord', urlFile: 'x', kinds: ['plan.fill']},
      /phone\.kinds\.0 is "plan.fill", which no kind of event is/,
    ],
    ['no chat', {kind: 'telegram', tokenFile: 'x'}, /phone\.chat is missing/],
    [
      'a wrong chat',
      {kind: 'telegram', tokenFile: 'x', chat: 'gold'},
      /phone\.chat is "gold": not a chat; write its number/,
    ],
  ])('is refused without a word of the secret: %s', async (_, channel, said) => {
    const {run} = await folderWith({phone: channel});
    const [text, json] = [await run(NotifyList, []), await run(NotifyList, ['--json'])];
    expect([text.status, json.status]).toEqual([78, 78]);
    expect(text.stderr).toMatch(said);
    expect((documentOf(json) as {error: {message: string}}).error.message).toMatch(said);
    for (const {stdout, stderr} of [text, json]) expect(stdout + stderr).not.toContain(SECRET);
  });

  it('takes secrets from variables, of channels that it has and of no others', async () => {
    const {got, url} = await endpoint();
    const {run} = await folderWith({'my-team': {kind: 'discord'}});
    const variable = {VIGIL_NOTIFY_CHANNELS_MY_TEAM_URL: `${url}/x`};
    expect((await run(NotifyTest, ['my-team'], variable)).status).toBe(0);
    expect(got).toHaveLength(1);
    const unknown = await run(NotifyList, [], {VIGIL_NOTIFY_CHANNELS_MY_TEM_URL: SECRET});
    expect(unknown).toMatchObject({
      status: 78,
      stderr: expect.stringContaining('did you mean VIGIL_NOTIFY_CHANNELS_MY_TEAM_URL?'),
    });
    expect(unknown.stderr).not.toContain(SECRET);
    const empty = await run(NotifyList, [], {VIGIL_NOTIFY_CHANNELS_MY_TEAM_URL: ''});
    expect(empty).toMatchObject({status: 78, stderr: expect.stringContaining('is empty')});
    // Of another kind: a webhook has no token.
    expect((await run(NotifyList, [], {VIGIL_NOTIFY_CHANNELS_MY_TEAM_TOKEN: SECRET})).status).toBe(78);
  });
});
