import type {Journal} from '../ports/journal.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {serveHttp} from './http/http-server.ts';
import type {Settings} from './settings.ts';

/** Where it listens when nothing is said. */
export const LISTEN_DEFAULT = '127.0.0.1:8420';

/**
 * Serves the HTTP interface of a database until the signal, in a process of its own beside the monitor.
 *
 * @throws {ConfigError} HTTP_ADDRESS_OPEN. @throws {UnavailableError} HTTP_ADDRESS_TAKEN.
 */
export async function serve(
  settings: Settings,
  {journal, signal}: Readonly<{journal: Journal; signal: AbortSignal}>,
): Promise<Readonly<{address: string}>> {
  const address = settings.http.listen ?? LISTEN_DEFAULT;
  const parts = {settings, address, journal, clock: new SystemClock(), random: new SystemRandom()};
  let taken = address;
  await serveHttp(parts, signal, (listening) => {
    taken = listening;
    journal.record({kind: 'http', state: 'listening', address: listening, message: ''});
  });
  return {address: taken};
}
