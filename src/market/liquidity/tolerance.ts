import {distanceAtMost, withoutNoise} from '../price.ts';

/**
 * How far apart two prices may be and still count as one level: as a share of the price that is further from zero
 * (0.001 is 0.1 %), in price units, or as a multiple of ATR(14).
 *
 * A share says nothing of how much the price moves: 0.1 % is about one ATR(14) of gold on M1 and ten of EURUSD. An
 * ATR means the same on every instrument and timeframe.
 */
export type Tolerance = Readonly<{share: number}> | Readonly<{price: number}> | Readonly<{atr: number}>;

export const TOLERANCE_DEFAULT: Tolerance = {share: 0.001};

/** Whether two prices are one level. */
export type IsNear = (a: number, b: number) => boolean;

/** @param atr ATR(14), in price units; while it is not known, nothing is near by it. */
export function nearness(tolerance: Tolerance, atr: number | undefined): IsNear {
  if ('share' in tolerance) {
    return (a, b) => {
      const price = Math.max(Math.abs(a), Math.abs(b));
      return distanceAtMost(a, b, withoutNoise(tolerance.share * price, price));
    };
  }
  const within = 'price' in tolerance ? tolerance.price : atr && tolerance.atr * atr;
  return (a, b) => within !== undefined && distanceAtMost(a, b, within);
}

/** For the key of a study. */
export function toleranceKey(tolerance: Tolerance): string {
  return Object.entries(tolerance)
    .map(([unit, value]) => `${value} ${unit}`)
    .join();
}
