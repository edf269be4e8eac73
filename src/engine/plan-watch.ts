import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {HeapEntry} from '../market/indexed-heap.ts';
import type {Quote} from '../market/quote.ts';
import type {Lock} from '../ports/locks.ts';
import type {PlanRow} from '../ports/store.ts';
import type {Listing, SymbolAnswer} from '../ports/symbols.ts';
import {compilePlan} from './compile-plan.ts';
import type {Sleeper} from './wake-index.ts';

/**
 * What the monitor does with a plan now.
 *
 * | phase    | the plan is    | leaves when                                             |
 * | -------- | -------------- | ------------------------------------------------------- |
 * | waiting  | pending        | it fires or expires (busy), or its row says otherwise    |
 * | busy     | being moved    | the store and the broker have answered                   |
 * | holding  | executed       | its position is closed                                   |
 * | parked   | in doubt       | the reconciler or a person says what happened            |
 */
export type Phase = 'waiting' | 'busy' | 'holding' | 'parked';

/**
 * Everything the monitor holds for one plan. Nothing of a plan is kept anywhere else, so dropping
 * the watch forgets the plan: its mutex, its wakes, its failures.
 */
export class PlanWatch {
  /** Held while the plan is moved; a field of its owner, so there is no map to clean. */
  readonly mutex: Lock;
  row: PlanRow;
  /** A row that came while the plan was being moved; looked at afterwards. */
  newerRow: PlanRow | undefined;
  compiled: CompiledCondition;
  phase: Phase = 'waiting';
  /** Undefined while no instrument is listed for the plan's symbol; it then has no desk, and cannot fire. */
  listing: Listing | undefined;
  /** Why there is no listing. */
  notListed: (SymbolAnswer & {listed: false}) | undefined;
  sleeper: Sleeper<PlanWatch> | undefined;
  /** Place in the monitor's queue of expiries; undefined when the plan is good till cancelled. */
  expiry: ExpiryEntry | undefined;
  /** The desk's quote count when the plan was armed: a sweep judges later quotes only. */
  armedAtQuotes = 0;
  /** After something went wrong: not before this time. Not stored; a restart may try at once. */
  notBeforeMs = 0;
  consecutiveFailures = 0;
  lastError: string | null = null;
  /** Digest of the verdict that was stored last. */
  storedVerdict: string | undefined;

  constructor(row: PlanRow, mutex: Lock) {
    this.row = row;
    this.mutex = mutex;
    this.compiled = compilePlan(row.plan);
  }

  get id(): string {
    return this.row.plan.id;
  }

  get symbol(): string {
    return this.row.plan.symbol;
  }

  /** Before this time nothing triggers the plan. */
  get readyAtMs(): number {
    return Math.max(this.row.plan.createdAtMs, this.row.retryAtMs ?? 0, this.notBeforeMs);
  }

  /** Whether the plan may be triggered now, by this quote: never by one from before it was written, or edited. */
  isReadyFor(quote: Quote, nowMs: number): boolean {
    return this.readyAtMs <= nowMs && this.row.plan.createdAtMs <= quote.receivedAtMs;
  }

  /**
   * Takes over a newer row. What the user wrote is compiled again only when it changed; what went wrong
   * with the version before, a claim lost to the edit among it, is then not held against the new one.
   */
  adopt(row: PlanRow): void {
    if (row.version !== this.row.version) {
      this.compiled = compilePlan(row.plan);
      this.notBeforeMs = 0;
      this.consecutiveFailures = 0;
      this.lastError = null;
      this.storedVerdict = undefined;
    }
    this.row = row;
  }
}

/** A watch's place in the queue of expiries. */
export type ExpiryEntry = HeapEntry & Readonly<{watch: PlanWatch}>;
