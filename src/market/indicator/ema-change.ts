import {EMA} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {anchored, BARS_NEEDED_MAX, requirePeriod} from './definition.ts';
import {LibraryStudy} from './library-study.ts';

/** How an exponential moving average of the closes has changed. */
export type EmaChange = Readonly<{
  /** The average now, less that so many bars ago; price units. */
  change: number;
  /** The same in percent of that so many bars ago. */
  percent: number;
}>;

/**
 * The exponential moving average of the last bar against that `bars` bars before it.
 * Both are of one running average, seeded as that of `ema`.
 *
 * Settles in 3 · period + bars bars, so that the earlier one has forgotten as much of its seed as `ema` has; of long
 * periods in 600, which leaves it e^(−1100 / 200) = 0.4 % at most.
 *
 * @param period 1 to 200.
 * @param bars 1 to 50.
 */
export function emaChange(period: number, bars: number): StudyDefinition<EmaChange> {
  requirePeriod('the period of emaChange', period);
  requirePeriod('the bars of emaChange', bars);
  const settleBars = Math.max(3 * period, Math.min(3 * period + bars, BARS_NEEDED_MAX / 2));
  return anchored(`emaChange(${period},${bars})`, settleBars, () => new RunningEmaChange(period, bars));
}

class RunningEmaChange implements Study<EmaChange> {
  readonly #ema: Study<number>;
  readonly #bars: number;
  /** The newest averages, oldest first. */
  readonly #averages: number[] = [];
  #result: EmaChange | undefined;

  constructor(period: number, bars: number) {
    this.#ema = new LibraryStudy(new EMA(period));
    this.#bars = bars;
  }

  add(bar: Bar): void {
    this.#ema.add(bar);
    const {result: now} = this.#ema;
    if (now === undefined) return;
    this.#averages.push(now);
    if (this.#averages.length <= this.#bars) return;
    if (this.#averages.length > this.#bars + 1) this.#averages.shift();
    const before = this.#averages[0] ?? Number.NaN;
    const change = now - before;
    this.#result = {change, percent: (100 * change) / before};
  }

  get result(): EmaChange | undefined {
    return this.#result;
  }
}
