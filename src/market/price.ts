import {Big} from 'big.js';

/**
 * Comparisons of prices as the decimals that were written.
 *
 * Prices are numbers, and 1.1001 − 1.1 is a little more than 0.0001 in floating point, so a plan with
 * `near: 1.1, within: 0.0001` would miss the price its author meant. Away from a tie the floating
 * result is right; within the rounding error the decimals decide.
 */

const ULP = 2 ** -52;

/** More than the rounding error of adding or subtracting numbers of this size. */
export function slackOf(...values: readonly number[]): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest * ULP * 4;
}

/** Whether a − b ≤ limit, in decimals. */
export function differenceAtMost(a: number, b: number, limit: number): boolean {
  const excess = a - b - limit;
  if (Math.abs(excess) > slackOf(a, b, limit)) return excess < 0;
  return new Big(a).minus(b).lte(limit);
}

/** Whether |a − b| ≤ limit, in decimals. */
export function distanceAtMost(a: number, b: number, limit: number): boolean {
  return a >= b ? differenceAtMost(a, b, limit) : differenceAtMost(b, a, limit);
}

/** a + b in decimals. */
export function add(a: number, b: number): number {
  return new Big(a).plus(b).toNumber();
}

/** a − b in decimals. */
export function subtract(a: number, b: number): number {
  return new Big(a).minus(b).toNumber();
}

/**
 * A result of floating arithmetic without its rounding error: the decimals that numbers of the size of
 * `scale` can carry. 0.09999999999990905, got from 1300.1 − 1300, is 0.1.
 */
export function withoutNoise(value: number, scale: number): number {
  const magnitude = scale === 0 ? 0 : Math.floor(Math.log10(Math.abs(scale)));
  return Number(value.toFixed(Math.min(100, Math.max(0, 14 - magnitude))));
}

/** a × b in decimals. */
export function multiply(a: number, b: number): number {
  return new Big(a).times(b).toNumber();
}

/** The decimals in which a number is written: 2 for 1301.55, 0 for 1302. */
export function decimalsOf(value: number): number {
  const big = new Big(value);
  return Math.max(0, big.c.length - big.e - 1);
}
