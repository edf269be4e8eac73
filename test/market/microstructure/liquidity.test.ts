import {describe, expect, it} from 'vitest';
import {liquidityOf} from '../../../src/market/microstructure/liquidity.ts';
import {minutes, windowWithAtr} from './minutes.ts';

/** 60 bars at 100 with an ATR of 1, but for the prices at the given places; of the newest bar, its close. */
const withPrices = (prices: Readonly<Record<number, number>>) => {
  const bars = minutes(
    Array.from({length: 60}, (_, index) => {
      const price = prices[index] ?? 100;
      const close = index === 59 ? price : 100;
      return {open: close, close, high: Math.max(close, price), low: Math.min(close, price)};
    }),
  );
  const {state, high, low} = liquidityOf(windowWithAtr(bars, 1));
  const text = (zone: typeof high) => (zone === undefined ? '-' : `${zone.price}×${zone.touches}`);
  return `${state} ${text(high)} ${text(low)}`;
};

const LOWS = {30: 0, 40: 0};
const HIGHS = {10: 200, 20: 200};

describe('liquidityOf', () => {
  it.each([
    ['two touches of both ends', {...HIGHS, ...LOWS}, 'between 200×2 0×2'],
    ['the high once', {10: 200, ...LOWS}, 'away - 0×2'],
    ['the low once', {...HIGHS, 30: 0}, 'away 200×2 -'],
    ['both once', {10: 200, 30: 0}, 'away - -'],
    ['a close 0.5 % of the height from the high', {...HIGHS, ...LOWS, 59: 199}, 'nearHigh 200×3 0×2'],
    ['a close a little further', {...HIGHS, ...LOWS, 59: 198.9}, 'between 200×2 0×2'],
    ['a close 0.5 % of the height from the low', {...HIGHS, ...LOWS, 59: 1}, 'nearLow 200×2 0×3'],
    ['a close a little further', {...HIGHS, ...LOWS, 59: 1.1}, 'between 200×2 0×2'],
    ['near the high where there is no low', {...HIGHS, 30: 0, 59: 199}, 'nearHigh 200×3 -'],
    ['near the low where there is no high', {10: 200, ...LOWS, 59: 1}, 'nearLow - 0×3'],
    ['near an extreme that is no zone', {...LOWS, 59: 200}, 'away - 0×2'],
    ['touches within an ATR', {10: 200, 20: 199, ...LOWS}, 'between 200×2 0×2'],
    ['no touch beyond it', {10: 200, 20: 198.9, ...LOWS}, 'away - 0×2'],
    ['three bars apart', {10: 200, 13: 200, ...LOWS}, 'between 200×2 0×2'],
    ['two bars apart', {10: 200, 12: 200, ...LOWS}, 'away - 0×2'],
    ['a chain of neighbours is one touch', {10: 200, 12: 200, 14: 200, ...LOWS}, 'away - 0×2'],
  ])('%s', (_name, prices, expected) => {
    expect(withPrices(prices)).toBe(expected);
  });
});
