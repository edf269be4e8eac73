import type {M1Window} from './m1-window.ts';

/** Nearer than so many deviations is at the mean. */
const NEUTRAL_BELOW = 0.5;

export type VwapState = 'neutral' | 'above' | 'below' | 'stretchedAbove' | 'stretchedBelow';

/** The mean price of what was traded in the window, and where the newest close is to it. */
export type Vwap = Readonly<{
  barTimeMs: number;
  /** Mean of the typical prices (high + low + close)/3, weighted by ticks; price units. */
  value: number;
  /** Their standard deviation with the same weights, price units; above zero. */
  deviation: number;
  /** (close − value) in deviations: above zero where the close is above. */
  distance: number;
  state: VwapState;
}>;

/**
 * VWAP of the whole window, not of the day.
 *
 * States are told by deviations: the fixed 0.5 % and 2 % of the old rule are days of movement for a currency
 * and an hour for a coin. Reckoned from the newest close, so that no digits are lost far from zero and a
 * mirrored market gives the mirrored result to the last bit.
 *
 * @param stretchedAbove Deviations from which on the price is stretched.
 * @returns Undefined where there is no volume, or all of it at one price.
 */
export function vwapOf(
  {bars, newest}: Pick<M1Window, 'bars' | 'newest'>,
  stretchedAbove: number,
): Vwap | undefined {
  const {close, timeMs} = newest;
  const offsets = bars.map((bar) => {
    return {offset: (bar.high - close + (bar.low - close) + (bar.close - close)) / 3, ticks: bar.ticks};
  });
  let ticks = 0;
  let sum = 0;
  for (const bar of offsets) {
    ticks += bar.ticks;
    sum += bar.offset * bar.ticks;
  }
  if (ticks <= 0) return undefined;
  const mean = sum / ticks;
  let squares = 0;
  for (const bar of offsets) squares += (bar.offset - mean) ** 2 * bar.ticks;
  const deviation = Math.sqrt(squares / ticks);
  if (deviation === 0) return undefined;
  const distance = (0 - mean) / deviation;
  return {
    barTimeMs: timeMs,
    value: close + mean,
    deviation,
    distance,
    state: stateOf(distance, stretchedAbove),
  };
}

function stateOf(distance: number, stretchedAbove: number): VwapState {
  const isAbove = distance > 0;
  if (Math.abs(distance) > stretchedAbove) return isAbove ? 'stretchedAbove' : 'stretchedBelow';
  if (Math.abs(distance) < NEUTRAL_BELOW) return 'neutral';
  return isAbove ? 'above' : 'below';
}
