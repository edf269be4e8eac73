import {type HeapEntry, IndexedHeap} from '../../market/indexed-heap.ts';
import type {Quote} from '../../market/quote.ts';

/** A price that something waits for, on one line of the quotes and from one side. */
export type Boundary = Readonly<{line: 'bid' | 'ask'; reach: 'fallsTo' | 'risesTo'; price: number}>;

/** Something that waits for prices of one symbol. */
export type Waiter = Readonly<{
  id: string;
  symbol: string;
  /** Orders those that one quote reaches; the smallest first. */
  sequence: number;
  boundaries: readonly Boundary[];
}>;

type Entry<Item> = HeapEntry & Readonly<{tracked: Tracked<Item>}>;
type Tracked<Item> = Readonly<{waiter: Waiter; item: Item; placed: readonly Placed<Item>[]}>;
type Placed<Item> = Readonly<{heap: IndexedHeap<Entry<Item>>; entry: Entry<Item>}>;

/**
 * The boundaries of one symbol, the nearest on top. All heaps fire from the top while key ≤ limit, so
 * the keys of those that wait for a fall are negated.
 */
type SymbolHeaps<Item> = {
  readonly bidFalls: IndexedHeap<Entry<Item>>;
  readonly bidRises: IndexedHeap<Entry<Item>>;
  readonly askFalls: IndexedHeap<Entry<Item>>;
  readonly askRises: IndexedHeap<Entry<Item>>;
  waiters: number;
};

/**
 * Things by the prices that they wait for, so that a quote costs the same with one of them as with ten
 * thousand, unless it reaches some.
 */
export class PriceIndex<Item> {
  readonly #bySymbol = new Map<string, SymbolHeaps<Item>>();
  readonly #byId = new Map<string, Tracked<Item>>();

  get size(): number {
    return this.#byId.size;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  add(waiter: Waiter, item: Item): void {
    const {id, symbol, sequence, boundaries} = waiter;
    if (this.#byId.has(id)) throw new Error(`Invariant: ${id} is added once`);
    const heaps = this.#heapsOf(symbol);
    const placed: Placed<Item>[] = [];
    const tracked: Tracked<Item> = {waiter, item, placed};
    for (const {line, reach, price} of boundaries) {
      const heap = heapOf(heaps, line, reach);
      const entry: Entry<Item> = {
        key: reach === 'fallsTo' ? -price : price,
        sequence,
        position: -1,
        tracked,
      };
      heap.push(entry);
      placed.push({heap, entry});
    }
    heaps.waiters += 1;
    this.#byId.set(id, tracked);
  }

  /** Takes something out; says whether it was there. */
  remove(id: string): boolean {
    const tracked = this.#byId.get(id);
    if (tracked === undefined) return false;
    this.#drop(tracked);
    return true;
  }

  /** Takes out what a quote reaches; undefined, at the cost of four looks, when that is nothing. */
  takeReached({symbol, bid, ask}: Pick<Quote, 'symbol' | 'bid' | 'ask'>): readonly Item[] | undefined {
    const heaps = this.#bySymbol.get(symbol);
    if (heaps === undefined) return undefined;
    const {bidFalls, bidRises, askFalls, askRises} = heaps;
    if (
      !isReached(bidFalls, -bid) &&
      !isReached(bidRises, bid) &&
      !isReached(askFalls, -ask) &&
      !isReached(askRises, ask)
    ) {
      return undefined;
    }
    const reached: Tracked<Item>[] = [];
    const take = (heap: IndexedHeap<Entry<Item>>, limit: number) => {
      for (let top = heap.peek(); top !== undefined && top.key <= limit; top = heap.peek()) {
        this.#drop(top.tracked);
        reached.push(top.tracked);
      }
    };
    take(bidFalls, -bid);
    take(bidRises, bid);
    take(askFalls, -ask);
    take(askRises, ask);
    return reached.sort((a, b) => a.waiter.sequence - b.waiter.sequence).map(({item}) => item);
  }

  #drop({waiter: {id, symbol}, placed}: Tracked<Item>): void {
    for (const {heap, entry} of placed) heap.remove(entry);
    this.#byId.delete(id);
    const heaps = this.#bySymbol.get(symbol);
    if (heaps === undefined) throw new Error(`Invariant: ${symbol} has heaps while something waits`);
    heaps.waiters -= 1;
    if (heaps.waiters === 0) this.#bySymbol.delete(symbol);
  }

  #heapsOf(symbol: string): SymbolHeaps<Item> {
    let heaps = this.#bySymbol.get(symbol);
    if (heaps === undefined) {
      heaps = {
        bidFalls: new IndexedHeap(),
        bidRises: new IndexedHeap(),
        askFalls: new IndexedHeap(),
        askRises: new IndexedHeap(),
        waiters: 0,
      };
      this.#bySymbol.set(symbol, heaps);
    }
    return heaps;
  }
}

function heapOf<Item>(
  {bidFalls, bidRises, askFalls, askRises}: SymbolHeaps<Item>,
  line: Boundary['line'],
  reach: Boundary['reach'],
): IndexedHeap<Entry<Item>> {
  if (line === 'bid') return reach === 'fallsTo' ? bidFalls : bidRises;
  return reach === 'fallsTo' ? askFalls : askRises;
}

function isReached(heap: IndexedHeap<HeapEntry>, limit: number): boolean {
  const top = heap.peek();
  return top !== undefined && top.key <= limit;
}
