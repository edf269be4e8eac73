import {createHash} from 'node:crypto';
import {chmodSync, linkSync, lstatSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {FastifyInstance} from 'fastify';
import type {Closers} from '../closers.ts';
import {failureEntry} from '../engine/failure-entry.ts';
import type {Tenure} from '../engine/tenure.ts';
import {messageOf, UnavailableError} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import {untilClosed} from './until-closed.ts';

/** Longest path of a unix socket that every system takes (macOS: 104 bytes with the closing zero). */
const SOCKET_PATH_MAX_BYTES = 103;
/** Room for what `MonitorSocket` appends to the path. */
const SUFFIX_BYTES = 12;
const ANSWER_DEADLINE_MS = 1000;
/** Between looks at whether the name is still this monitor's. */
const LOOK_MS = 1000;
const LOOK_AFTER_FAILURE_MS = 60_000;

/** Where the monitor of a database listens: beside it, or in the temporary folder if that path is too long. */
export function socketPathOf(databasePath: string): string {
  const absolute = resolve(databasePath);
  const digest = () => createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\vigil-${digest()}`;
  const beside = `${absolute}.sock`;
  return Buffer.byteLength(beside) + SUFFIX_BYTES <= SOCKET_PATH_MAX_BYTES
    ? beside
    : join(tmpdir(), `vigil-${digest()}.sock`);
}

/**
 * The socket of one monitor. Only its owner may call.
 *
 * It is bound under a name of this process's own and published by a link under the name that callers
 * know. So whoever has the right to can publish again, and a predecessor that ends late takes away its own
 * name and not its successor's.
 */
export class MonitorSocket {
  readonly path: string;
  readonly #bound: string;
  readonly #app: FastifyInstance;

  private constructor(path: string, bound: string, app: FastifyInstance) {
    this.path = path;
    this.#bound = bound;
    this.#app = app;
  }

  /** @throws {UnavailableError} MONITOR_UNREACHABLE when nothing can listen there. */
  static async listen(path: string, app: FastifyInstance): Promise<MonitorSocket> {
    const isPipe = process.platform === 'win32';
    const bound = isPipe ? path : `${path}.${process.pid}`;
    // A process of that number that was killed has left its name behind.
    if (!isPipe) rmSync(bound, {force: true});
    const umask = process.umask(0o177);
    try {
      await app.listen({path: bound});
      if (!isPipe) chmodSync(bound, 0o600);
    } catch (error) {
      throw new UnavailableError('MONITOR_UNREACHABLE', `Cannot listen on "${bound}": ${messageOf(error)}`, {
        hint: 'check that the folder of the database can be written',
        cause: error,
      });
    } finally {
      process.umask(umask);
    }
    return new MonitorSocket(path, bound, app);
  }

  /** Makes this monitor the one that answers. */
  publish(): void {
    if (this.#bound === this.path) return;
    const link = `${this.#bound}.l`;
    rmSync(link, {force: true});
    linkSync(this.#bound, link);
    renameSync(link, this.path);
    // Where the name is a link to the same socket already, renaming does nothing and leaves the link.
    rmSync(link, {force: true});
  }

  /** Whether callers reach this monitor. */
  get isPublished(): boolean {
    if (this.#bound === this.path) return true;
    const inode = inodeOf(this.#bound);
    return inode !== undefined && inode === inodeOf(this.path);
  }

  async close(): Promise<void> {
    if (this.#bound !== this.path && this.isPublished) rmSync(this.path, {force: true});
    await this.#app.close();
    if (this.#bound !== this.path) rmSync(this.#bound, {force: true});
  }
}

/**
 * Publishes the socket again when another has its name, or nobody has, as long as this monitor is the one. Two that
 * start together both find nobody, and the one that is refused may take the name, and take it away, last.
 */
export function keepPublished(
  socket: Pick<MonitorSocket, 'isPublished' | 'publish'>,
  {tenure, clock, journal}: Readonly<{tenure: Pick<Tenure, 'isHeld'>; clock: Clock; journal: Journal}>,
  closers: Closers,
): void {
  untilClosed(closers, async (signal) => {
    while (!signal.aborted) {
      let pauseMs = LOOK_MS;
      try {
        if (tenure.isHeld() && !socket.isPublished) socket.publish();
      } catch (error) {
        journal.record(failureEntry('publish the socket', error));
        pauseMs = LOOK_AFTER_FAILURE_MS;
      }
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  });
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, {throwIfNoEntry: false})?.ino;
}

export type AskOptions = Readonly<{
  method?: 'GET' | 'POST';
  /** How long the answer may take. */
  deadlineMs?: number;
}>;

/**
 * Asks the running monitor.
 *
 * @returns The answer's body, JSON, or undefined when no monitor listens.
 * @throws {UnavailableError} MONITOR_UNREACHABLE when one listens and does not answer in time.
 */
export async function ask(socketPath: string, path: string, options: AskOptions = {}): Promise<unknown> {
  const text = await askText(socketPath, path, options);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreachable(socketPath, messageOf(error));
  }
}

function unreachable(socketPath: string, why: string): UnavailableError {
  return new UnavailableError('MONITOR_UNREACHABLE', `The monitor on "${socketPath}" did not answer: ${why}`);
}

/** The same, with the answer's body as it is. */
export async function askText(
  socketPath: string,
  path: string,
  {method = 'GET', deadlineMs = ANSWER_DEADLINE_MS}: AskOptions = {},
): Promise<string | undefined> {
  // Loaded here only: the module brings a whole web client, and most commands ask nobody.
  const {request} = await import('node:http');
  return new Promise((resolveAnswer, reject) => {
    // No connection is kept: whoever has the name now is asked, not who had it before.
    const call = request({socketPath, path, method, timeout: deadlineMs, agent: false}, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => reject(unreachable(socketPath, error.message)));
      response.on('end', () => resolveAnswer(Buffer.concat(chunks).toString('utf8')));
    });
    call.on('timeout', () => call.destroy(unreachable(socketPath, `no answer in ${deadlineMs} ms`)));
    call.on('error', (error) => {
      if (['ENOENT', 'ECONNREFUSED'].includes(codeOf(error) ?? '')) resolveAnswer(undefined);
      else reject(error instanceof UnavailableError ? error : unreachable(socketPath, error.message));
    });
    call.end();
  });
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
