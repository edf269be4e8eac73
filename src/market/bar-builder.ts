import type {Bar} from './bar.ts';

/** A bar that is being drawn. Mutable, because every quote touches it. */
export class BarBuilder {
  /** First instant of the bar; meaningless while it is empty. */
  startMs = 0;
  /** First instant after the bar; −∞ while it is empty. */
  endMs = Number.NEGATIVE_INFINITY;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  ticks = 0;
  /** Quotes of its time were lost. */
  lacks = false;

  begin(startMs: number, endMs: number, price: number): void {
    this.startMs = startMs;
    this.endMs = endMs;
    this.open = price;
    this.high = price;
    this.low = price;
    this.close = price;
    this.ticks = 1;
    this.lacks = false;
  }

  add(price: number): void {
    if (price > this.high) this.high = price;
    else if (price < this.low) this.low = price;
    this.close = price;
    this.ticks++;
  }

  /** Adds a shorter bar that follows what is drawn. The bounds must have been set. */
  addBar(bar: Omit<Bar, 'timeMs'>): void {
    if (this.ticks === 0) {
      this.open = bar.open;
      this.high = bar.high;
      this.low = bar.low;
    } else {
      this.high = Math.max(this.high, bar.high);
      this.low = Math.min(this.low, bar.low);
    }
    this.close = bar.close;
    this.ticks += bar.ticks;
  }

  clear(): void {
    this.ticks = 0;
    this.lacks = false;
    this.endMs = Number.NEGATIVE_INFINITY;
  }

  toBar(): Bar {
    const {startMs, open, high, low, close, ticks} = this;
    return {timeMs: startMs, open, high, low, close, ticks};
  }
}
