import {toError} from '../../crossing-errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Journal} from '../../ports/journal.ts';
import {LastingThread} from '../lasting-thread.ts';
import type {HttpMessage, HttpOrder} from './http-messages.ts';

const ENTRY = new URL('./http-worker.ts', import.meta.url);

/** So long a thread that is asked to end may take, more than it gives its own requests. */
const END_MS = 8000;
const RESTARTS = {pauseFirstMs: 100, pauseMaxMs: 30_000};
const HEAP_MB_MAX = 512;

type Parts = Readonly<{
  clock: Clock;
  journal: Journal;
  /** What runs in the thread. Default: the server. */
  entry?: URL;
}>;

/**
 * The HTTP interface in a thread of its own, so that no load on it can hold up a monitor. One that ends by itself
 * is replaced, and told; that stops no trading.
 */
export class HttpThread {
  readonly #journal: Journal;
  readonly #thread: LastingThread<HttpMessage>;
  readonly #started = Promise.withResolvers<void>();
  #order: HttpOrder;
  #hasListened = false;
  /** What the thread said of its end. */
  #failure: Error | undefined;

  constructor(order: HttpOrder, {clock, journal, entry = ENTRY}: Parts) {
    this.#order = order;
    this.#journal = journal;
    this.#thread = new LastingThread(clock, {
      ...{entry, data: () => this.#order, heapMbMax: HEAP_MB_MAX, ...RESTARTS},
      hears: (message) => this.#hear(message),
      replaces: (why) => this.#replace(why),
    });
  }

  /**
   * Done when it listens. Where the first thread ends before that, no other takes its place.
   *
   * @throws {ConfigError} HTTP_ADDRESS_OPEN. @throws {UnavailableError} HTTP_ADDRESS_TAKEN. What opening the
   *   database throws.
   */
  get listening(): Promise<void> {
    return this.#started.promise;
  }

  /** Answers what is under way, and ends. */
  close(): Promise<void> {
    return this.#thread.stop('close', END_MS);
  }

  #hear(message: HttpMessage): void {
    switch (message.type) {
      case 'journal':
        this.#journal.record(message.entry);
        break;
      case 'failed':
        this.#failure = toError(message.error);
        break;
      case 'listening': {
        const {address} = message;
        this.#journal.record({kind: 'http', state: 'listening', address, message: ''});
        // The same port for all who come after, also where any was asked for.
        this.#order = {...this.#order, address: address.replace(/^http:\/\//, '')};
        this.#hasListened = true;
        this.#started.resolve();
        break;
      }
    }
  }

  #replace(why: string): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (this.#hasListened) {
      const message = failure?.message ?? why;
      this.#journal.record({kind: 'http', state: 'restarted', address: this.#order.address, message});
      return;
    }
    this.#started.reject(failure ?? new Error(`The HTTP interface did not start: ${why}`));
    void this.close();
  }
}
