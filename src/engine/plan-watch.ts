import {compileCondition} from '../condition/compile.ts';
import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {HeapEntry} from '../market/indexed-heap.ts';
import {type InstrumentBook, unknownInstrument} from '../market/instrument.ts';
import type {Quote} from '../market/quote.ts';
import {type EntryLevel, entryLevels} from '../plan/entry-levels.ts';
import type {Guards} from '../plan/guards.ts';
import type {Lock, Locks} from '../ports/locks.ts';
import type {ClaimRefusal, LevelRow, PlanRow} from '../ports/store.ts';
import type {Listing, SymbolAnswer} from '../ports/symbols.ts';
import {type CompiledLevel, compileLevel} from './compile-level.ts';
import {FailureCount, QUARANTINE_FAILURES} from './failure-count.ts';
import type {Sleeper} from './wake-index.ts';

/**
 * What the monitor does with a level now.
 *
 * | phase    | the level is       | leaves when                                             |
 * | -------- | ------------------ | ------------------------------------------------------- |
 * | waiting  | pending            | it fires or expires (busy), or its row says otherwise    |
 * | busy     | being moved        | the store and the broker have answered                   |
 * | holding  | working, executed  | its order has ended, its position is closed              |
 * | parked   | in doubt, or ended | the reconciler or a person says what happened            |
 */
export type Phase = 'waiting' | 'busy' | 'holding' | 'parked';

/**
 * Everything the monitor holds for one entry level of a plan: its mutex, its wakes, its failures. It is
 * a part of its plan's watch and goes with it.
 */
export class LevelWatch {
  readonly plan: PlanWatch;
  readonly number: number;
  /** Held while the level is moved; a field of its owner, so there is no map to clean. */
  readonly mutex: Lock;
  entry: EntryLevel;
  compiled: CompiledLevel;
  phase: Phase = 'parked';
  sleeper: Sleeper<Waiter> | undefined;
  /** The desk's quote count when the level was armed: a sweep judges later quotes only. */
  armedAtQuotes = 0;
  /** After something went wrong: not before this time. Not stored; a restart may try at once. */
  notBeforeMs = 0;
  readonly #failures = new FailureCount();
  /** The last failure was one to ask it. */
  isEvaluationFailing = false;
  /** The desk's quote count when it was met and the gate was shut: no event has missed it then. */
  heldAtQuotes = -1;
  /** Why the last claim was refused; undefined once one was made. */
  refusal: ClaimRefusal | undefined;
  lastEvaluatedMs: number | null = null;

  constructor(plan: PlanWatch, entry: EntryLevel, compiled: CompiledLevel, mutex: Lock) {
    this.plan = plan;
    this.number = entry.level;
    this.entry = entry;
    this.compiled = compiled;
    this.mutex = mutex;
  }

  get row(): LevelRow {
    const row = this.plan.row.levels[this.number - 1];
    if (row === undefined)
      throw new Error(`Invariant: plan "${this.plan.id}" has a level ${this.number} while it is watched`);
    return row;
  }

  get isQuarantined(): boolean {
    return this.#failures.isQuarantine;
  }

  get consecutiveFailures(): number {
    return this.#failures.count;
  }

  get lastError(): string | null {
    return this.#failures.lastError;
  }

  /**
   * Before this time nothing triggers the level. A stored pause that is longer than any can be was begun by a
   * clock that was ahead of ours, and is over.
   */
  readyAtMs(nowMs: number): number {
    const retryAtMs = this.row.retryAtMs ?? 0;
    const isPause = retryAtMs - nowMs <= this.plan.retryPauseMaxMs;
    return Math.max(this.plan.row.plan.createdAtMs, isPause ? retryAtMs : 0, this.notBeforeMs);
  }

  /** Whether the level may be triggered now, by this quote: never by one from before the plan was written. */
  isReadyFor(quote: Quote, nowMs: number): boolean {
    return this.readyAtMs(nowMs) <= nowMs && this.plan.row.plan.createdAtMs <= quote.receivedAtMs;
  }

  /**
   * Counts a failure and pauses: the longer, the more there were in a row.
   *
   * @returns Whether the level is quarantined by this one.
   */
  fail(nowMs: number, basePauseMs: number, message: string): boolean {
    this.notBeforeMs = nowMs + this.#failures.fail(basePauseMs, message);
    return this.#failures.count === QUARANTINE_FAILURES;
  }

  /** What went wrong is over. */
  recover(): void {
    this.#failures.recover();
    this.isEvaluationFailing = false;
  }

  /** It could be asked: that ends failures to ask it, and says nothing of failures to execute it. */
  evaluated(): void {
    if (this.isEvaluationFailing) this.recover();
  }
}

/** Waits for a plan's `cancelWhen`. */
export class CancelWatch {
  readonly plan: PlanWatch;
  sleeper: Sleeper<Waiter> | undefined;
  readonly failures = new FailureCount();
  /** After it failed: not before this time. */
  notBeforeMs = 0;

  constructor(plan: PlanWatch) {
    this.plan = plan;
  }
}

/** Who sleeps at a desk. */
export type Waiter = LevelWatch | CancelWatch;

/** Plans by id; of one plan its cancel rule first, so that what is to be cancelled does not fire; then levels. */
export function inOrder(a: Waiter, b: Waiter): number {
  if (a.plan !== b.plan) return a.plan.id < b.plan.id ? -1 : 1;
  return rank(a) - rank(b);
}

function rank(waiter: Waiter): number {
  return waiter instanceof LevelWatch ? waiter.number : 0;
}

/** What a plan is compiled with. */
export type WatchTerms = Readonly<{
  locks: Locks;
  guards: Guards;
  instruments: InstrumentBook;
  /** The longest pause after a rejection. */
  retryPauseMaxMs: number;
}>;

/**
 * Everything the monitor holds for one plan. Nothing of a plan is kept anywhere else, so dropping the
 * watch forgets the plan: its levels, their mutexes, wakes and failures.
 */
export class PlanWatch {
  readonly #terms: WatchTerms;
  #row: PlanRow;
  #levels: readonly LevelWatch[] = [];
  #when: CompiledCondition;
  #cancelWhen: CompiledCondition | undefined;
  readonly cancel: CancelWatch;
  /** The symbol by which the plan has its place; another one in its row is taken up when nothing is busy. */
  readonly symbol: string;
  /** Undefined while no instrument is listed for the plan's symbol; it then has no desk, and cannot fire. */
  #listing: Listing | undefined;
  /** Why there is no listing. */
  notListed: (SymbolAnswer & {listed: false}) | undefined;
  /** Place in the monitor's queue of expiries; undefined when the plan is good till cancelled. */
  expiry: ExpiryEntry | undefined;
  /** After expiring or cancelling it failed: not before this time. */
  notBeforeMs = 0;
  /** Digest of the verdict that was stored last. */
  storedVerdict: string | undefined;

  constructor(row: PlanRow, terms: WatchTerms) {
    this.#row = row;
    this.#terms = terms;
    this.symbol = row.plan.symbol;
    this.cancel = new CancelWatch(this);
    const compiled = compile(row, undefined, terms);
    this.#when = compiled.when;
    this.#take(compiled);
  }

  get id(): string {
    return this.#row.plan.id;
  }

  get row(): PlanRow {
    return this.#row;
  }

  get levels(): readonly LevelWatch[] {
    return this.#levels;
  }

  get listing(): Listing | undefined {
    return this.#listing;
  }

  /** The plan's condition, without what is its levels' own. */
  get when(): CompiledCondition {
    return this.#when;
  }

  get cancelWhen(): CompiledCondition | undefined {
    return this.#cancelWhen;
  }

  get retryPauseMaxMs(): number {
    return this.#terms.retryPauseMaxMs;
  }

  /** Pauses that were begun before the clock was set are of another time. */
  forgetPauses(): void {
    this.notBeforeMs = 0;
    this.cancel.notBeforeMs = 0;
    for (const level of this.#levels) level.notBeforeMs = 0;
  }

  get isBusy(): boolean {
    return this.#levels.some(({phase}) => phase === 'busy');
  }

  /** Gives the plan its instrument; guards and volumes are by that instrument's terms. */
  list(listing: Listing): void {
    if (listing.brokerSymbol !== this.#listing?.brokerSymbol)
      this.#take(compile(this.#row, listing, this.#terms));
    this.#listing = listing;
    this.notListed = undefined;
  }

  /**
   * Takes over a newer row. What the user wrote is compiled again only when it changed; what went wrong
   * with the version before, a claim lost to the edit among it, is then not held against the new one.
   * When it cannot be compiled, nothing has changed.
   */
  adopt(row: PlanRow): void {
    if (row.version === this.#row.version) {
      this.#row = row;
      return;
    }
    const compiled = compile(row, this.#listing, this.#terms);
    this.#row = row;
    this.forgetPauses();
    this.storedVerdict = undefined;
    for (const level of this.#levels) {
      level.refusal = undefined;
      level.recover();
    }
    this.#take(compiled);
  }

  #take({when, cancelWhen, levels}: Compiled): void {
    this.#when = when;
    this.#cancelWhen = cancelWhen;
    this.#levels = levels.map(({entry, compiled}) => {
      const known = this.#levels[entry.level - 1];
      if (known === undefined) {
        const key = entry.level === 1 ? this.id : `${this.id}#${entry.level}`;
        return new LevelWatch(this, entry, compiled, this.#terms.locks.lockOf('plan', key));
      }
      known.entry = entry;
      known.compiled = compiled;
      return known;
    });
  }
}

/** A plan's conditions, ready to be asked. */
type Compiled = Readonly<{
  when: CompiledCondition;
  cancelWhen: CompiledCondition | undefined;
  levels: readonly Readonly<{entry: EntryLevel; compiled: CompiledLevel}>[];
}>;

function compile({plan}: PlanRow, listing: Listing | undefined, terms: WatchTerms): Compiled {
  const {guards, instruments} = terms;
  const instrument =
    listing === undefined ? unknownInstrument(plan.symbol) : instruments.of(listing.brokerSymbol);
  const when = compileCondition(plan.when, plan.side);
  return {
    when,
    cancelWhen:
      plan.cancelWhen === null ? undefined : compileCondition(plan.cancelWhen, plan.side, 'cancelWhen'),
    levels: entryLevels(plan).map((entry) => ({
      entry,
      compiled: compileLevel(plan, entry, when, {guards, instrument}),
    })),
  };
}

/** A watch's place in the queue of expiries. */
export type ExpiryEntry = HeapEntry & Readonly<{watch: PlanWatch}>;
