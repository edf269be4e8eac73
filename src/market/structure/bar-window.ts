import type {Bar} from '../bar.ts';
import {trueRange} from '../indicator/true-range.ts';
import type {Heading} from './heading.ts';

/** True ranges in the mean that distances are measured with. */
export const ATR_BARS = 14;

/** When something was, by the bar that it is about: 0 bars ago is the bar closed last. */
export type Moment = Readonly<{
  /** Open time of the bar, epoch ms UTC. */
  timeMs: number;
  barsAgo: number;
}>;

/** The newest closed bars, by index; 0 is the oldest. What is read from it cannot depend on any other bar. */
export class BarWindow {
  readonly #bars: readonly Bar[];
  readonly #trueRanges: readonly number[];
  /** By index, once it was asked for. */
  readonly #atrs: (number | undefined)[] = [];

  /** @param bars Oldest first. */
  constructor(bars: readonly Bar[]) {
    this.#bars = bars;
    this.#trueRanges = bars.map((bar, index) => {
      const previous = bars[index - 1];
      return previous === undefined ? Number.NaN : trueRange(bar, previous);
    });
  }

  get size(): number {
    return this.#bars.length;
  }

  bar(index: number): Bar {
    const bar = this.#bars[index];
    if (bar === undefined) throw new RangeError(`Invariant: bar ${index} is one of the ${this.size} at hand`);
    return bar;
  }

  /**
   * The simple mean of the 14 true ranges that end with this bar, in price units; undefined while the window has
   * fewer. Those of that bar, never the oldest of the window.
   */
  atr(index: number): number | undefined {
    if (index < ATR_BARS || index >= this.size) return undefined;
    let atr = this.#atrs[index];
    if (atr === undefined) {
      let sum = 0;
      for (let at = index - ATR_BARS + 1; at <= index; at++) sum += this.#trueRanges[at] ?? Number.NaN;
      atr = sum / ATR_BARS;
      this.#atrs[index] = atr;
    }
    return atr;
  }

  /** A price of each bar by index, with the sign of the way: greater is further. Quick to compare with many. */
  heights({beyond}: Heading, priceOf: (bar: Bar) => number): readonly number[] {
    return this.#bars.map((bar) => beyond(priceOf(bar), 0));
  }

  barsAgo(index: number): number {
    return this.size - 1 - index;
  }

  moment(index: number): Moment {
    return {timeMs: this.bar(index).timeMs, barsAgo: this.barsAgo(index)};
  }
}
