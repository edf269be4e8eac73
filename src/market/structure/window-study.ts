import type {Bar, Timeframe} from '../bar.ts';
import {BARS_KEPT} from '../bar-series.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {BarWindow} from './bar-window.ts';

type WindowReading<Result> = Readonly<{
  key: string;
  barsNeeded: number;
  /** Fewer say nothing; so many say something, and what they say is true, but it need not be all. */
  barsMin: number;
  /** A pure function of the window, whose last bar has just closed. */
  read: (window: BarWindow, timeframe: Timeframe) => Result;
}>;

/**
 * A study that reads the last `barsNeeded` bars anew whenever it is asked after a new one: it has no other memory,
 * so it cannot remember wrongly.
 */
export function windowStudy<Result>(reading: WindowReading<Result>): StudyDefinition<Result> {
  const {key, barsNeeded, barsMin} = reading;
  if (!(barsMin >= 1 && barsMin <= barsNeeded && barsNeeded <= BARS_KEPT)) {
    throw new RangeError(`Invariant: ${key} reads 1 to ${BARS_KEPT} bars, not ${barsMin} to ${barsNeeded}`);
  }
  return {key, barsNeeded, create: (timeframe) => new WindowStudy(reading, timeframe)};
}

class WindowStudy<Result> implements Study<Result> {
  readonly #reading: WindowReading<Result>;
  readonly #timeframe: Timeframe;
  /** Oldest first, at most `barsNeeded`. */
  readonly #bars: Bar[] = [];
  #isRead = true;
  #result: Result | undefined;

  constructor(reading: WindowReading<Result>, timeframe: Timeframe) {
    this.#reading = reading;
    this.#timeframe = timeframe;
  }

  add(bar: Bar): void {
    this.#bars.push(bar);
    if (this.#bars.length > this.#reading.barsNeeded) this.#bars.shift();
    this.#isRead = false;
  }

  get result(): Result | undefined {
    if (!this.#isRead && this.#bars.length >= this.#reading.barsMin) {
      this.#result = this.#reading.read(new BarWindow(this.#bars), this.#timeframe);
    }
    this.#isRead = true;
    return this.#result;
  }
}
