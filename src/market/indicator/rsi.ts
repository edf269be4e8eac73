import {RSI} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {anchored, requirePeriod} from './definition.ts';

/** Where rises and falls balance. */
const BALANCED = 50;

/**
 * Wilder's relative strength index of the closes, 0 to 100: mean rise as a share of mean rise and mean fall. The
 * means are seeded with the plain mean of the first `period` changes, and each later change counts 1 / period.
 *
 * Settles in 7 · period bars: after the seed and 6 · period − 1 changes (1 − 1 / period)^(6 · period − 1) ≈ e⁻⁶ =
 * 0.25 % of it is left.
 *
 * @param period 2 to 85; of a single change there is no mean.
 */
export function rsi(period: number): StudyDefinition<number> {
  requirePeriod('the period of rsi', period, 2);
  return anchored(`rsi(${period})`, 7 * period, () => new WilderRsi(period));
}

class WilderRsi implements Study<number> {
  readonly #rsi: RSI;
  #firstClose: number | undefined;
  #hasMoved = false;
  #result: number | undefined;

  constructor(period: number) {
    this.#rsi = new RSI(period);
  }

  add({close}: Bar): void {
    this.#firstClose ??= close;
    this.#hasMoved ||= close !== this.#firstClose;
    const strength = this.#rsi.add(close);
    if (strength === null) return;
    // Where nothing has fallen the library says 100, also where nothing has risen.
    this.#result = this.#hasMoved ? strength : BALANCED;
  }

  get result(): number | undefined {
    return this.#result;
  }
}
