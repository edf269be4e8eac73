import {StorageError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {backoffMs} from './backoff.ts';
import {describe, isRepeatable, type Operation} from './operation.ts';
import type {TurnTaker} from './operation-queue.ts';
import {BUSY, retryWhileBusy} from './retry-while-busy.ts';
import type {Answer, Turn, TurnResult} from './turn-runner.ts';
import type {OpenedReply, OpenRequest} from './worker-messages.ts';

/** This side of a thread that owns a connection; see `StoreWorker`. */
export interface WorkerLink extends TurnTaker {
  /** Why the thread ended without being asked to; undefined while it has not. */
  readonly ended: Error | undefined;
  open(options: OpenRequest): Promise<OpenedReply | typeof BUSY>;
  run(turn: Turn): Promise<TurnResult>;
  close(): Promise<void>;
  terminate(): Promise<void>;
}

export type RestartOptions = Readonly<{
  open: OpenRequest;
  clock: Clock;
  random: Random;
  /** How long the first opening waits for a lock. */
  deadlineMs: number;
  /** Starts a thread. */
  start: () => WorkerLink;
}>;

/** So many deaths within a minute are no accident: something kills every thread that is started. */
const DEATHS_MAX = 5;
const DEATHS_WITHIN_MS = 60_000;

/** Pause before the first thread that replaces another; doubled with each further death of the minute. */
const PAUSE_FIRST_MS = 50;

/**
 * The thread of a store, and whoever takes its place when it dies.
 *
 * Nobody knows whether the turn in flight is on disk. It is repeated, for every operation in it is
 * idempotent by key: what was done is found done, and a claim is known for this store's own by the
 * claimant that each thread is given. Only `add` is not repeated; it is refused as of unknown outcome.
 *
 * A thread that lives but finds its file damaged, or the disk failing, is not replaced: the store is lost.
 */
export class RestartingWorker implements TurnTaker {
  readonly #options: RestartOptions;
  #worker: WorkerLink;
  /** What a thread in the place of the first is opened with. */
  #reopen: OpenRequest;
  /** Times of the deaths within the last minute. */
  #deaths: readonly number[] = [];
  #restarts = 0;
  #isOpen = false;
  #databaseId: string | undefined;
  /** Plans that may have been added by a thread that died. */
  readonly #interrupted = new WeakSet<Operation>();

  constructor(options: RestartOptions) {
    this.#options = options;
    this.#worker = options.start();
    this.#reopen = options.open;
  }

  /** Threads that were started in the place of one that died. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * @throws {BusyError} STORE_BUSY when the database stayed locked to the deadline.
   * @throws {StorageError} STORE_CANNOT_OPEN, STORE_VERSION_NEWER, STORE_CORRUPT.
   */
  async open(): Promise<OpenedReply> {
    const {open, clock, random, deadlineMs} = this.#options;
    const opened = await retryWhileBusy(() => this.#worker.open(open), {
      path: open.path,
      clock,
      random,
      deadlineMs,
      doing: 'opening it',
    });
    this.#isOpen = true;
    // A file that is not there any more must not be made anew.
    this.#reopen = {...open, migrate: false, claimant: opened.claimant};
    this.#databaseId = opened.databaseId;
    return opened;
  }

  /** @throws {StorageError} STORE_CANNOT_WRITE when threads die faster than they are worth replacing. */
  async run(turn: Turn): Promise<TurnResult> {
    // Ends when a turn comes back, or by the limit on deaths; a lock is waited for by whoever asked.
    for (let tries = 0; ; ) {
      if (!(await this.#isReady())) {
        // Whoever has something in flight that may be done must not be told that the lock kept it from being done.
        if (!turn.writes.some((operation) => this.#interrupted.has(operation))) return busyResult(turn);
        await this.#pause(tries);
        tries += 1;
        continue;
      }
      const writes = turn.writes.filter((operation) => !this.#interrupted.has(operation));
      try {
        const result = await this.#worker.run({...turn, writes});
        if (result.writes !== 'busy' || writes.length === turn.writes.length)
          return this.#withUnknown(turn, result);
        await this.#pause(tries);
        tries += 1;
      } catch (error) {
        if (this.#worker.ended === undefined) throw error;
        for (const operation of turn.writes) {
          if (!isRepeatable(operation)) this.#interrupted.add(operation);
        }
      }
    }
  }

  async close(): Promise<void> {
    if (this.#worker.ended === undefined) await this.#worker.close();
    else await this.#worker.terminate();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Whether there is a thread with an open connection; starts one in the place of one that died. */
  async #isReady(): Promise<boolean> {
    // Ends by the limit on deaths.
    while (this.#worker.ended !== undefined || !this.#isOpen) {
      if (this.#worker.ended !== undefined) await this.#replace(this.#worker.ended);
      try {
        const opened = await this.#worker.open(this.#reopen);
        if (opened === BUSY) return false;
        if (opened.databaseId !== this.#databaseId) throw replacedError(this.#options.open.path);
        this.#isOpen = true;
      } catch (error) {
        // A thread that died while it opened is one more death; any other error is the file's.
        if (this.#worker.ended === undefined) throw error;
      }
    }
    return true;
  }

  #pause(tries: number): Promise<void> {
    return this.#options.clock.sleep(backoffMs(tries, this.#options.random));
  }

  async #replace(cause: Error): Promise<void> {
    const {clock, random, start, open} = this.#options;
    this.#isOpen = false;
    // It may live on, unable to answer, and must not hold a lock.
    await this.#worker.terminate();
    const nowMs = clock.monotonic();
    this.#deaths = [...this.#deaths.filter((atMs) => nowMs - atMs < DEATHS_WITHIN_MS), nowMs];
    const deaths = this.#deaths.length;
    if (deaths >= DEATHS_MAX) throw endedError(open.path, deaths, cause);
    const pauseMs = PAUSE_FIRST_MS * 2 ** (deaths - 1);
    await clock.sleep(pauseMs * (0.5 + random.next() / 2));
    this.#worker = start();
    this.#restarts += 1;
  }

  #withUnknown(turn: Turn, result: TurnResult): TurnResult {
    if (result.writes === 'busy') return result;
    const answers = result.writes.values();
    const writes = turn.writes.map((operation): Answer => {
      if (this.#interrupted.has(operation))
        return {ok: false, error: unknownError(this.#options.open.path, operation)};
      const {value} = answers.next();
      if (value === undefined) throw new Error('Invariant: a turn answers each of its operations');
      return value;
    });
    return {...result, writes};
  }
}

function busyResult({writes, reads}: Turn): TurnResult {
  return {
    writes: writes.length === 0 ? [] : 'busy',
    reads: reads.map(() => 'busy'),
    walBytes: 0,
  };
}

function unknownError(path: string, operation: Operation): StorageError {
  return new StorageError(
    'STORE_CANNOT_WRITE',
    `the thread that writes the database "${path}" ended while ${describe(operation)}; whether it was done is not known`,
    {hint: 'list the plans, and add what is not there'},
  );
}

function replacedError(path: string): StorageError {
  return new StorageError('STORE_CANNOT_WRITE', `the database "${path}" was replaced while it was open`, {
    hint: 'put it back, or start again with the other one',
  });
}

function endedError(path: string, deaths: number, cause: Error): StorageError {
  return new StorageError(
    'STORE_CANNOT_WRITE',
    `the thread that writes the database "${path}" ended ${deaths} times within a minute`,
    {
      hint: 'start again: what was acknowledged is on disk, and the rest is found out on start',
      cause,
    },
  );
}
