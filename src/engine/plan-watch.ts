import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {MarketView} from '../condition/market-view.ts';
import type {MemoryCell} from '../condition/memory-cell.ts';
import type {SourceFamily} from '../condition/source-question.ts';
import type {HeapEntry} from '../market/indexed-heap.ts';
import type {Quote} from '../market/quote.ts';
import type {StudyNeed} from '../market/study/study.ts';
import type {EntryLevel} from '../plan/entry-levels.ts';
import type {Lock, Locks} from '../ports/locks.ts';
import type {ClaimRefusal, LevelRow, PlanMemory, PlanRow} from '../ports/store.ts';
import type {Listing, SymbolAnswer} from '../ports/symbols.ts';
import type {CompiledLevel} from './compile-level.ts';
import {cellsOf, type CompiledPlan, type CompileTerms, compilePlan, needsOf} from './compile-plan.ts';
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

/** Keeps what one condition of a plan has to remember, whatever else the plan waits for. */
export class CellWatch {
  readonly plan: PlanWatch;
  readonly cell: MemoryCell;
  /** Place among the cells of the plan: parts before what contains them. */
  readonly place: number;
  sleeper: Sleeper<Waiter> | undefined;
  /** Undefined before the first look. */
  state: unknown;

  constructor(plan: PlanWatch, cell: MemoryCell, place: number) {
    this.plan = plan;
    this.cell = cell;
    this.place = place;
  }
}

/** Who sleeps at a desk. */
export type Waiter = LevelWatch | CancelWatch | CellWatch;

/**
 * Plans by id; of one plan first what it remembers, so that it is asked about this quote with it; then its cancel
 * rule, so that what is to be cancelled does not fire; then levels.
 */
export function inOrder(a: Waiter, b: Waiter): number {
  if (a.plan !== b.plan) return a.plan.id < b.plan.id ? -1 : 1;
  return rank(a) - rank(b);
}

function rank(waiter: Waiter): number {
  if (waiter instanceof LevelWatch) return waiter.number;
  return waiter instanceof CancelWatch ? 0 : waiter.place - CELLS_MAX;
}

/** More than the conditions of any plan that can be read. */
const CELLS_MAX = 1e6;

/** After a symbol was not found for the second time; longer after each further one. */
const LOOK_AGAIN_MS = 30_000;

/** What a watch is made with. */
export type WatchTerms = CompileTerms &
  Readonly<{
    locks: Locks;
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
  #families: ReadonlySet<SourceFamily> = new Set();
  #needs: readonly StudyNeed[] = [];
  #cells: readonly CellWatch[] = [];
  readonly cancel: CancelWatch;
  /** The symbol by which the plan has its place; another one in its row is taken up when nothing is busy. */
  readonly symbol: string;
  /** Undefined while no instrument is listed for the plan's symbol; it then has no desk, and cannot fire. */
  #listing: Listing | undefined;
  /** Why there is no listing. */
  notListed: (SymbolAnswer & {listed: false}) | undefined;
  /** When its symbol is looked for again; the longer from time to time, the more often it was not found. */
  lookAgainAtMs = 0;
  readonly #searches = new FailureCount();
  /** Place in the monitor's queue of expiries; undefined when the plan is good till cancelled. */
  expiry: ExpiryEntry | undefined;
  /** After expiring or cancelling it failed: not before this time. */
  notBeforeMs = 0;
  /** How often it was thought of, and which of the looks was stored last; see keep-verdicts.ts. */
  looks = 0;
  storedLook = 0;
  /** Digest of the verdict that was stored last. */
  storedVerdict: string | undefined;

  constructor(row: PlanRow, terms: WatchTerms) {
    this.#row = row;
    this.#terms = terms;
    this.symbol = row.plan.symbol;
    this.cancel = new CancelWatch(this);
    const compiled = compilePlan(row, undefined, terms);
    this.#when = compiled.when;
    this.#take(compiled, new Map());
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

  /** The analyses that its conditions ask for, each once; another list when they are compiled anew. */
  get needs(): readonly StudyNeed[] {
    return this.#needs;
  }

  /** Whose answers beside the market its conditions ask for. */
  get families(): ReadonlySet<SourceFamily> {
    return this.#families;
  }

  get cells(): readonly CellWatch[] {
    return this.#cells;
  }

  /** What its conditions remember now, by their paths: plain data, for the next process. */
  get memory(): PlanMemory {
    return {version: this.#row.version, states: Object.fromEntries(this.#statesByPath())};
  }

  /** Goes on with what an earlier process has remembered of the same version. */
  restore({version, states}: PlanMemory): void {
    if (version !== this.#row.version) return;
    for (const watch of this.#cells) watch.state = states[watch.cell.path];
  }

  /** What was remembered rests on a clock that was set since. */
  forgetCells(): void {
    for (const watch of this.#cells) watch.state = undefined;
  }

  /** What the plan's own conditions see: what everybody does, and what they remember at this moment. */
  view(view: MarketView): MarketView {
    if (this.#cells.length === 0) return view;
    const states = this.#statesByPath();
    return {...view, recall: (path) => states.get(path)};
  }

  get retryPauseMaxMs(): number {
    return this.#terms.retryPauseMaxMs;
  }

  /** Pauses that were begun before the clock was set are of another time. */
  forgetPauses(): void {
    this.notBeforeMs = 0;
    this.lookAgainAtMs = 0;
    this.cancel.notBeforeMs = 0;
    for (const level of this.#levels) level.notBeforeMs = 0;
  }

  get isBusy(): boolean {
    return this.#levels.some(({phase}) => phase === 'busy');
  }

  /** Gives the plan its instrument; conditions, guards and volumes are by that instrument's terms. */
  list(listing: Listing): void {
    this.#take(compilePlan(this.#row, listing, this.#terms), this.#statesByPath());
    this.#listing = listing;
    this.notListed = undefined;
    this.#searches.recover();
  }

  /** Its symbol was looked for again, and is not listed yet. */
  notFound(nowMs: number): void {
    this.lookAgainAtMs = nowMs + this.#searches.fail(LOOK_AGAIN_MS, 'not listed');
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
    const compiled = compilePlan(row, this.#listing, this.#terms);
    this.#row = row;
    this.forgetPauses();
    this.storedVerdict = undefined;
    for (const level of this.#levels) {
      level.refusal = undefined;
      level.recover();
    }
    this.#take(compiled, new Map());
  }

  #statesByPath(): ReadonlyMap<string, unknown> {
    return new Map(this.#cells.map(({cell, state}) => [cell.path, state]));
  }

  /** @param states What was remembered that is still of use. */
  #take(compiledPlan: CompiledPlan, states: ReadonlyMap<string, unknown>): void {
    const {when, cancelWhen, levels, families} = compiledPlan;
    this.#when = when;
    this.#cancelWhen = cancelWhen;
    this.#families = families;
    this.#needs = needsOf(compiledPlan);
    this.#cells = cellsOf(compiledPlan).map((cell, place) => {
      const watch = new CellWatch(this, cell, place);
      watch.state = states.get(cell.path);
      return watch;
    });
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

/** A watch's place in the queue of expiries. */
export type ExpiryEntry = HeapEntry & Readonly<{watch: PlanWatch}>;
