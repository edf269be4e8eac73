import {createHash} from 'node:crypto';
import {chmodSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {FastifyInstance} from 'fastify';
import {BusyError, messageOf, UnavailableError} from '../errors.ts';

/** Longest path of a unix socket that every system takes (macOS: 104 bytes with the closing zero). */
const SOCKET_PATH_MAX_BYTES = 103;
const ANSWER_DEADLINE_MS = 1000;

/** Where the monitor of a database listens: beside it, or in the temporary folder if that path is too long. */
export function socketPathOf(databasePath: string): string {
  const absolute = resolve(databasePath);
  const digest = () => createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\vigil-${digest()}`;
  const beside = `${absolute}.sock`;
  return Buffer.byteLength(beside) <= SOCKET_PATH_MAX_BYTES
    ? beside
    : join(tmpdir(), `vigil-${digest()}.sock`);
}

/**
 * Makes the application listen for this database's callers; only its owner may call.
 *
 * @throws {BusyError} MONITOR_RUNNING when another monitor listens there.
 */
export async function listenOn(socketPath: string, app: FastifyInstance): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const umask = process.umask(0o177);
    try {
      await app.listen({path: socketPath});
      if (process.platform !== 'win32') chmodSync(socketPath, 0o600);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE' || attempt > 2) {
        throw new UnavailableError(
          'MONITOR_UNREACHABLE',
          `Cannot listen on "${socketPath}": ${messageOf(error)}`,
          {
            hint: 'check that the folder of the database can be written',
            cause: error,
          },
        );
      }
    } finally {
      process.umask(umask);
    }
    await refuseIfAnswered(socketPath);
    // Nobody listens: a monitor that was killed left its socket behind.
    rmSync(socketPath, {force: true});
  }
}

async function refuseIfAnswered(socketPath: string): Promise<void> {
  let running: unknown;
  try {
    running = await ask(socketPath, '/v1/status');
  } catch (error) {
    throw new BusyError(
      'MONITOR_RUNNING',
      `Another monitor holds this database but does not answer: ${messageOf(error)}`,
      {
        hint: 'end it, or wait until it answers; see `vigil status`',
      },
    );
  }
  if (running === undefined) return;
  const {pid, since} = running as {pid?: number; since?: string};
  throw new BusyError(
    'MONITOR_RUNNING',
    `Another monitor watches this database: process ${pid}, since ${since}`,
    {
      hint: 'one monitor per database; stop that one first, or give this one another --db',
    },
  );
}

/**
 * Asks the running monitor.
 *
 * @returns The answer's body, or undefined when no monitor listens.
 * @throws {UnavailableError} MONITOR_UNREACHABLE when one listens and does not answer in time.
 */
export async function ask(socketPath: string, path: string): Promise<unknown> {
  // Loaded here only: the module brings a whole web client, and most commands ask nobody.
  const {request} = await import('node:http');
  return new Promise((resolveAnswer, reject) => {
    const unreachable = (why: string) =>
      new UnavailableError('MONITOR_UNREACHABLE', `The monitor on "${socketPath}" did not answer: ${why}`);
    const call = request({socketPath, path, timeout: ANSWER_DEADLINE_MS}, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => reject(unreachable(error.message)));
      response.on('end', () => {
        try {
          resolveAnswer(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        } catch (error) {
          reject(unreachable(messageOf(error)));
        }
      });
    });
    call.on('timeout', () => call.destroy(unreachable(`no answer in ${ANSWER_DEADLINE_MS} ms`)));
    call.on('error', (error) => {
      if (['ENOENT', 'ECONNREFUSED'].includes(codeOf(error) ?? '')) resolveAnswer(undefined);
      else reject(error instanceof UnavailableError ? error : unreachable(error.message));
    });
    call.end();
  });
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
