import {EMA, MACD} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {anchored, requirePeriod} from './definition.ts';

/** All in price units. */
export type Macd = Readonly<{
  /** The fast mean of the closes less the slow one. */
  macd: number;
  /** The mean of that. */
  signal: number;
  /** Macd − signal. */
  histogram: number;
}>;

/**
 * Moving average convergence divergence. All three means are exponential and seeded with their first value: those of
 * the closes with the first close, that of the signal with the difference at bar `slow`. Answers from bar
 * `slow` + `signal` − 1, when the signal has as many values as its period.
 *
 * Settles in 4 · slow + 3 · signal bars. Of the slow mean's seed e⁻⁸ = 0.03 % or less is then left, and the signal
 * has had three times both periods to forget its own, which leaves at most e⁻⁶ = 0.25 % of it however long it is.
 *
 * @param fast Shorter than `slow`.
 */
export function macd(fast: number, slow: number, signal: number): StudyDefinition<Macd> {
  requirePeriod('the fast period of macd', fast);
  requirePeriod('the slow period of macd', slow, fast + 1);
  requirePeriod('the signal period of macd', signal);
  const key = `macd(${fast},${slow},${signal})`;
  return anchored(key, 4 * slow + 3 * signal, () => new LibraryMacd(fast, slow, signal));
}

class LibraryMacd implements Study<Macd> {
  readonly #signal: EMA;
  readonly #macd: MACD;
  #result: Macd | undefined;

  constructor(fast: number, slow: number, signal: number) {
    this.#signal = new EMA(signal);
    this.#macd = new MACD(new EMA(fast), new EMA(slow), this.#signal);
  }

  add({close}: Bar): void {
    const values = this.#macd.add(close);
    // The library answers with the first value of the signal, where its histogram is 0 of necessity.
    if (values !== null && this.#signal.isStable) this.#result = values;
  }

  get result(): Macd | undefined {
    return this.#result;
  }
}
