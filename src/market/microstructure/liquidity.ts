import type {Bar} from '../bar.ts';
import {inAtr, type M1Window} from './m1-window.ts';

/**
 * A bar that comes so near to the extreme touches it: about 0.1 % of the price for gold. For EURUSD that share is
 * five ATR and a third of the window, so that every extreme would be a zone.
 */
const TOUCH_MAX_ATR = 1;
/** A bar that touches fewer than so many bars after another adds no touch. */
const TOUCH_BARS_APART = 3;
const TOUCHES_MIN = 2;
/** Share of the way between the two zones. */
const NEAR_SHARE = 0.005;

export type LiquidityState = 'nearHigh' | 'nearLow' | 'between' | 'away';

/** An extreme of the window that was reached more than once: stops are expected behind it. */
export type LiquidityZone = Readonly<{price: number; touches: number}>;

export type Liquidity = Readonly<{
  barTimeMs: number;
  state: LiquidityState;
  /** Undefined where the extreme was reached once only. */
  high: LiquidityZone | undefined;
  low: LiquidityZone | undefined;
}>;

/**
 * Where the newest close is to the highest high and the lowest low of the window. Near: within 0.5 % of the window's height of a zone; rare, one minute in 250 on gold.
 * Between: of two zones, near neither. Away: an extreme is missing as a zone, and the other is not near.
 */
export function liquidityOf(window: M1Window): Liquidity {
  const high = zoneOf(window, (bar) => bar.high, 1);
  const low = zoneOf(window, (bar) => bar.low, -1);
  const {close, timeMs} = window.newest;
  const height = high.price - low.price;
  const isNear = ({price}: LiquidityZone) => Math.abs(close - price) / height <= NEAR_SHARE;
  const isZone = ({touches}: LiquidityZone) => touches >= TOUCHES_MIN;
  const stateOf = (): LiquidityState => {
    if (isZone(high) && isNear(high)) return 'nearHigh';
    if (isZone(low) && isNear(low)) return 'nearLow';
    return isZone(high) && isZone(low) ? 'between' : 'away';
  };
  return {
    barTimeMs: timeMs,
    state: stateOf(),
    high: isZone(high) ? high : undefined,
    low: isZone(low) ? low : undefined,
  };
}

function zoneOf(window: M1Window, priceOf: (bar: Bar) => number, sign: 1 | -1): LiquidityZone {
  const prices = window.bars.map(priceOf);
  const price = sign * prices.reduce((furthest, one) => Math.max(furthest, sign * one), -Infinity);
  let touches = 0;
  let last = -Infinity;
  for (const [index, one] of prices.entries()) {
    if (inAtr(window, sign * (price - one)) > TOUCH_MAX_ATR) continue;
    if (index - last >= TOUCH_BARS_APART) touches += 1;
    last = index;
  }
  return {price, touches};
}
