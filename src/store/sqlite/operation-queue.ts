import {BusyError, StorageError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {LockMeter, LockPass} from '../../ports/locks.ts';
import type {Random} from '../../ports/random.ts';
import {backoffMs} from './backoff.ts';
import {busyError, whoHolds} from './busy-error.ts';
import {type LockHolder, lockHolders} from './lock-holders.ts';
import {IN_MEMORY} from './open-database.ts';
import {
  type Arguments,
  describe,
  hasDeadline,
  isWrite,
  type Method,
  type Operation,
  operationOf,
  type Result,
} from './operation.ts';
import {wrapped} from './sqlite-errors.ts';
import type {Answer, Turn, TurnResult} from './turn-runner.ts';

/** Who does the turns: a connection in this thread, or one in a worker. */
export interface TurnTaker {
  /** Threads that were started in the place of one that died. Default none. */
  readonly restarts?: number;
  run(turn: Turn): TurnResult | Promise<TurnResult>;
  close(): void | Promise<void>;
}

export type QueueOptions = Readonly<{
  path: string;
  clock: Clock;
  random: Random;
  /** How long a command or a claim waits for a lock. */
  deadlineMs: number;
  /**
   * Measures the writes, by method. Those of one turn hold the lock together, each for as long as the
   * turn; a wait lasts from the call to the turn that makes it, pauses for a locked file included. A
   * turn that ends while others wait is a hand-over. As they gather while a turn is under way, a busy
   * queue has hand-overs only, in good health too; what tells a convoy is a wait longer than turns.
   */
  meter?: LockMeter | undefined;
  /** Called once, when the connection is lost for good; everything that waits is rejected. */
  onFailure: (error: Error) => void;
}>;

/** What the queue has seen since it was made. */
export type StoreCounters = Readonly<{
  /** Writes that are on disk. */
  writes: number;
  /** Transactions that they were made in. */
  groups: number;
  /** Tries that found the database locked by somebody else. */
  busyRetries: number;
  /** Time in which it was locked. */
  busyMs: number;
  /** For how long it has been locked now; 0 when it is not. */
  lockedForMs: number;
  longestWaitMs: number;
  /** Calls that have no answer yet. */
  waiting: number;
  walPages: number;
  /** Threads that were started in the place of one that died. */
  workerRestarts: number;
}>;

type Waiting = Readonly<{
  operation: Operation;
  sinceMs: number;
  pass: LockPass | undefined;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}>;

/** One transaction does not hold the lock longer than so many writes take, some tens of ms. */
const GROUP_WRITES_MAX = 256;

/** Past this the callers are told to come back: the database is locked, and memory has a bound. */
const WAITING_MAX = 100_000;

const PAGE_BYTES = 4096;

/** Writes wait in one lane and reads in another, so that reads go on while the file is locked. */
class Lane {
  waiting: Waiting[] = [];
  tries = 0;
  lockedSinceMs: number | undefined;
  isBackingOff = false;

  get isLocked(): boolean {
    return this.lockedSinceMs !== undefined;
  }
}

/**
 * Calls wait here in order until a turn takes them. While a turn is under way new calls gather and
 * become the next one; that is what groups writes. A turn that finds the database locked is tried
 * again after a jittered pause, whole and in order, so that nothing overtakes a settlement.
 */
export class OperationQueue {
  readonly #taker: TurnTaker;
  readonly #options: QueueOptions;
  readonly #writes = new Lane();
  readonly #reads = new Lane();
  #isRunning = false;
  /** Calls that the turn under way has taken. */
  #taken = 0;
  #turnStartMs = 0;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
  #closeDeadlineMs: number | undefined;
  #onDrained: (() => void) | undefined;
  readonly #counts = {writes: 0, groups: 0, busyRetries: 0, busyMs: 0, longestWaitMs: 0, walBytes: 0};

  constructor(taker: TurnTaker, options: QueueOptions) {
    this.#taker = taker;
    this.#options = options;
  }

  submit<M extends Method>(method: M, ...args: Arguments<M>): Promise<Result<M>> {
    return new Promise<Result<M>>((resolve, reject) => {
      const operation = operationOf(method, args);
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      if (this.#closing !== undefined) {
        reject(closedError(operation));
        return;
      }
      const isWriting = isWrite(operation);
      const lane = isWriting ? this.#writes : this.#reads;
      if (lane.waiting.length >= WAITING_MAX && hasDeadline(operation)) {
        reject(fullError(operation));
        return;
      }
      const sinceMs = this.#options.clock.monotonic();
      const pass = isWriting ? this.#arrive(operation) : undefined;
      lane.waiting.push({operation, sinceMs, pass, resolve: resolve as (value: unknown) => void, reject});
      this.#pump();
    });
  }

  counters(): StoreCounters {
    const {walBytes, ...counts} = this.#counts;
    const lockedSinceMs = this.#writes.lockedSinceMs ?? this.#reads.lockedSinceMs;
    return {
      ...counts,
      lockedForMs: lockedSinceMs === undefined ? 0 : this.#options.clock.monotonic() - lockedSinceMs,
      waiting: this.#writes.waiting.length + this.#reads.waiting.length + this.#taken,
      walPages: Math.ceil(walBytes / PAGE_BYTES),
      workerRestarts: this.#taker.restarts ?? 0,
    };
  }

  /** Who keeps this process from the database now; empty when nobody does, or nobody can tell. */
  lockHolders(): readonly LockHolder[] {
    const {path} = this.#options;
    const isLocked = this.#writes.isLocked || this.#reads.isLocked;
    return isLocked && path !== IN_MEMORY ? lockHolders(path) : [];
  }

  /**
   * Finishes what waits and closes the connection. Settlements too wait no longer than to the
   * deadline now; what they would have said is found out again by asking the broker.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends everything: the connection is lost. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const lane of [this.#writes, this.#reads]) {
      for (const {reject, pass} of lane.waiting.splice(0)) {
        pass?.abandoned();
        reject(error);
      }
    }
    this.#onDrained?.();
    this.#options.onFailure(error);
  }

  async #close(): Promise<void> {
    this.#closeDeadlineMs = this.#options.clock.monotonic() + this.#options.deadlineMs;
    if (!this.#isIdle()) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    await this.#taker.close();
  }

  #isIdle(): boolean {
    return !this.#isRunning && this.#writes.waiting.length === 0 && this.#reads.waiting.length === 0;
  }

  #pump(): void {
    while (!this.#isRunning && this.#failure === undefined) {
      const writes = take(this.#writes, GROUP_WRITES_MAX);
      const reads = take(this.#reads, Number.POSITIVE_INFINITY);
      if (writes.length === 0 && reads.length === 0) break;
      this.#isRunning = true;
      this.#taken = writes.length + reads.length;
      this.#enter(writes);
      const turn: Turn = {
        writes: writes.map(({operation}) => operation),
        reads: reads.map(({operation}) => operation),
        isLast: this.#writes.waiting.length === 0,
      };
      let result: TurnResult | Promise<TurnResult>;
      try {
        result = this.#taker.run(turn);
      } catch (error) {
        this.#lose([...writes, ...reads], error);
        return;
      }
      if (result instanceof Promise) {
        result.then(
          (late) => {
            this.#finish(writes, reads, late);
            this.#pump();
          },
          (error: unknown) => {
            this.#lose([...writes, ...reads], error);
          },
        );
        return;
      }
      this.#finish(writes, reads, result);
    }
    if (this.#isIdle()) this.#onDrained?.();
  }

  /** A turn did not come back. Whether its writes are on disk nobody knows. */
  #lose(taken: readonly Waiting[], thrown: unknown): void {
    this.#isRunning = false;
    this.#taken = 0;
    // When a thread ends, that is known before its turn is given up, and says more.
    const error = this.#failure ?? wrapped(thrown, this.#options.path);
    this.fail(error);
    for (const {reject, pass} of taken) {
      pass?.left();
      reject(error);
    }
  }

  #finish(writes: readonly Waiting[], reads: readonly Waiting[], result: TurnResult): void {
    this.#isRunning = false;
    this.#taken = 0;
    this.#counts.walBytes = result.walBytes;
    if (result.writes === 'busy') {
      this.#writes.waiting.unshift(...writes);
      for (const {pass} of writes) pass?.sentBack();
      this.#backOff(this.#writes);
    } else if (writes.length > 0) {
      this.#leave(writes);
      this.#counts.groups += 1;
      this.#answerWrites(writes, result.writes);
    }
    const busyReads = reads.filter((_, index) => result.reads[index] === 'busy');
    for (const [index, waiting] of reads.entries()) {
      const answer = result.reads[index];
      if (answer !== 'busy') this.#answer(waiting, answer);
    }
    if (busyReads.length > 0) {
      this.#reads.waiting.unshift(...busyReads);
      this.#backOff(this.#reads);
    } else if (reads.length > 0) {
      this.#free(this.#reads);
    }
    if (result.failure !== undefined) this.fail(result.failure);
  }

  /** Answers the writes of a turn, but for settlements that have to wait. */
  #answerWrites(writes: readonly Waiting[], answers: readonly Answer[]): void {
    const {tries} = this.#writes;
    this.#free(this.#writes);
    const unwritten = writes.filter((waiting, index) => this.#waitsOn(waiting, answers[index]));
    for (const [index, waiting] of writes.entries()) {
      if (!unwritten.includes(waiting)) this.#answer(waiting, answers[index]);
    }
    if (unwritten.length === 0) return;
    this.#writes.tries = tries;
    this.#writes.waiting.unshift(
      ...unwritten.map((waiting) => ({...waiting, pass: this.#arrive(waiting.operation)})),
    );
    this.#pause(this.#writes);
  }

  /** Whether a settlement found no room on the disk: it waits on, first in line, as it waits for a lock. */
  #waitsOn(waiting: Waiting, answer: Answer | undefined): boolean {
    if (answer?.ok !== false || hasDeadline(waiting.operation)) return false;
    const hasNoRoom = answer.error instanceof StorageError && answer.error.code === 'STORE_CANNOT_WRITE';
    return hasNoRoom && this.#options.clock.monotonic() < this.#deadlineOf(waiting);
  }

  #answer({operation, sinceMs, resolve, reject}: Waiting, answer: Answer | undefined): void {
    if (answer === undefined) throw new Error('Invariant: a turn answers each of its operations');
    const waitedMs = this.#options.clock.monotonic() - sinceMs;
    this.#counts.longestWaitMs = Math.max(this.#counts.longestWaitMs, waitedMs);
    if (answer.ok && isWrite(operation)) this.#counts.writes += 1;
    if (answer.ok) resolve(answer.value);
    else reject(answer.error);
  }

  #free(lane: Lane): void {
    if (lane.lockedSinceMs !== undefined) {
      this.#counts.busyMs += this.#options.clock.monotonic() - lane.lockedSinceMs;
    }
    lane.lockedSinceMs = undefined;
    lane.tries = 0;
  }

  #backOff(lane: Lane): void {
    const nowMs = this.#options.clock.monotonic();
    lane.lockedSinceMs ??= nowMs;
    this.#counts.busyRetries += 1;
    this.#giveUp(lane, nowMs);
    if (lane.waiting.length === 0) this.#free(lane);
    else this.#pause(lane);
  }

  /** Lets some time pass before whoever waits in a lane is tried again. */
  #pause(lane: Lane): void {
    const {clock, random} = this.#options;
    const head = lane.waiting[0];
    if (head === undefined) return;
    const leftMs = this.#deadlineOf(head) - clock.monotonic();
    const pauseMs = Math.min(backoffMs(lane.tries, random), leftMs);
    lane.tries += 1;
    lane.isBackingOff = true;
    void clock.sleep(pauseMs).then(() => {
      lane.isBackingOff = false;
      this.#pump();
    });
  }

  /** Tells those whose time is up; the settlements among them stay, in order. */
  #giveUp(lane: Lane, nowMs: number): void {
    const late = lane.waiting.filter((waiting) => this.#deadlineOf(waiting) <= nowMs);
    if (late.length === 0) return;
    lane.waiting = lane.waiting.filter((waiting) => this.#deadlineOf(waiting) > nowMs);
    const {path} = this.#options;
    const holders = whoHolds(path);
    for (const {operation, sinceMs, reject, pass} of late) {
      pass?.abandoned();
      reject(busyError(path, {doing: describe(operation), waitedMs: nowMs - sinceMs, holders}));
    }
  }

  #arrive(operation: Operation): LockPass | undefined {
    const {waiting, isBackingOff} = this.#writes;
    const isFree = !this.#isRunning && !isBackingOff && waiting.length === 0;
    return this.#options.meter?.arrive(operation.method, isFree, () => describe(operation));
  }

  /** Tries of a lane that is known to be locked are waiting still, until one gets through. */
  #enter(writes: readonly Waiting[]): void {
    if (this.#options.meter === undefined) return;
    this.#turnStartMs = this.#options.clock.monotonic();
    if (!this.#writes.isLocked) for (const {pass} of writes) pass?.entered(this.#turnStartMs);
  }

  #leave(writes: readonly Waiting[]): void {
    if (this.#options.meter === undefined) return;
    const nowMs = this.#options.clock.monotonic();
    // All at first: whoever leaves before the last has come in would let the lock go.
    for (const {pass} of writes) pass?.entered(this.#turnStartMs);
    for (const {pass} of writes) pass?.left(nowMs);
  }

  #deadlineOf({operation, sinceMs}: Waiting): number {
    const closeDeadlineMs = this.#closeDeadlineMs ?? Number.POSITIVE_INFINITY;
    if (!hasDeadline(operation)) return closeDeadlineMs;
    return Math.min(closeDeadlineMs, sinceMs + this.#options.deadlineMs);
  }
}

function take(lane: Lane, max: number): readonly Waiting[] {
  return lane.isBackingOff ? [] : lane.waiting.splice(0, Math.min(max, lane.waiting.length));
}

function closedError(operation: Operation): StorageError {
  return new StorageError('STORE_CLOSED', `the database was closed before ${describe(operation)}`);
}

function fullError(operation: Operation): BusyError {
  return new BusyError(
    'STORE_BUSY',
    `${WAITING_MAX} calls wait for the database; ${describe(operation)} was refused`,
    {
      hint: 'try again when it is less busy',
    },
  );
}
