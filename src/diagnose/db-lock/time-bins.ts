/** Something at a moment, epoch ms. */
type Timed = Readonly<{atMs: number}>;

/** Points of a chart: more cannot be told apart on the page. */
const BINS_MAX = 240;
const BIN_MS_MIN = 100;

/** Equal pieces of a time, and what was in each. */
export class TimeBins {
  /** Seconds from the beginning, at which each piece begins. */
  readonly starts: readonly number[];
  readonly #fromMs: number;
  readonly #binMs: number;

  private constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#binMs = Math.max(BIN_MS_MIN, (toMs - fromMs) / BINS_MAX);
    const count = Math.max(1, Math.ceil((toMs - fromMs) / this.#binMs));
    this.starts = Array.from({length: count}, (_, index) => Math.round((index * this.#binMs) / 100) / 10);
  }

  /** From the first to the last of these; undefined when there are none. */
  static over(items: readonly Timed[]): TimeBins | undefined {
    const first = items[0];
    const last = items.at(-1);
    return first === undefined || last === undefined ? undefined : new TimeBins(first.atMs, last.atMs);
  }

  /** The greatest value in each piece, 0 where there is none. */
  max<Item extends Timed>(items: readonly Item[], valueOf: (item: Item) => number): readonly number[] {
    return this.#fold(items, (values) => Math.max(0, ...values.map(valueOf)));
  }

  /** The last value in each piece; where there is none, that of the piece before. */
  last<Item extends Timed>(items: readonly Item[], valueOf: (item: Item) => number): readonly number[] {
    let held = 0;
    return this.#fold(items, (values) => {
      const item = values.at(-1);
      if (item !== undefined) held = valueOf(item);
      return held;
    });
  }

  /** Which pieces lie in one of these spans. */
  covered(spans: readonly Readonly<{lockedFromMs: number; lockedToMs: number}>[]): readonly boolean[] {
    return this.starts.map((_, index) => {
      const fromMs = this.#fromMs + index * this.#binMs;
      return spans.some(({lockedFromMs, lockedToMs}) => {
        return fromMs + this.#binMs > lockedFromMs && fromMs < lockedToMs;
      });
    });
  }

  #fold<Item extends Timed>(
    items: readonly Item[],
    valueOf: (items: readonly Item[]) => number,
  ): readonly number[] {
    const bins = this.starts.map((): Item[] => []);
    for (const item of items) bins[Math.floor((item.atMs - this.#fromMs) / this.#binMs)]?.push(item);
    return bins.map((inBin) => Math.round(valueOf(inBin) * 10) / 10);
  }
}
