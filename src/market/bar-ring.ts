import type {Bar} from './bar.ts';

/** Numbers of a bar, in the order in which they are kept. */
const FIELDS = 6;
/** Bars for which there is room at first; most desks live a short while. */
const ROOM_FIRST = 32;

/**
 * The newest bars of one timeframe; at its capacity each new bar pushes the oldest out. Kept as plain numbers: a
 * thousand bars of each timeframe and symbol would be as many objects for the collector to walk through.
 */
export class BarRing {
  readonly #capacity: number;
  #numbers: Float64Array;
  #size = 0;
  /** Where the next bar goes once the ring is full: the place of the oldest. */
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#numbers = new Float64Array(Math.min(capacity, ROOM_FIRST) * FIELDS);
  }

  get size(): number {
    return this.#size;
  }

  push({timeMs, open, high, low, close, ticks}: Bar): void {
    const isFull = this.#size === this.#capacity;
    const place = isFull ? this.#oldest : this.#size;
    if (isFull) this.#oldest = (this.#oldest + 1) % this.#capacity;
    else this.#makeRoom(++this.#size);
    this.#numbers.set([timeMs, open, high, low, close, ticks], place * FIELDS);
  }

  clear(): void {
    this.#size = 0;
    this.#oldest = 0;
  }

  /** The bar so many before the newest; 0 is the newest. Undefined where there is none. */
  back(count = 0): Bar | undefined {
    return count < this.#size ? this.#at((this.#oldest + this.#size - 1 - count) % this.#size) : undefined;
  }

  /** The newest bars, oldest first; at most `count`. */
  newest(count = this.size): readonly Bar[] {
    const from = Math.max(0, this.#size - count);
    return Array.from({length: this.#size - from}, (_, index) =>
      this.#at((this.#oldest + from + index) % this.#size),
    );
  }

  #at(place: number): Bar {
    const from = place * FIELDS;
    const [timeMs = 0, open = 0, high = 0, low = 0, close = 0, ticks = 0] = this.#numbers.subarray(
      from,
      from + FIELDS,
    );
    return {timeMs, open, high, low, close, ticks};
  }

  #makeRoom(bars: number): void {
    if (bars * FIELDS <= this.#numbers.length) return;
    const wider = new Float64Array(Math.min(this.#capacity, bars * 2) * FIELDS);
    wider.set(this.#numbers);
    this.#numbers = wider;
  }
}
