import {type HeapEntry, IndexedHeap} from '../../market/indexed-heap.ts';
import type {Quote} from '../../market/quote.ts';
import type {Position} from './position.ts';

export type Exit = Readonly<{position: Position; reason: 'stopLoss' | 'takeProfit'}>;

type Boundary = HeapEntry & Readonly<{tracked: Tracked}>;
type Tracked = Readonly<{position: Position; sequence: number; boundaries: readonly Placed[]}>;
type Placed = Readonly<{heap: IndexedHeap<Boundary>; boundary: Boundary}>;

/**
 * The boundaries of one instrument's positions, the nearest on top. All four heaps fire from the top
 * while key ≤ limit, so the keys of those that fire from above are negated.
 */
type SymbolExits = {
  readonly buyStops: IndexedHeap<Boundary>;
  readonly buyTargets: IndexedHeap<Boundary>;
  readonly sellStops: IndexedHeap<Boundary>;
  readonly sellTargets: IndexedHeap<Boundary>;
  positions: number;
};

const NONE: readonly Exit[] = [];

/**
 * Open positions by the prices at which they close, so that a quote costs the same with one position
 * as with ten thousand, unless it closes some.
 */
export class ExitIndex {
  readonly #bySymbol = new Map<string, SymbolExits>();
  readonly #byId = new Map<string, Tracked>();
  #sequence = 0;

  get size(): number {
    return this.#byId.size;
  }

  has(positionId: string): boolean {
    return this.#byId.has(positionId);
  }

  add(position: Position): void {
    const {positionId, symbol, side, stopLoss, takeProfit} = position;
    if (this.#byId.has(positionId)) throw new Error(`Invariant: position ${positionId} is added once`);
    const exits = this.#exitsOf(symbol);
    const boundaries: Placed[] = [];
    const sequence = this.#sequence++;
    const tracked: Tracked = {position, sequence, boundaries};
    const place = (heap: IndexedHeap<Boundary>, key: number) => {
      const boundary: Boundary = {key, sequence, position: -1, tracked};
      heap.push(boundary);
      boundaries.push({heap, boundary});
    };
    if (stopLoss !== null) {
      if (side === 'buy') place(exits.buyStops, -stopLoss);
      else place(exits.sellStops, stopLoss);
    }
    if (takeProfit !== null) {
      if (side === 'buy') place(exits.buyTargets, takeProfit);
      else place(exits.sellTargets, -takeProfit);
    }
    exits.positions += 1;
    this.#byId.set(positionId, tracked);
  }

  /** Takes a position out; says whether it was there. */
  remove(positionId: string): boolean {
    const tracked = this.#byId.get(positionId);
    if (tracked === undefined) return false;
    this.#drop(tracked);
    return true;
  }

  /**
   * Takes out the positions that a quote closes, the oldest first. Where stop loss and take profit are
   * both reached it is the stop loss: the worse of two readings.
   */
  takeDue({symbol, bid, ask}: Pick<Quote, 'symbol' | 'bid' | 'ask'>): readonly Exit[] {
    const exits = this.#bySymbol.get(symbol);
    if (exits === undefined) return NONE;
    const {buyStops, buyTargets, sellStops, sellTargets} = exits;
    if (
      !isDue(buyStops, -bid) &&
      !isDue(buyTargets, bid) &&
      !isDue(sellStops, ask) &&
      !isDue(sellTargets, -ask)
    ) {
      return NONE;
    }
    const due: (Exit & Readonly<{sequence: number}>)[] = [];
    const take = (heap: IndexedHeap<Boundary>, limit: number, reason: Exit['reason']) => {
      for (let top = heap.peek(); top !== undefined && top.key <= limit; top = heap.peek()) {
        const {tracked} = top;
        this.#drop(tracked);
        due.push({position: tracked.position, sequence: tracked.sequence, reason});
      }
    };
    take(buyStops, -bid, 'stopLoss');
    take(sellStops, ask, 'stopLoss');
    take(buyTargets, bid, 'takeProfit');
    take(sellTargets, -ask, 'takeProfit');
    return due.sort((a, b) => a.sequence - b.sequence);
  }

  #drop({position, boundaries}: Tracked): void {
    for (const {heap, boundary} of boundaries) heap.remove(boundary);
    this.#byId.delete(position.positionId);
    const exits = this.#bySymbol.get(position.symbol);
    if (exits === undefined)
      throw new Error(`Invariant: ${position.symbol} has exits while it has positions`);
    exits.positions -= 1;
    if (exits.positions === 0) this.#bySymbol.delete(position.symbol);
  }

  #exitsOf(symbol: string): SymbolExits {
    let exits = this.#bySymbol.get(symbol);
    if (exits === undefined) {
      exits = {
        buyStops: new IndexedHeap(),
        buyTargets: new IndexedHeap(),
        sellStops: new IndexedHeap(),
        sellTargets: new IndexedHeap(),
        positions: 0,
      };
      this.#bySymbol.set(symbol, exits);
    }
    return exits;
  }
}

function isDue(heap: IndexedHeap<Boundary>, limit: number): boolean {
  const top = heap.peek();
  return top !== undefined && top.key <= limit;
}
