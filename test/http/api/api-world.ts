import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {FastifyInstance} from 'fastify';
import {StoreApiHost} from '../../../src/app/http/api-host.ts';
import {HttpFigures} from '../../../src/app/http/http-figures.ts';
import {type Settings, settingsSchema} from '../../../src/app/settings.ts';
import {apiApp, type ApiOptions, type Served} from '../../../src/http/api/api-app.ts';
import type {ApiHost} from '../../../src/http/api/api-host.ts';
import type {Scope} from '../../../src/ports/access.ts';
import type {Clock} from '../../../src/ports/clock.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';

export type TokenTerms = Readonly<{
  id: string;
  scopes: readonly Scope[];
  expiresAtMs?: number;
  revokedAtMs?: number;
}>;

type Terms = Readonly<{clock?: Clock; options?: Partial<ApiOptions>; around?: (host: ApiHost) => ApiHost}>;

/** The secret of every token of a test: 32 bytes, as base64url. */
export const SECRET = Buffer.alloc(32, 7).toString('base64url');

export const JSON_TYPE = {'content-type': 'application/json'};

/** The HTTP interface over a real database in a folder of its own. */
export class ApiWorld {
  readonly folder: string;
  readonly settings: Settings;
  readonly store: SqliteStore;
  readonly app: FastifyInstance;
  readonly served: Served[] = [];
  readonly defects: unknown[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(folder: string, settings: Settings, store: SqliteStore, app: FastifyInstance) {
    this.folder = folder;
    this.settings = settings;
    this.store = store;
    this.app = app;
  }

  static async open({clock = new SystemClock(), options = {}, around = (host) => host}: Terms = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-http-'));
    const settings: Settings = {...settingsSchema.parse({}), db: join(folder, 'plans.db')};
    const store = await SqliteStore.open({path: settings.db, clock, random: new SystemRandom()});
    const host = around(new StoreApiHost({settings, store, clock, figures: new HttpFigures()}));
    const served: Served[] = [];
    const defects: unknown[] = [];
    const app = await apiApp({
      host,
      address: '127.0.0.1',
      allowedHosts: [],
      bodyMaxBytes: 1_048_576,
      requestsPerSecond: 1_000_000,
      connectionsMax: 512,
      document: '{}',
      onServed: (one) => served.push(one),
      onDefect: (error) => defects.push(error),
      ...options,
    });
    const world = new ApiWorld(folder, settings, store, app);
    Object.assign(world, {served, defects});
    return world;
  }

  /** Makes a token; what its bearer shows. */
  async token({id, scopes, expiresAtMs, revokedAtMs}: TokenTerms): Promise<string> {
    const hash = createHash('sha256').update(SECRET).digest('hex');
    await this.store.addToken({
      ...{id, name: `token ${id}`, hash, scopes, createdAtMs: 1},
      ...{expiresAtMs: expiresAtMs ?? null, revokedAtMs: null},
    });
    if (revokedAtMs !== undefined) await this.store.revokeToken(id, revokedAtMs);
    return bearer(id);
  }

  /** Listens on a free port of this machine. */
  async listen(): Promise<number> {
    await this.app.listen({host: '127.0.0.1', port: 0});
    return (this.app.server.address() as AddressInfo).port;
  }

  /** A connection to the server, which must listen. */
  connection(): Socket {
    const {port} = this.app.server.address() as AddressInfo;
    const socket = connect({port, host: '127.0.0.1', allowHalfOpen: true});
    socket.on('error', () => undefined);
    this.#sockets.add(socket);
    return socket;
  }

  /**
   * Everything that comes as the answer to some bytes, to the end of the connection, latin1.
   *
   * @throws {Error} where it does not end in time.
   */
  async raw(bytes: string | Buffer, withinMs = 10_000): Promise<string> {
    const socket = this.connection();
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    try {
      await new Promise<void>((resolve, reject) => {
        socket.setTimeout(withinMs, () => reject(new Error(`no end within ${withinMs} ms, after: ${text}`)));
        socket.once('end', resolve);
        socket.once('close', () => resolve());
        socket.end(bytes);
      });
      return text;
    } finally {
      this.#sockets.delete(socket);
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.app.close();
    await this.store.close();
    rmSync(this.folder, {recursive: true, force: true});
  }
}

/** What the bearer of a token shows. */
export function bearer(id: string, secret = SECRET): string {
  return `Bearer vigil_${id}_${secret}`;
}

/** A plan as it is written, good for an hour. */
export function writtenPlan(id: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, expiresIn: '1h'},
    when: {price: {above: 999_999}},
    ...changes,
  };
}

/** An answer as the problem document or the added plans that it should be. */
export function saidIn({body}: Readonly<{body: string}>): Readonly<{
  code?: string;
  field?: string;
  plans: readonly Readonly<{id: string; status: string}>[];
}> {
  return JSON.parse(body) as ReturnType<typeof saidIn>;
}
