import type {WireTick} from './wire-market.ts';

/**
 * Ticks on their way to somebody who may be slow. Up to `max` wait in order; beyond, a tick replaces
 * the one of its symbol that waits, keeping count and extremes. So it holds at most `max` and one for
 * each symbol.
 */
export class TickQueue {
  readonly #max: number;
  #waiting: WireTick[] = [];
  /** Where each symbol's last waiting tick stands. */
  readonly #last = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#waiting.length;
  }

  push(tick: WireTick): void {
    const index = this.#last.get(tick.symbol);
    const before = index === undefined ? undefined : this.#waiting[index];
    if (this.#waiting.length >= this.#max && index !== undefined && before !== undefined) {
      this.#waiting[index] = conflated(before, tick);
      return;
    }
    this.#last.set(tick.symbol, this.#waiting.length);
    this.#waiting.push(tick);
  }

  /** Everything that waits, the oldest first. */
  take(): readonly WireTick[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#last.clear();
    return taken;
  }
}

/** Two ticks of a symbol as one: the later, and what lay between. */
export function conflated(before: WireTick, after: WireTick): WireTick {
  return {
    ...after,
    n: before.n + after.n,
    minBid: Math.min(before.minBid ?? before.bid, after.minBid ?? after.bid),
    maxBid: Math.max(before.maxBid ?? before.bid, after.maxBid ?? after.bid),
    minAsk: Math.min(before.minAsk ?? before.ask, after.minAsk ?? after.ask),
    maxAsk: Math.max(before.maxAsk ?? before.ask, after.maxAsk ?? after.ask),
  };
}
