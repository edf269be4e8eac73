import {describe, expect, it} from 'vitest';
import {breakerBlocks} from '../../../src/market/structure/breaker-blocks.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS} from './made-bars.ts';

const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** A bull order block from 99.625 to 100.375 at bar 51, confirmed at bar 52; the price is then at 101.5. */
const BLOCK: readonly Row[] = [
  ...calm(30),
  [100, 101, 99.5, 100],
  ...calm(20),
  [100, 100.375, 99.625, 99.75],
  [99.75, 101.5, 99.625, 101.5],
];
/** Closes through it, by 0.625; opens where it closes, so that it is no candle of a block itself. */
const BREAK: Row = [99, 101, 98.75, 99];
/** Below it, without touching it. */
const BELOW: Row = [98.5, 99, 98, 98.5];
const below = (count: number): Row[] => Array.from({length: count}, () => BELOW);

describe('breakerBlocks', () => {
  it.each<[string, Row[], boolean]>([
    ['a block that stands is none', [[101, 101.5, 100, 101]], false],
    ['nor one that a wick went through', [[101, 101.5, 98, 101]], false],
    ['nor one that a close is less than 0.1 ATR through', [[99.53125, 101, 99.5, 99.53125]], false],
    ['nor one that a close is inside of (OBS called it broken)', [[100, 101, 99.75, 100]], false],
    ['a block that a close went through is one', [BREAK], true],
    ['it lasts while the price is below', [BREAK, ...below(5)], true],
    ['and while closes are inside', [BREAK, BELOW, [100, 100.25, 98.5, 100]], true],
    ['and while they are less than 0.1 ATR above', [BREAK, BELOW, [100.4375, 100.5, 98.5, 100.4375]], true],
    ['a close further above ends it', [BREAK, BELOW, [101, 101, 98.5, 101]], false],
    ['for good', [BREAK, BELOW, [101, 101, 98.5, 101], BELOW], false],
  ])('%s', (_case, rows, isBreaker) => {
    const bars = barsOf([...BLOCK, ...rows]);
    const of = (seen: typeof bars, direction: string) =>
      known(breakerBlocks(), seen)
        .filter((breaker) => breaker.direction === direction)
        .map(({low, high}) => [low, high]);
    expect(of(bars, 'bear')).toEqual(isBreaker ? [[99.625, 100.375]] : []);
    expect(of(mirrored(bars), 'bull')).toEqual(isBreaker ? [[4096 - 100.375, 4096 - 99.625]] : []);
  });

  it('is none of a candle that was closed through before the break: that is no order block', () => {
    const before = BLOCK.slice(0, 51);
    const rows: Row[] = [
      [100, 101.4375, 99.625, 99.75],
      [99.375, 99.5, 99.25, 99.375],
      [99.375, 101.5, 99.375, 101.5],
    ];
    expect(known(breakerBlocks(), barsOf([...before, ...rows]))).toEqual([]);
  });

  it('says the candle, the bar that broke it, and 1.2 × its strength', () => {
    const [breaker] = known(breakerBlocks(), barsOf([...BLOCK, BREAK, BELOW]));
    const atr = (12 + 1 + 0.75) / 14;
    expect(breaker).toMatchObject({
      direction: 'bear',
      timeMs: START_MS + 51 * MINUTE_MS,
      barsAgo: 3,
      broken: {timeMs: START_MS + 53 * MINUTE_MS, barsAgo: 1},
      strength: 1.2 * (1.75 / (3 * atr)),
    });
  });

  it.each<[string, Row[], number[], boolean]>([
    ['not at the break, which leaves it', [], [], false],
    ['not while the price is away', below(3), [], false],
    ['when it comes back', [BELOW, [98.5, 99.75, 98.5, 99]], [0], true],
    [
      'once a visit',
      [BELOW, [99.5, 99.75, 99, 99.5], [99.5, 100, 99, 99.5], BELOW, [99, 100, 99, 99], BELOW],
      [1, 4],
      false,
    ],
    ['at the touch of its edge', [BELOW, [99, 99.625, 98.5, 99]], [0], true],
    ['not just below it', [BELOW, [99, 99.59375, 98.5, 99]], [], false],
  ])('is retested %s (D-13: visits are counted from the first)', (_case, rows, barsAgo, isRetesting) => {
    const bars = barsOf([...BLOCK, BREAK, ...rows]);
    for (const seen of [bars, mirrored(bars)]) {
      const breaker = known(breakerBlocks(), seen).find(
        ({broken}) => broken.timeMs === START_MS + 53 * MINUTE_MS,
      );
      expect(breaker?.retests.map((retest) => retest.barsAgo)).toEqual(barsAgo);
      expect(breaker?.isRetesting).toBe(isRetesting);
    }
  });

  it('is forgotten with its order block, 200 bars after that was confirmed', () => {
    const later = (count: number) =>
      known(breakerBlocks(), barsOf([...BLOCK, BREAK, ...below(count)])).filter(({low}) => low === 99.625);
    expect(later(198)).toHaveLength(1);
    expect(later(199)).toEqual([]);
  });
});
