import {readFileSync} from 'node:fs';
import type {FastifyInstance} from 'fastify';
import {type Closers, closing} from '../../closers.ts';
import {failureEntry} from '../../engine/failure-entry.ts';
import {ConfigError, messageOf, UnavailableError} from '../../errors.ts';
import {apiApp, type Served} from '../../http/api/api-app.ts';
import {isLoopbackAddress} from '../../http/api/host-guard.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Journal} from '../../ports/journal.ts';
import type {Random} from '../../ports/random.ts';
import type {Store} from '../../ports/store.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import type {Settings} from '../settings.ts';
import {isGood} from '../tokens.ts';
import {StoreApiHost} from './api-host.ts';
import {HttpFigures} from './http-figures.ts';
import {type ListenAddress, listenAddress, shownAddress} from './listen-address.ts';

export type HttpParts = Readonly<{
  settings: Settings;
  /** HOST:PORT; port 0 takes a free one. */
  address: string;
  clock: Clock;
  random: Random;
  journal: Journal;
}>;

/** Made together with the program. */
const DOCUMENT = new URL('../../../schemas/openapi.json', import.meta.url);

/** How long a key of an added plan is remembered, and the pause between looks for old ones. */
const KEY_AGE_MS = 24 * 3_600_000;
const PRUNE_MS = 10 * 60_000;

/** Requests that are under way at the end have so long to be answered. */
const DRAIN_MS = 5000;

/**
 * Serves the HTTP interface of a database until the signal, in this thread, over a store of its own.
 *
 * @param onListening Called with the address, its port the one that was taken.
 * @throws {ConfigError} HTTP_ADDRESS_OPEN when others than this machine could call, and there is no token.
 * @throws {UnavailableError} HTTP_ADDRESS_TAKEN
 */
export function serveHttp(
  parts: HttpParts,
  signal: AbortSignal,
  onListening: (address: string) => void,
): Promise<void> {
  return closing((closers) => serve(parts, {signal, onListening}, closers));
}

async function serve(
  {settings, address, clock, random, journal}: HttpParts,
  {signal, onListening}: Readonly<{signal: AbortSignal; onListening: (address: string) => void}>,
  closers: Closers,
): Promise<void> {
  const listen = listenAddress(address);
  const {db: path, dbDeadlineMs: deadlineMs} = settings;
  const store = await SqliteStore.open({path, clock, random, deadlineMs});
  closers.defer(() => store.close());
  await refuseIfOpen(store, listen, clock);
  const figures = new HttpFigures();
  const {allowedHosts, bodyMaxBytes, requestsPerSecond, connectionsMax} = settings.http;
  const app = await apiApp({
    host: new StoreApiHost({settings, store, clock, figures}),
    address: listen.host,
    ...{allowedHosts, bodyMaxBytes, requestsPerSecond, connectionsMax},
    document: readFileSync(DOCUMENT, 'utf8'),
    onServed: (served) => {
      figures.served(served);
      tell(journal, served);
    },
    onDefect: (error) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
      journal.record({
        kind: 'failure',
        planId: null,
        reasonCode: 'INTERNAL',
        doing: 'answer a request',
        message,
      });
    },
  });
  closers.defer(() => drain(app, clock));
  try {
    await app.listen({host: listen.host, port: listen.port});
  } catch (error) {
    throw new UnavailableError('HTTP_ADDRESS_TAKEN', `Cannot listen on ${address}: ${messageOf(error)}`, {
      hint: 'another program may listen there; give another port with --http',
      cause: error,
    });
  }
  onListening(shownAddress(listen, app.server.address()));
  while (!signal.aborted) {
    await forgetKeys(store, clock, journal);
    await clock.sleep(PRUNE_MS, signal).catch(() => undefined);
  }
}

/** What cannot be forgotten now, as the database is locked, is forgotten later, and ends nothing. */
async function forgetKeys(store: Pick<Store, 'pruneKeys'>, clock: Clock, journal: Journal): Promise<void> {
  try {
    // Some at a time: each holds the write lock.
    while ((await store.pruneKeys(clock.now() - KEY_AGE_MS)) > 0);
  } catch (error) {
    journal.record(failureEntry('forget keys of old requests', error));
  }
}

/** Answers what is under way; who has not sent a whole request by then, or does not take its answer, is cut off. */
async function drain(app: FastifyInstance, clock: Clock): Promise<void> {
  const force = clock.at(clock.now() + DRAIN_MS, () => app.server.closeAllConnections());
  await app.close();
  force.cancel();
}

/** Writes are told one by one; reads are counted only, or a scraper would fill the log. */
function tell(journal: Journal, {method, route, planId, caller, status, code, ms}: Served): void {
  if (method === 'GET' || route === null || caller === null) return;
  journal.record({kind: 'served', method, route, planId, caller, status, code, ms: Math.round(ms)});
}

/** @throws {ConfigError} HTTP_ADDRESS_OPEN */
async function refuseIfOpen(
  store: Pick<Store, 'tokens'>,
  {host}: ListenAddress,
  clock: Clock,
): Promise<void> {
  if (isLoopbackAddress(host)) return;
  const tokens = await store.tokens();
  if (tokens.some((token) => isGood(token, clock.now()))) return;
  throw new ConfigError(
    'HTTP_ADDRESS_OPEN',
    `${host} can be reached from other machines, and there is no token`,
    {
      field: 'http.listen',
      hint: 'make one with `vigil token create`, or listen on 127.0.0.1',
    },
  );
}
