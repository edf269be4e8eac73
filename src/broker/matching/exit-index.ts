import {closingLine, type Quote} from '../../market/quote.ts';
import type {Position} from './position.ts';
import {type Boundary, PriceIndex} from './price-index.ts';

/** A position as far as it is watched, under the key by which whoever watches it finds it. */
export type Guarded = Readonly<{key: string}> & Pick<Position, 'symbol' | 'side' | 'stopLoss' | 'takeProfit'>;

export type Exit = Readonly<{key: string; reason: 'stopLoss' | 'takeProfit'}>;

const NONE: readonly Exit[] = [];

/** Open positions by the prices at which they close. */
export class ExitIndex {
  readonly #index = new PriceIndex<Guarded>();

  get size(): number {
    return this.#index.size;
  }

  has(key: string): boolean {
    return this.#index.has(key);
  }

  /** @param sequence Orders the positions that one quote closes. */
  add(position: Guarded, sequence: number): void {
    const {key, symbol, side, stopLoss, takeProfit} = position;
    const line = closingLine(side);
    const boundaries: Boundary[] = [];
    if (stopLoss !== null) {
      boundaries.push({line, reach: side === 'buy' ? 'fallsTo' : 'risesTo', price: stopLoss});
    }
    if (takeProfit !== null) {
      boundaries.push({line, reach: side === 'buy' ? 'risesTo' : 'fallsTo', price: takeProfit});
    }
    this.#index.add({id: key, symbol, sequence, boundaries}, position);
  }

  /** Takes a position out; says whether it was there. */
  remove(key: string): boolean {
    return this.#index.remove(key);
  }

  /**
   * Takes out the positions that a quote closes, the oldest first. Where stop loss and take profit are
   * both reached it is the stop loss: the worse of two readings.
   */
  takeDue(quote: Pick<Quote, 'symbol' | 'bid' | 'ask'>): readonly Exit[] {
    const reached = this.#index.takeReached(quote);
    if (reached === undefined) return NONE;
    return reached.map((position) => ({
      key: position.key,
      reason: isStopped(position, quote) ? 'stopLoss' : 'takeProfit',
    }));
  }
}

function isStopped({side, stopLoss}: Guarded, quote: Pick<Quote, 'bid' | 'ask'>): boolean {
  if (stopLoss === null) return false;
  const price = quote[closingLine(side)];
  return side === 'buy' ? price <= stopLoss : price >= stopLoss;
}
