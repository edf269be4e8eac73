import {TIMEFRAMES, type Timeframe} from '../market/bar.ts';
import type {Wakes} from '../condition/wake.ts';
import {type HeapEntry, IndexedHeap} from '../market/indexed-heap.ts';
import {QUOTE_LINES, type Quote, type QuoteLine, roughLineValue} from '../market/quote.ts';

/** One waiting owner: everything that would wake it, and how to forget it. */
export interface Sleeper<Owner> {
  readonly owner: Owner;
  /** Entries in the heaps of its index; empty once it was woken or forgotten. */
  entries: Entry<Owner>[];
}

/** What a sleeper waits for, as far as it says how near that is. */
export type Wait =
  /** A boundary of bid, ask or mid: so far from where the line stands, in price. */
  | Readonly<{on: 'price'; away: number}>
  /** A time, epoch ms. */
  | Readonly<{on: 'time'; atMs: number}>
  | Readonly<{on: 'spread' | 'bar' | 'quote'}>;

type Entry<Owner> = HeapEntry & Readonly<{sleeper: Sleeper<Owner>; heap: IndexedHeap<Entry<Owner>>}>;

/**
 * Who has to be asked when a quote comes: the sorted boundaries of one desk.
 *
 * Up-going boundaries are ordered from the lowest, down-going ones from the highest, so a quote that
 * reaches none costs a look at the top of each heap, whether ten plans sleep or a hundred thousand.
 */
export class WakeIndex<Owner> {
  readonly #up = heapsByLine<Owner>();
  readonly #down = heapsByLine<Owner>();
  readonly #times = new IndexedHeap<Entry<Owner>>();
  readonly #bars = byTimeframe<Owner>();
  readonly #nextQuote = new IndexedHeap<Entry<Owner>>();

  /** Entries in all heaps. */
  get size(): number {
    let size = this.#times.size + this.#nextQuote.size;
    for (const line of QUOTE_LINES) size += this.#up[line].size + this.#down[line].size;
    for (const timeframe of TIMEFRAMES) size += this.#bars[timeframe].size;
    return size;
  }

  /** Puts an owner to sleep until the first of its wakes. */
  sleep(owner: Owner, wakes: Wakes): Sleeper<Owner> {
    const sleeper: Sleeper<Owner> = {owner, entries: []};
    for (const wake of wakes) {
      switch (wake.on) {
        case 'line':
          if (wake.direction === 'up') this.#enter(sleeper, this.#up[wake.line], wake.boundary);
          else this.#enter(sleeper, this.#down[wake.line], -wake.boundary);
          break;
        case 'time':
          this.#enter(sleeper, this.#times, wake.atMs);
          break;
        case 'bar':
          this.#enter(sleeper, this.#bars[wake.timeframe], 0);
          break;
        case 'quote':
          this.#enter(sleeper, this.#nextQuote, 0);
          break;
      }
    }
    return sleeper;
  }

  /** Lets a sleeper be forgotten; does nothing when it was woken. */
  forget(sleeper: Sleeper<Owner>): void {
    for (const entry of sleeper.entries) entry.heap.remove(entry);
    sleeper.entries = [];
  }

  /**
   * Wakes everybody whom this quote at this time concerns, in no particular order.
   *
   * @param closed The timeframes of which it closed a bar.
   */
  wake(quote: Quote, nowMs: number, closed: readonly Timeframe[] = []): Owner[] {
    const woken: Owner[] = [];
    for (const timeframe of closed) this.#takeUpTo(this.#bars[timeframe], 0, woken);
    this.#takeUpTo(this.#nextQuote, 0, woken);
    this.#takeUpTo(this.#times, nowMs, woken);
    for (const line of QUOTE_LINES) {
      const up = this.#up[line];
      const down = this.#down[line];
      if (up.size === 0 && down.size === 0) continue;
      const value = roughLineValue(quote, line);
      this.#takeUpTo(up, value, woken);
      this.#takeUpTo(down, -value, woken);
    }
    return woken;
  }

  /**
   * What may wake a sleeper first, as it stands at this quote: the nearest of its prices; of a sleeper that waits for
   * none, what else it waits for. Undefined when it is not asleep, or waits for what never comes.
   */
  waitOf({entries}: Sleeper<Owner>, quote: Quote): Wait | undefined {
    let wait: Wait | undefined;
    for (const entry of entries) {
      const next = this.#waitOn(entry, quote);
      if (wait === undefined || isNearer(next, wait)) wait = next;
    }
    return wait;
  }

  #waitOn({heap, key}: Entry<Owner>, quote: Quote): Wait {
    if (heap === this.#nextQuote) return {on: 'quote'};
    if (heap === this.#times) return {on: 'time', atMs: key};
    for (const line of QUOTE_LINES) {
      const isUp = heap === this.#up[line];
      if (!isUp && heap !== this.#down[line]) continue;
      if (line === 'spread') return {on: 'spread'};
      const value = roughLineValue(quote, line);
      return {on: 'price', away: Math.max(0, key - (isUp ? value : -value))};
    }
    return {on: 'bar'};
  }

  #enter(sleeper: Sleeper<Owner>, heap: IndexedHeap<Entry<Owner>>, key: number): void {
    const entry: Entry<Owner> = {key, sequence: 0, position: -1, sleeper, heap};
    heap.push(entry);
    sleeper.entries.push(entry);
  }

  #takeUpTo(heap: IndexedHeap<Entry<Owner>>, key: number, woken: Owner[]): void {
    for (let top = heap.peek(); top !== undefined && top.key <= key; top = heap.peek()) {
      woken.push(top.sleeper.owner);
      this.forget(top.sleeper);
    }
  }
}

const NEARNESS: Readonly<Record<Wait['on'], number>> = {quote: 0, price: 1, spread: 2, bar: 3, time: 4};

function isNearer(a: Wait, b: Wait): boolean {
  if (a.on === 'price' && b.on === 'price') return a.away < b.away;
  if (a.on === 'time' && b.on === 'time') return a.atMs < b.atMs;
  return NEARNESS[a.on] < NEARNESS[b.on];
}

function byTimeframe<Owner>(): Record<Timeframe, IndexedHeap<Entry<Owner>>> {
  return {
    M1: new IndexedHeap(),
    M5: new IndexedHeap(),
    M15: new IndexedHeap(),
    M30: new IndexedHeap(),
    H1: new IndexedHeap(),
    H4: new IndexedHeap(),
    D1: new IndexedHeap(),
  };
}

function heapsByLine<Owner>(): Record<QuoteLine, IndexedHeap<Entry<Owner>>> {
  return {
    bid: new IndexedHeap(),
    ask: new IndexedHeap(),
    mid: new IndexedHeap(),
    spread: new IndexedHeap(),
  };
}
