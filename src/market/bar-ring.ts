import type {Bar} from './bar.ts';

/** The newest bars of one timeframe; at its capacity each new bar pushes the oldest out. */
export class BarRing {
  readonly #capacity: number;
  readonly #bars: Bar[] = [];
  /** Where the next bar goes once the ring is full: the place of the oldest. */
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#bars.length;
  }

  push(bar: Bar): void {
    if (this.#bars.length < this.#capacity) {
      this.#bars.push(bar);
      return;
    }
    this.#bars[this.#oldest] = bar;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** The bar so many before the newest; 0 is the newest. Undefined where there is none. */
  back(count = 0): Bar | undefined {
    const {length} = this.#bars;
    return count < length ? this.#bars[(this.#oldest + length - 1 - count) % length] : undefined;
  }

  /** The newest bars, oldest first; at most `count`. */
  newest(count = this.size): readonly Bar[] {
    const ordered = [...this.#bars.slice(this.#oldest), ...this.#bars.slice(0, this.#oldest)];
    return ordered.slice(Math.max(0, ordered.length - count));
  }
}
