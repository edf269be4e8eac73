import {openingLine, type Quote} from '../../market/quote.ts';
import type {PlacedOrder} from './placed-order.ts';
import {PriceIndex} from './price-index.ts';

const NONE: readonly string[] = [];

/**
 * Working limit and stop orders by the prices at which they fill, on the line that opens: a limit waits
 * for a better price, a stop for a worse one.
 */
export class RestingIndex {
  readonly #index = new PriceIndex<string>();

  get size(): number {
    return this.#index.size;
  }

  /** @param sequence Orders those that one quote fills. */
  add({orderId, symbol, side, type, price}: PlacedOrder, sequence: number): void {
    if (price === null) throw new Error(`Invariant: resting order ${orderId} has a price`);
    const isBetterBelow = side === 'buy';
    const reach = isBetterBelow === (type === 'limit') ? 'fallsTo' : 'risesTo';
    const boundaries = [{line: openingLine(side), reach, price}] as const;
    this.#index.add({id: orderId, symbol, sequence, boundaries}, orderId);
  }

  remove(orderId: string): boolean {
    return this.#index.remove(orderId);
  }

  /** Takes out the orders that a quote fills, the oldest first. */
  takeDue(quote: Pick<Quote, 'symbol' | 'bid' | 'ask'>): readonly string[] {
    return this.#index.takeReached(quote) ?? NONE;
  }
}
