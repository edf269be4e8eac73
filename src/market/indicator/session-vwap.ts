import {getTypicalPrice} from 'trading-signals';
import type {Bar} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import type {Zone} from '../zone.ts';
import {BARS_NEEDED_MAX} from './definition.ts';

const DAY_MS = 86_400_000;

/** In price units, but for the count. */
export type SessionVwap = Readonly<{
  /** Mean of the typical prices, weighted with tick volume. */
  vwap: number;
  /** Standard deviation of the typical prices around it, weighted in the same way. */
  deviation: number;
  /** Bars that are in it. */
  bars: number;
}>;

/**
 * Volume weighted average of the typical price (high + low + close) / 3 since the broker's midnight. It looks back to the day's first bar, and over at most the last 1,200 bars: a day that has a bar in each of
 * its 1,440 minutes is forgotten from its beginning after 20 hours of M1 bars.
 *
 * Undefined while the day's bars have no volume.
 *
 * @param zone The broker's: its midnight begins the day.
 */
export function sessionVwap(zone: Zone): StudyDefinition<SessionVwap> {
  return {
    key: `sessionVwap(${zone.name})`,
    barsNeeded: BARS_NEEDED_MAX,
    create: () => new DayVwap(zone),
  };
}

type Weighted = Readonly<{price: number; volume: number}>;

class DayVwap implements Study<SessionVwap> {
  readonly #zone: Zone;
  #day = Number.NaN;
  #prices: Weighted[] = [];
  #result: SessionVwap | undefined;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  add(bar: Bar): void {
    const day = Math.floor((bar.timeMs + this.#zone.offsetMs(bar.timeMs)) / DAY_MS);
    if (day !== this.#day) this.#prices = [];
    this.#day = day;
    this.#prices.push({price: getTypicalPrice(bar), volume: bar.ticks});
    if (this.#prices.length > BARS_NEEDED_MAX) this.#prices.shift();
    this.#result = weightedMean(this.#prices);
  }

  get result(): SessionVwap | undefined {
    return this.#result;
  }
}

/** Computed anew from all, so that no sum drifts, and from the newest price, so that no price is rounded off. */
function weightedMean(prices: readonly Weighted[]): SessionVwap | undefined {
  const newest = prices.at(-1)?.price ?? Number.NaN;
  let volumes = 0;
  let sum = 0;
  for (const {price, volume} of prices) {
    volumes += volume;
    sum += volume * (price - newest);
  }
  if (volumes === 0) return undefined;
  const mean = sum / volumes;
  let squares = 0;
  for (const {price, volume} of prices) squares += volume * (price - newest - mean) ** 2;
  return {vwap: newest + mean, deviation: Math.sqrt(squares / volumes), bars: prices.length};
}
