/**
 * Malformed requests at the HTTP interface, over a real database: by sockets, and by `inject`.
 */
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import v8 from 'node:v8';
import {runInNewContext} from 'node:vm';
import Database from 'better-sqlite3';
import type {InjectOptions} from 'fastify';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, NOW_MS} from '../ports/stored-values.ts';
import {ApiWorld, bearer, JSON_TYPE} from '../http/api/api-world.ts';
import {problemDifferences} from '../http/api/document.ts';
import {type Bearers, type Malformed, malformed, type Parts} from './malformed.ts';
import {type RawAnswer, rawAnswers} from './raw-answers.ts';

/** So many are under way at once. */
const AT_ONCE = 16;
/** An answer that takes longer than this hangs; the machine may be very busy. */
const ANSWER_MAX_MS = 20_000;
/** What a heap may have gained after all of it. */
const GAIN_MAX_BYTES = 24 * 1024 * 1024;

export type FuzzReport = Readonly<{
  passed: number;
  /** What went wrong; at most one for each request, and some for the whole. */
  failures: readonly string[];
  /** How many answers had each status; 0: the connection was closed without one. */
  statuses: Readonly<Record<number, number>>;
  gainBytes: number;
}>;

export async function fuzzHttp(
  seed: number,
  indexes: Readonly<{from: number; to: number}>,
): Promise<FuzzReport> {
  const defects: string[] = [];
  const crashes = (error: unknown) => void defects.push(`uncaught: ${String(error)}`);
  process.on('uncaughtException', crashes);
  process.on('unhandledRejection', crashes);
  const world = await ApiWorld.open({
    options: {
      onServed: () => undefined,
      onDefect: (error) =>
        void defects.push(`defect: ${error instanceof Error ? error.stack : String(error)}`),
    },
  });
  try {
    const bearers = await prepare(world);
    await world.listen();
    const before = contentOf(world.settings.db);
    // What is made once and kept, such as the schema of conditions as deep as they may be, is made by then.
    const warm = Math.floor((indexes.from + indexes.to) / 2);
    const deep = `{"when":${'{"not":'.repeat(40)}1${'}'.repeat(40)}}`;
    const headers = {...JSON_TYPE, authorization: bearers.all};
    await world.app.inject({method: 'POST', url: '/v1/plans', payload: deep, headers});
    const fuzz = new Fuzz(world, seed, bearers);
    await fuzz.run(indexes.from, warm);
    const heapBytes = await heapAfterCollection();
    await fuzz.run(warm, indexes.to);
    const gainBytes = (await heapAfterCollection()) - heapBytes;
    const failures = [...fuzz.failures, ...defects];
    if (contentOf(world.settings.db) !== before) failures.push('something was written to the database');
    if (existsSync(`${world.settings.db}.halt`)) failures.push('trading was halted');
    if (gainBytes > GAIN_MAX_BYTES) failures.push(`the heap has gained ${gainBytes} bytes`);
    const health = await world.app.inject('/healthz');
    if (health.statusCode !== 200) failures.push(`at the end /healthz answers ${health.statusCode}`);
    return {
      passed: indexes.to - indexes.from - fuzz.failures.length,
      failures,
      statuses: fuzz.statuses,
      gainBytes,
    };
  } finally {
    await world.close();
    process.off('uncaughtException', crashes);
    process.off('unhandledRejection', crashes);
  }
}

class Fuzz {
  readonly failures: string[] = [];
  readonly statuses: Record<number, number> = {};
  readonly #world: ApiWorld;
  readonly #seed: number;
  readonly #bearers: Bearers;

  constructor(world: ApiWorld, seed: number, bearers: Bearers) {
    this.#world = world;
    this.#seed = seed;
    this.#bearers = bearers;
  }

  async run(from: number, to: number): Promise<void> {
    let next = from;
    const hand = async () => {
      while (next < to) {
        const index = next;
        next += 1;
        await this.#one(index);
      }
    };
    await Promise.all(Array.from({length: AT_ONCE}, hand));
  }

  async #one(index: number): Promise<void> {
    const request = malformed(this.#seed, index, this.#bearers);
    try {
      const answers =
        request.parts === undefined ? await this.#raw(request) : [await this.#injected(request.parts)];
      if (answers.length === 0) this.#count(0);
      for (const answer of answers) {
        this.#count(answer.status);
        const wrong = judge(request, answer);
        if (wrong !== undefined) throw new Error(wrong);
      }
    } catch (error) {
      const shown = request.bytes.subarray(0, 300).toString('latin1');
      this.failures.push(
        `request ${index} (${request.what}): ${String(error)}\n    ${JSON.stringify(shown)}`,
      );
    }
  }

  #count(status: number): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }

  async #raw({bytes}: Malformed): Promise<RawAnswer[]> {
    return rawAnswers(await this.#world.raw(bytes, ANSWER_MAX_MS), bytes.includes('HEAD '));
  }

  async #injected({method, url, headers, payload}: Parts): Promise<RawAnswer> {
    const options = {method, url, headers, ...(payload === undefined ? {} : {payload})} as InjectOptions;
    const {statusCode, headers: answered, body} = await this.#world.app.inject(options);
    return {status: statusCode, contentType: answered['content-type'] ?? '', body};
  }
}

/** What is wrong with an answer; undefined: nothing. */
function judge({bytes, parts}: Malformed, {status, contentType, body}: RawAnswer): string | undefined {
  if (status >= 500 && !isNotReady(bytes, parts, status)) return `answered ${status}: ${body.slice(0, 300)}`;
  if (status < 400) return wasTaken(bytes, parts) ? `was taken: ${status} ${body.slice(0, 300)}` : undefined;
  if (isNotReady(bytes, parts, status)) return undefined;
  if (!contentType.startsWith('application/problem+json'))
    return `${status} is ${contentType}, no problem document`;
  if (body === '')
    return bytes.includes('HEAD ') || parts?.method === 'HEAD' ? undefined : `${status} without a body`;
  const wrong = problemDifferences(status, body);
  return wrong.length === 0 ? undefined : `${status}: ${wrong.join('; ')}`;
}

/** Reads may be answered; whatever would write may not. */
function wasTaken(bytes: Buffer, parts: Parts | undefined): boolean {
  return parts === undefined ? /^(?:POST|DELETE) /.test(bytes.toString('latin1')) : parts.method !== 'GET';
}

/** No monitor runs here, which is what /readyz says with its 503. */
function isNotReady(bytes: Buffer, parts: Parts | undefined, status: number): boolean {
  const url = parts?.url ?? /^\s*\S+ +(\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '';
  return status === 503 && url.includes('/readyz');
}

async function prepare(world: ApiWorld): Promise<Bearers> {
  await world.store.add([aPlan({expiresAtMs: null}), aPlan({id: 'other', expiresAtMs: null})], NOW_MS);
  await world.token({id: '00000001', scopes: ['read', 'plan', 'operate']});
  await world.token({id: '00000002', scopes: []});
  await world.token({id: '00000003', scopes: ['read', 'plan', 'operate'], revokedAtMs: 2});
  return {all: bearer('00000001'), none: bearer('00000002'), revoked: bearer('00000003')};
}

/** A digest of every row of every table, and of how many there are. */
function contentOf(path: string): string {
  const database = new Database(path, {readonly: true});
  try {
    const digest = createHash('sha256');
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    for (const table of tables) {
      const rows = database.prepare(`SELECT * FROM "${table}"`).all();
      digest.update(`${table} ${rows.length} ${JSON.stringify(rows)}\n`);
    }
    return digest.digest('hex');
  } finally {
    database.close();
  }
}

/** Bytes on the heap that somebody still holds: the least of some looks, as what ends does so in its own time. */
async function heapAfterCollection(): Promise<number> {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    await rest();
    collect();
    looks.push(process.memoryUsage().heapUsed);
  }
  return Math.min(...looks);
}
