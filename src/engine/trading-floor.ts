import type {QuoteFilterOptions} from '../market/quote-filter.ts';
import type {SourceFamily} from '../condition/source-question.ts';
import {AT_NEXT_QUOTE} from '../condition/wake.ts';
import {IndexedHeap} from '../market/indexed-heap.ts';
import type {MicrostructureBook} from '../market/microstructure/microstructure-book.ts';
import {calendarOf} from '../market/session/market-calendar.ts';
import type {MarketHours} from '../market/session/market-hours.ts';
import type {Zone} from '../market/zone.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import type {Guards} from '../plan/guards.ts';
import {isWatched} from '../plan/status.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {Locks} from '../ports/locks.ts';
import type {BrokenRow, DeskMemory, LevelRow, PlanRow} from '../ports/store.ts';
import type {Symbols} from '../ports/symbols.ts';
import {Desk} from './desk.ts';
import {type ExecutorOptions, longestRetryPauseMs} from './executor.ts';
import {type ExpiryEntry, type LevelWatch, PlanWatch, type Waiter, type WatchTerms} from './plan-watch.ts';
import {PLAIN_LOCKS} from './plain-locks.ts';
import type {SourcesNow} from './source-book.ts';
import {AS_WRITTEN} from './symbol-directory.ts';

/** Stored rows that break a rule and are remembered for `status`. */
const BROKEN_ROWS_MAX = 100;

type FloorPorts = Readonly<{
  feed: Pick<Feed, 'subscribe' | 'unsubscribe' | 'neverCloses' | 'past'>;
  journal: Journal;
  instruments: InstrumentBook;
  locks?: Locks;
  symbols?: Symbols;
}>;

type FloorOptions = Readonly<{
  /** What the sources beside the market know now. */
  sourcesNow: () => SourcesNow;
  filter: QuoteFilterOptions;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  /** When the market of a symbol is open, where that was configured. */
  hoursOf: (symbol: string) => MarketHours | undefined;
  microstructure: MicrostructureBook;
  guards: Guards;
  executor: Pick<ExecutorOptions, 'retryDelayMs' | 'attemptsMax'>;
}>;

/**
 * Who is held, and where each waits: one map of watches, one of desks, one queue of expiries. It
 * decides nothing about trading.
 *
 * A watch is dropped with its plan and a desk with its last watch, so what is held is a function of
 * the watched plans, and there is nothing to clean up.
 */
export class TradingFloor {
  readonly #ports: FloorPorts;
  readonly #terms: WatchTerms;
  readonly #symbols: Symbols;
  readonly #options: FloorOptions;
  readonly #watches = new Map<string, PlanWatch>();
  readonly #desks = new Map<string, Desk>();
  readonly #expiries = new IndexedHeap<ExpiryEntry>();
  readonly #broken = new Map<string, BrokenRow>();
  #expiryChanged: () => void = () => undefined;
  #needsChanged: (desk: Desk) => void = () => undefined;
  /** What the desks of an earlier process knew; the first desk of a symbol takes it. */
  readonly #memories = new Map<string, DeskMemory>();

  constructor(ports: FloorPorts, options: FloorOptions) {
    this.#ports = ports;
    this.#terms = {
      locks: ports.locks ?? PLAIN_LOCKS,
      guards: options.guards,
      instruments: ports.instruments,
      microstructure: options.microstructure,
      retryPauseMaxMs: longestRetryPauseMs(options.executor),
    };
    this.#symbols = ports.symbols ?? AS_WRITTEN;
    this.#options = options;
  }

  get watches(): ReadonlyMap<string, PlanWatch> {
    return this.#watches;
  }

  get desks(): ReadonlyMap<string, Desk> {
    return this.#desks;
  }

  /** Where a plan waits; undefined while it has no instrument. */
  deskOf({listing}: PlanWatch): Desk | undefined {
    return listing === undefined ? undefined : this.#desks.get(listing.feedSymbol);
  }

  /** Stored rows that break a rule; the first hundred. */
  get brokenRows(): readonly BrokenRow[] {
    return [...this.#broken.values()];
  }

  /** Expiries that are waited for. */
  get expiries(): number {
    return this.#expiries.size;
  }

  /** The earliest expiry among the waiting plans. */
  get nextExpiryMs(): number | undefined {
    return this.#expiries.peek()?.key;
  }

  /** Calls back when `nextExpiryMs` may have become earlier. */
  onExpiryChange(listener: () => void): void {
    this.#expiryChanged = listener;
  }

  /** Calls back when the plans of a desk may need analyses that it did not have. */
  onNeedsChange(listener: (desk: Desk) => void): void {
    this.#needsChanged = listener;
  }

  /** Takes the watches whose expiry has come out of the queue, the earliest first. */
  *expired(nowMs: number): Generator<PlanWatch> {
    for (
      let next = this.#expiries.peek();
      next !== undefined && next.key <= nowMs;
      next = this.#expiries.peek()
    ) {
      this.#expiries.remove(next);
      yield next.watch;
    }
  }

  /** Lets desks go on from what those of an earlier process knew. */
  restore(memories: ReadonlyMap<string, DeskMemory>): void {
    for (const [symbol, memory] of memories) this.#memories.set(symbol, memory);
  }

  /** Keeps a desk open for a symbol even without plans. */
  follow(symbol: string): void {
    this.#openDesk(symbol).followed = true;
  }

  /**
   * Takes over a row as the database has it. A level that is being moved is put where the newest row wants
   * it when that is done.
   */
  adopt(row: PlanRow): void {
    this.#broken.delete(row.plan.id);
    const watch = this.#watches.get(row.plan.id);
    if (watch === undefined) {
      if (isWatched(row.status)) this.#begin(row);
      return;
    }
    if (row.revision < watch.row.revision) return;
    const isSeen = row.revision === watch.row.revision;
    if (!isSeen) {
      const {levels: before, cells} = watch;
      watch.adopt(row);
      const desk = this.deskOf(watch);
      desk?.prepare(watch);
      if (desk !== undefined) this.#needsChanged(desk);
      // A version with fewer levels has left some of them behind.
      for (const level of before) if (level.phase !== 'busy') this.takeOut(level);
      for (const cell of cells) this.takeOut(cell);
      this.#takeOutPlan(watch);
    }
    if (watch.isBusy) {
      if (!isSeen) this.place(watch);
      return;
    }
    const symbolChanged = row.plan.symbol !== watch.symbol;
    if (!isWatched(row.status) || symbolChanged) this.release(watch, row.status);
    if (!isWatched(row.status)) return;
    if (symbolChanged) this.#begin(row);
    else if (!isSeen) this.place(watch);
  }

  #begin(row: PlanRow): void {
    const watch = new PlanWatch(row, this.#terms);
    // Before it is held: a plan that cannot be seated is not held half.
    this.#seat(watch);
    this.#watches.set(watch.id, watch);
    this.#ports.journal.record({kind: 'watching', planId: watch.id, symbol: watch.symbol});
    this.place(watch);
  }

  /** Finds the plan's instrument, and gives it a place at its desk. */
  #seat(watch: PlanWatch): void {
    const answer = this.#symbols.find(watch.symbol);
    if (answer.listed) {
      const {listing} = answer;
      watch.list(listing);
      const desk = this.#openDesk(listing.feedSymbol);
      desk.seat(watch, listing);
      this.#needsChanged(desk);
      return;
    }
    if (watch.notListed === undefined) {
      const {verdict, at, candidates} = answer;
      this.#ports.journal.record({
        kind: 'notListed',
        planId: watch.id,
        symbol: watch.symbol,
        verdict,
        at,
        candidates,
      });
    }
    watch.notListed = answer;
  }

  /** Asks again, now and then, for an instrument that was not listed: lists change. */
  seatAgain(watch: PlanWatch, nowMs: number): void {
    if (nowMs < watch.lookAgainAtMs) return;
    this.#seat(watch);
    if (watch.listing === undefined) watch.notFound(nowMs);
    else this.place(watch);
  }

  /** Drops the watch, and its desk when it was the last. */
  release(watch: PlanWatch, status: string): void {
    for (const level of watch.levels) this.takeOut(level);
    this.#takeOutPlan(watch);
    this.#watches.delete(watch.id);
    const desk = this.deskOf(watch);
    if (desk !== undefined) {
      desk.unseat(watch);
      if (desk.watches.size === 0 && !desk.followed) {
        this.#desks.delete(desk.symbol);
        this.#ports.feed.unsubscribe(desk.symbol);
      }
    }
    this.#ports.journal.record({kind: 'released', planId: watch.id, symbol: watch.symbol, status});
  }

  /** The machine's clock was set: whatever waits for a time waits for the next quote instead, and is asked then. */
  clockWasSet(): void {
    for (const watch of this.#watches.values()) {
      watch.forgetPauses();
      watch.forgetCells();
      this.place(watch);
    }
  }

  /** What the conditions of a desk rest on has changed: whoever waits there is asked at the next quote. */
  askAgain(desk: Desk): void {
    for (const watch of desk.watches.values()) this.place(watch);
  }

  /** What a source would answer for long it answers no more: whoever asks it is asked at the next quote. */
  sourceChanged(family: SourceFamily): void {
    for (const watch of this.#watches.values()) if (watch.families.has(family)) this.place(watch);
  }

  /** Puts a plan, and every level of it that is not being moved, where its row wants it. */
  place(watch: PlanWatch): void {
    for (const level of watch.levels) if (level.phase !== 'busy') this.placeLevel(level);
    this.#placePlan(watch);
  }

  /** Puts a level where its row's status wants it. */
  placeLevel(level: LevelWatch): void {
    this.takeOut(level);
    switch (level.row.status) {
      case 'pending':
        level.phase = 'waiting';
        this.#arm(level);
        break;
      case 'executed':
      case 'working':
        level.phase = 'holding';
        break;
      default:
        level.phase = 'parked';
    }
  }

  /** Makes a pending level wait: for the next quote, because none was asked about it yet. */
  #arm(level: LevelWatch): void {
    const desk = this.deskOf(level.plan);
    if (desk === undefined) return;
    level.armedAtQuotes = desk.quotes;
    level.sleeper = desk.index.sleep(level, AT_NEXT_QUOTE);
  }

  /**
   * What waits for the plan as a whole: its expiry while a level is pending; its cancel rule while a level may
   * still trade and nobody has asked for its end; what its conditions remember while any of them is asked, or a level
   * has an order of which nobody knows yet: it may wait again, and what came meanwhile must have been seen.
   */
  #placePlan(watch: PlanWatch): void {
    this.#takeOutPlan(watch);
    const {expiresAtMs} = watch.row.plan;
    const {levels} = watch.row;
    const isPending = levels.some(({status}) => status === 'pending');
    if (expiresAtMs !== null && isPending) {
      // After a failed attempt to expire it, the pause holds too.
      watch.expiry = {key: Math.max(expiresAtMs, watch.notBeforeMs), sequence: 0, position: -1, watch};
      this.#expiries.push(watch.expiry);
      this.#expiryChanged();
    }
    const isAsked = watch.cancelWhen !== undefined && levels.some(isCancellable);
    const index = this.deskOf(watch)?.index;
    if (isAsked) watch.cancel.sleeper = index?.sleep(watch.cancel, AT_NEXT_QUOTE);
    if (isPending || isAsked || levels.some(isInDoubt))
      for (const cell of watch.cells) cell.sleeper = index?.sleep(cell, AT_NEXT_QUOTE);
  }

  #takeOutPlan(watch: PlanWatch): void {
    this.takeOut(watch.cancel);
    for (const cell of watch.cells) this.takeOut(cell);
    if (watch.expiry !== undefined) this.#expiries.remove(watch.expiry);
    watch.expiry = undefined;
  }

  /** Lets a waiter wait no more. */
  takeOut(waiter: Waiter): void {
    if (waiter.sleeper !== undefined) this.deskOf(waiter.plan)?.index.forget(waiter.sleeper);
    waiter.sleeper = undefined;
  }

  /** Takes note of a row that breaks a rule; its plan, if it was held, is let go. */
  leaveAlone(broken: BrokenRow): void {
    if (this.#broken.size < BROKEN_ROWS_MAX) this.#broken.set(broken.id, broken);
    this.#ports.journal.record({kind: 'brokenRow', planId: broken.id, problems: broken.problems});
    const watch = this.#watches.get(broken.id);
    if (watch !== undefined && !watch.isBusy) this.release(watch, 'broken');
  }

  #openDesk(symbol: string): Desk {
    let desk = this.#desks.get(symbol);
    if (desk === undefined) {
      const {filter, dayZone, hoursOf, sourcesNow} = this.#options;
      const {neverCloses, past} = this.#ports.feed;
      const calendar = calendarOf(this.#ports.instruments.of(symbol), {
        configured: hoursOf(symbol),
        neverCloses,
      });
      const terms = {filter, dayZone, calendar, sourcesNow, isAskable: past !== undefined};
      desk = new Desk(symbol, terms, this.#memories.get(symbol));
      this.#memories.delete(symbol);
      this.#desks.set(symbol, desk);
      this.#ports.feed.subscribe(symbol);
    }
    return desk;
  }
}

/** Whether a cancel would change anything of a level: it waits, or has an order under way that nobody has given up. */
function isCancellable({status, withdrawal}: LevelRow): boolean {
  switch (status) {
    case 'pending':
      return true;
    case 'executing':
    case 'working':
    case 'unresolved':
      return withdrawal === null;
    default:
      return false;
  }
}

/** Whether the order of a level may turn out not to have been placed. */
function isInDoubt({status}: LevelRow): boolean {
  return status === 'executing' || status === 'unresolved';
}
