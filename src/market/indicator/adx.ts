import {WSMA} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {anchored, requirePeriod} from './definition.ts';
import {trueRange} from './true-range.ts';

/** Each 0 to 100. */
export type DirectionalMovement = Readonly<{
  /** Strength of the trend, whichever way it goes. */
  adx: number;
  /** Movement up, in percent of the true range. */
  plusDi: number;
  /** Movement down, in percent of the true range. */
  minusDi: number;
}>;

/**
 * Wilder's average directional index. A bar moves up by what its high is above the high before, or down by what its
 * low is below the low before, whichever is more; when they are equal it does not move. Movements and true range are
 * seeded with the plain mean of the first `period` bars that have one before them, the index with that of the first
 * `period` directions; each later value counts 1 / period. Answers from bar 2 · period. Where nothing moves all are 0.
 *
 * Settles in 10 · period bars: what is smoothed twice has then about 9 e⁻⁹ + e⁻⁸ = 0.15 % of its seeds left.
 *
 * @param period 1 to 60.
 */
export function adx(period: number): StudyDefinition<DirectionalMovement> {
  requirePeriod('the period of adx', period);
  return anchored(`adx(${period})`, 10 * period, () => new WilderAdx(period));
}

/**
 * Made of the library's smoothing only: its own index counts a bar that goes equally far both ways twice, which
 * Wilder and MetaTrader do not count, and is NaN for good where its seed has no range.
 */
class WilderAdx implements Study<DirectionalMovement> {
  readonly #range: WSMA;
  readonly #up: WSMA;
  readonly #down: WSMA;
  readonly #index: WSMA;
  #previous: Bar | undefined;
  #result: DirectionalMovement | undefined;

  constructor(period: number) {
    this.#range = new WSMA(period);
    this.#up = new WSMA(period);
    this.#down = new WSMA(period);
    this.#index = new WSMA(period);
  }

  add(bar: Bar): void {
    const previous = this.#previous;
    this.#previous = bar;
    if (previous === undefined) return;
    const rise = Math.max(bar.high - previous.high, 0);
    const fall = Math.max(previous.low - bar.low, 0);
    const range = this.#range.add(trueRange(bar, previous));
    const up = this.#up.add(rise > fall ? rise : 0);
    const down = this.#down.add(fall > rise ? fall : 0);
    if (range === null || up === null || down === null) return;
    const strength = this.#index.add(share(Math.abs(up - down), up + down));
    if (strength === null) return;
    this.#result = {adx: strength, plusDi: share(up, range), minusDi: share(down, range)};
  }

  get result(): DirectionalMovement | undefined {
    return this.#result;
  }
}

/** In percent; nothing of nothing is 0. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
