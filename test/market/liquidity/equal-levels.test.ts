import {describe, expect, it} from 'vitest';
import {equalLevels} from '../../../src/market/liquidity/equal-levels.ts';
import type {Tolerance} from '../../../src/market/liquidity/tolerance.ts';
import {led, pointRows, zigzag} from '../pattern/paths.ts';
import {known, mirrored, studied} from '../structure/made-bars.ts';

/** Highs at these prices, eight bars apart, the last of them four bars ago. */
const highsAt = (...highs: readonly number[]) =>
  led(pointRows(zigzag([...highs.flatMap((high) => [100, high]), 100], 4)), 40);

type Level = readonly [price: number, innerPrice: number, touches: number, barsAgo: number];

const TABLE: readonly (readonly [
  what: string,
  highs: readonly number[],
  tolerance: Tolerance,
  levels: readonly Level[],
])[] = [
  ['two of one price', [110, 110], {price: 0}, [[110, 110, 2, 4]]],
  ['as far apart as the tolerance, as decimals', [110, 110.1], {price: 0.1}, [[110.1, 110, 2, 4]]],
  ['further apart', [110, 110.1], {price: 0.09}, []],
  ['a share of the price', [109.89, 110], {share: 0.001}, [[110, 109.89, 2, 4]]],
  ['a smaller share of the price', [109.88, 110], {share: 0.001}, []],
  ['three', [110, 110.1, 110.05], {price: 0.1}, [[110.1, 110, 3, 4]]],
  ['a chain is cut at the outermost', [110, 110.1, 110.2], {price: 0.1}, [[110.2, 110.1, 2, 4]]],
  ['an other one between', [110, 112, 110], {price: 0.1}, [[110, 110, 2, 4]]],
  [
    'two levels, the newer first',
    [112, 112, 110, 110],
    {price: 0.1},
    [
      [110, 110, 2, 4],
      [112, 112, 2, 20],
    ],
  ],
  [
    'of which one is too old (D-10: the newest 30 bars count)',
    [110, 111, 112, 110],
    {price: 0.1},
    [[110, 110, 2, 4]],
  ],
  ['of which one is older', [110, 111, 112, 113, 110], {price: 0.1}, []],
];

describe('equalLevels', () => {
  it.each(TABLE)('%s', (_what, highs, tolerance, levels) => {
    const bars = highsAt(...highs);
    const expected = levels.map(([price, innerPrice, touches, barsAgo]) => {
      return {price, innerPrice, touches, barsAgo, timeMs: bars.at(-1 - barsAgo)?.timeMs};
    });
    expect(known(equalLevels({of: 'highs', tolerance}), bars)).toEqual(expected);
    expect(
      known(equalLevels({of: 'lows', tolerance: {price: 0}}), bars).every(({price}) => price === 100),
    ).toBe(true);
  });

  it('finds lows as it finds highs in the mirror', () => {
    const bars = highsAt(112, 110.125, 110);
    const tolerance = {price: 0.125};
    const [level] = known(equalLevels({of: 'highs', tolerance}), bars);
    expect(known(equalLevels({of: 'lows', tolerance}), mirrored(bars))).toEqual([
      {...level, price: 4096 - 110.125, innerPrice: 4096 - 110},
    ]);
  });

  it('measures in ATR', () => {
    // True ranges of the last 14 bars: eight of 3, six of 2.25.
    const bars = highsAt(110, 109, 112);
    expect(known(equalLevels({of: 'highs', tolerance: {atr: 0.35}}), bars)).toEqual([]);
    const [level] = known(equalLevels({of: 'highs', tolerance: {atr: 0.45}}), bars);
    expect(level).toMatchObject({price: 110, innerPrice: 109, touches: 2});
  });

  it('takes a window of any length', () => {
    // Highs nine and three bars ago.
    const bars = led(pointRows(zigzag([100, 110, 100, 110, 100], 3)), 40);
    const of = 'highs';
    expect(known(equalLevels({of, windowBars: 9}), bars)).toEqual([]);
    expect(known(equalLevels({of, windowBars: 10}), bars)).toHaveLength(1);
    expect(() => equalLevels({of, windowBars: 0})).toThrow('whole number from 1');
  });

  it('says nothing while the window is not full', () => {
    const bars = highsAt(110, 110);
    expect(studied(equalLevels({of: 'highs'}), bars.slice(0, 32))).toBeUndefined();
    expect(studied(equalLevels({of: 'highs'}), bars.slice(0, 33))).toBeDefined();
  });
});
