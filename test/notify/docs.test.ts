import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {webhookChannel} from '../../src/notify/channels/webhook.ts';
import {DEFAULT_KINDS} from '../../src/notify/event-filter.ts';
import {EVENT_KINDS} from '../../src/notify/event-message.ts';
import {httpPost} from '../../src/notify/http-post.ts';
import type {PostRequest} from '../../src/notify/post.ts';
import {temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {aWebhook} from './notify-world.ts';

const DOCS = readFileSync(join(import.meta.dirname, '../../docs/notifications.md'), 'utf8');
const SECRET = 'dec0de0123456789“ü”';
const PATIENCE_MS = 30_000;
const never = new AbortController().signal;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const {port} = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Starts the sample of the documentation in a language as its readers would; gives its address. */
async function sample(language: string, command: string, file: string): Promise<string> {
  for (let left = 3; ; left -= 1) {
    try {
      return await oneSample(language, command, file);
    } catch (error) {
      // Somebody may have taken the port before it.
      if (left === 0) throw error;
    }
  }
}

async function oneSample(language: string, command: string, file: string): Promise<string> {
  const [, program] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(DOCS) ?? [];
  if (program === undefined) throw new Error(`the documentation has a sample in ${language}`);
  const folder = temporaryDirectory();
  writeFileSync(join(folder, file), program);
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
  const port = await freePort();
  const child: ChildProcess = spawn(command, [file, 'secret', String(port)], {cwd: folder, stdio: 'ignore'});
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = `http://127.0.0.1:${port}/`;
  for (const untilMs = Date.now() + PATIENCE_MS; ; ) {
    try {
      await httpPost({url, headers: {}, body: ''}, never);
      return url;
    } catch (error) {
      // It is just starting.
      if (Date.now() > untilMs || child.exitCode !== null) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}

describe('the documentation of webhooks', () => {
  it.each([
    ['python', 'python3', 'receiver.py'],
    ['js', process.execPath, 'receiver.mjs'],
  ])('has a receiver in %s that takes what is genuine, and nothing else', async (language, command, file) => {
    const url = await sample(language, command, file);
    const request = (atMs: number, secret: string | undefined = SECRET): PostRequest =>
      webhookChannel(aWebhook({url, secret}), 'db').request(
        {
          ...{id: 17, atMs, kind: 'plan.filled', planId: 'gold-dip', symbol: 'XAUUSD', sequence: 3, level: 1},
          ...{from: null, to: null, details: {reason: 'füll “x” 😀'}},
        },
        atMs,
      );
    const genuine = request(Date.now());
    const {'vigil-signature': _, ...unsigned} = genuine.headers;
    const told = async (sent: PostRequest) => (await httpPost(sent, never)).status;
    expect(await told(genuine)).toBe(204);
    expect(await told({...genuine, body: genuine.body.replace('plan.filled', 'plan.closed')})).toBe(401);
    expect(await told({...genuine, headers: unsigned})).toBe(401);
    expect(await told(request(Date.now(), 'another secret of it'))).toBe(401);
    expect(await told(request(Date.now() - 301_000))).toBe(401);
    const later = String(Number(genuine.headers['vigil-timestamp']) + 1);
    expect(await told({...genuine, headers: {...genuine.headers, 'vigil-timestamp': later}})).toBe(401);
  });

  it('shows a body with all its names', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(DOCS) ?? [];
    const {body} = webhookChannel(aWebhook(), 'db').request(
      {
        ...{id: 1, atMs: 0, kind: 'link.up', planId: null, symbol: null, sequence: null, level: null},
        ...{from: null, to: null, details: {}},
      },
      0,
    );
    const namesOf = (json: string) => Object.keys(JSON.parse(json) as object);
    expect(namesOf(example)).toEqual(namesOf(body));
  });
});

describe('the documentation of kinds', () => {
  const rows = DOCS.split('\n').filter((line) => /^\| `(plan|order|trading|monitor|link|clock)\./.test(line));
  const kindsOf = (row: string) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, kind = '']) => kind);

  it('has every kind, in one row', () => {
    expect(rows.flatMap(kindsOf).sort()).toEqual([...EVENT_KINDS].sort());
  });

  it('says which are told by default', () => {
    const told = rows.filter((row) => row.split('|')[3]?.trim() !== '').flatMap(kindsOf);
    const isDefault = (kind: string) =>
      DEFAULT_KINDS.some((pattern) => pattern === kind || pattern === `${kind.split('.')[0]}.*`);
    expect(told.sort()).toEqual([...EVENT_KINDS.filter(isDefault), 'plan.rejected'].sort());
  });
});
