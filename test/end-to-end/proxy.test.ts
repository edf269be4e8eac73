import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {IncomingMessage} from 'node:http';
import {request} from 'node:https';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterEach, describe, expect, it} from 'vitest';
import {hasProgram} from '../has-program.ts';
import {endAll, eventually, startMonitor, temporaryFolder, vigil, VigilProcess} from './vigil-process.ts';

const HOST = 'vigil.example';
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/http.md'), 'utf8');
const [, DOCUMENTED = ''] = /^```nginx\n([\s\S]*?)^```$/m.exec(DOCUMENT) ?? [];

const hasProxy = ['nginx', 'openssl'].every((name) => hasProgram(name));

afterEach(endAll);

/** A proxy in a folder of its own, as the document sets it up, but at a socket of the file system. */
class Proxy {
  readonly #folder: string;
  readonly #socket: string;
  readonly #certificate: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#socket = join(folder, 'proxy.sock');
    this.#certificate = join(folder, 'certificate.pem');
  }

  async start(address: string): Promise<void> {
    const key = join(this.#folder, 'key.pem');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${HOST}`],
        ...['-addext', `subjectAltName=DNS:${HOST}`, '-keyout', key, '-out', this.#certificate],
      ],
      {stdio: 'ignore'},
    );
    const server = Object.entries({
      'listen 443 ssl': `listen unix:${this.#socket} ssl`,
      '/etc/ssl/vigil.example.pem': this.#certificate,
      '/etc/ssl/vigil.example.key': key,
      'http://127.0.0.1:8420': address,
    }).reduce((config, [documented, here]) => {
      expect(config).toContain(documented);
      return config.replace(documented, here);
    }, DOCUMENTED);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${join(this.#folder, name)};`,
    );
    const config = join(this.#folder, 'nginx.conf');
    const main = `daemon off; pid ${join(this.#folder, 'pid')}; error_log stderr; events {}`;
    writeFileSync(config, `${main}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${server}}\n`);
    const nginx = new VigilProcess('nginx', ['-c', config, '-e', 'stderr']);
    await eventually('the proxy listens', async () => {
      if (nginx.hasEnded) throw new Error(`it has ended: ${(await nginx.ended).stderr}`);
      return existsSync(this.#socket);
    });
  }

  /** Asks through it, over TLS; the answer may still be coming. */
  ask(path: string, token: string, body?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...{host: HOST, authorization: `Bearer ${token}`},
        ...(body === undefined ? {} : {'content-type': 'application/json'}),
      };
      const call = request({
        ...{socketPath: this.#socket, path, method: body === undefined ? 'GET' : 'POST', headers},
        ...{servername: HOST, ca: readFileSync(this.#certificate), agent: false},
      });
      call.on('response', resolve).on('error', reject);
      call.end(body);
    });
  }
}

function kindOf({statusCode, headers}: IncomingMessage): string {
  return `${statusCode} ${headers['content-type']?.split(';')[0]}`;
}

describe.skipIf(!hasProxy)('behind nginx as docs/http.md sets it up', () => {
  it('takes plans, tells what happens as it happens, shows nothing else, and ends its streams', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    writeFileSync(join(folder, 'vigil.config.json'), JSON.stringify({http: {allowedHosts: [HOST]}}));
    const scopes = ['--scope', 'read', '--scope', 'plan'];
    const token = (await vigil(['token', 'create', 'signals', ...scopes, '--db', db])).stdout.trim();
    const feed = ['--feed', 'simulated', '--tick-ms', '20'];
    const monitor = await startMonitor(db, [...feed, '--http', '127.0.0.1:0'], {folder});
    const proxy = new Proxy(folder);
    await proxy.start(
      await eventually('it listens', () => monitor.logged('http')[0]?.['address'] as string | undefined),
    );

    const events = await proxy.ask('/v1/events', token);
    expect(kindOf(events)).toBe('200 text/event-stream');
    let told = '';
    events.setEncoding('utf8').on('data', (part: string) => {
      told += part;
    });
    const hasEnded = new Promise((resolve) => events.once('end', resolve));

    const plan = {id: 'gold', symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, when: {always: true}};
    const added = await proxy.ask('/v1/plans', token, JSON.stringify(plan));
    expect({status: added.statusCode, body: await text(added)}).toMatchObject({
      status: 201,
      body: expect.stringContaining('"gold"') as string,
    });
    await eventually('the fill is told', () => told.includes('event: plan.filled'));
    const refused = await proxy.ask('/v1/plans', 'vigil_00000000_none');
    expect(kindOf(refused)).toBe('401 application/problem+json');
    for (const path of ['/metrics', '/readyz', '/openapi.json']) {
      const {statusCode} = await proxy.ask(path, token);
      expect([path, statusCode]).toEqual([path, 404]);
    }
    expect((await monitor.stop('SIGTERM')).status).toBe(143);
    await hasEnded;
    expect((await proxy.ask('/v1/status', token)).statusCode).toBe(502);
  });
});
