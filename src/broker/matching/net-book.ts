import {openLots, type PlacedOrder} from './placed-order.ts';

const NONE: readonly PlacedOrder[] = [];

/** Which orders hold the one position of each symbol, by turn. */
export class NetBook {
  readonly #bySymbol = new Map<string, PlacedOrder[]>();

  get size(): number {
    return this.#bySymbol.size;
  }

  holdersOf(symbol: string): readonly PlacedOrder[] {
    return this.#bySymbol.get(symbol) ?? NONE;
  }

  holders(): Iterable<readonly PlacedOrder[]> {
    return this.#bySymbol.values();
  }

  /** Takes an order as it is: it holds, or holds no more. */
  set(order: PlacedOrder): void {
    const {orderId, symbol} = order;
    const holders = this.holdersOf(symbol).filter((holder) => holder.orderId !== orderId);
    if (openLots(order) > 0) holders.push(order);
    if (holders.length === 0) this.#bySymbol.delete(symbol);
    else
      this.#bySymbol.set(
        symbol,
        holders.sort((a, b) => turnOf(a) - turnOf(b)),
      );
  }
}

function turnOf({turn}: PlacedOrder): number {
  return turn ?? 0;
}
