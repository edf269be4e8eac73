import {describe, expect, it} from 'vitest';
import {profitOf} from '../../../src/broker/matching/profit.ts';

describe('profitOf', () => {
  it.each([
    {side: 'buy', entry: 1300.5, exit: 1310.12, size: 100, lots: 0.01, profit: 9.62},
    {side: 'sell', entry: 1300.5, exit: 1310.12, size: 100, lots: 0.01, profit: -9.62},
    {side: 'buy', entry: 1.1, exit: 1.1001, size: 100_000, lots: 0.01, profit: 0.1},
    {side: 'sell', entry: 1.30256, exit: 1.30255, size: 100_000, lots: 0.07, profit: 0.07},
    {side: 'buy', entry: 113.456, exit: 113.455, size: 100_000, lots: 1, profit: -100},
    {side: 'buy', entry: 0.1, exit: 0.3, size: 1, lots: 3, profit: 0.6},
    {side: 'buy', entry: 8433.21, exit: 8433.210001, size: 1, lots: 0.01, profit: 1e-8},
    {side: 'buy', entry: 1300.5, exit: 1300.5, size: 100, lots: 0.01, profit: 0},
    {side: 'sell', entry: 1300.5, exit: 1300.5, size: 100, lots: 0.01, profit: 0},
  ] as const)('$side $lots from $entry to $exit earns $profit', ({side, entry, exit, size, lots, profit}) => {
    expect(profitOf({side, entryPrice: entry, volumeLots: lots}, exit, size)).toBe(profit);
  });

  it('is unknown where the contract size is', () => {
    expect(profitOf({side: 'buy', entryPrice: 1, volumeLots: 1}, 2, null)).toBeNull();
  });
});
