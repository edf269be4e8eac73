import {describe, expect, it} from 'vitest';
import {breaks} from '../../../src/market/structure/breaks.ts';
import {mitigationBlocks} from '../../../src/market/structure/mitigation-blocks.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS} from './made-bars.ts';

const around = (count: number, price: number): Row[] =>
  Array.from({length: count}, () => [price, price + 0.5, price - 0.5, price]);
const peaks = (prices: readonly number[]): Row[] =>
  prices.flatMap((price): Row[] => [...around(5, 100), [100, price, 99.5, 100]]);
/** Lower highs, a low of 98.5, and a bear block from 99.75 to 100.25 (bar 27) that bar 28 confirms by closing at 98. */
const fallFrom = (...prices: readonly number[]): Row[] => [
  ...peaks(prices),
  ...around(3, 100),
  [100, 100.5, 98.5, 100],
  ...around(5, 100),
  [99.875, 100.25, 99.75, 100.125],
  [100.125, 100.125, 97.875, 98],
];
const FALL = fallFrom(103, 102, 101);
/** Closes over 101, the last of the lower highs. */
const TURN: Row = [98, 101.5, 97.75, 101.5];
const AWAY: Row = [102, 102.5, 101.5, 102];
const away = (count: number): Row[] => Array.from({length: count}, () => AWAY);

describe('mitigationBlocks', () => {
  it.each<[string, Row[], boolean]>([
    ['none before the change of character', [...FALL, ...around(5, 98)], false],
    ['one with it', [...FALL, ...around(5, 98), TURN], true],
    [
      'none where the highs were not falling: that is no change',
      [...fallFrom(101, 102, 101), ...around(5, 98), TURN],
      false,
    ],
    ['none where no block stood before it', [...peaks([103, 102, 101]), ...around(12, 100), TURN], false],
    [
      'none where the block had failed before',
      [...FALL, ...around(5, 98), [98, 100.75, 97.75, 100.75], ...around(5, 98), TURN],
      false,
    ],
    [
      'while closes stay above it',
      [...FALL, ...around(5, 98), TURN, ...away(3), [102, 102, 99.5, 99.75]],
      true,
    ],
    [
      'none after a close further below it',
      [...FALL, ...around(5, 98), TURN, ...away(3), [102, 102, 99, 99.25]],
      false,
    ],
  ])('%s', (_case, rows, isThere) => {
    const bars = barsOf(rows);
    const of = (seen: typeof bars, direction: string) =>
      known(mitigationBlocks(), seen)
        .filter((block) => block.direction === direction)
        .map(({low, high}) => [low, high]);
    expect(of(bars, 'bull')).toEqual(isThere ? [[99.75, 100.25]] : []);
    expect(of(mirrored(bars), 'bear')).toEqual(isThere ? [[4096 - 100.25, 4096 - 99.75]] : []);
  });

  it.each([
    [101.5, 0],
    [101.75, 1],
  ])('is a block that the turn closes beyond: one up to 101.625, a close of %d', (close, count) => {
    // Two equal highs, so that the block's candle is no swing and 101 is what the turn breaks.
    const tall: Row[] = [
      [100, 101.625, 99.5, 100],
      [99.875, 101.625, 99.75, 100.125],
      [100.125, 100.125, 97.875, 98],
    ];
    const fall = [...FALL.slice(0, -3), ...tall];
    const bars = barsOf([...fall, ...around(5, 98), [98, close, 97.75, close]]);
    expect(known(breaks(), bars).filter(({event}) => event === 'choch')).toHaveLength(1);
    expect(known(mitigationBlocks(), bars)).toHaveLength(count);
  });

  it('is named by the direction to trade in, with the bars and 1.15 × the strength of the order block', () => {
    const rows = [...FALL, ...around(5, 98), TURN, AWAY];
    const [block] = known(mitigationBlocks(), barsOf(rows));
    // Of the true ranges up to the candle, eleven are 1, the last peak 1.5, the low 2 and the candle 0.5.
    const atr = (11 + 1.5 + 2 + 0.5) / 14;
    expect(block).toMatchObject({
      direction: 'bull',
      timeMs: START_MS + (rows.length - 9) * MINUTE_MS,
      barsAgo: 8,
      turned: {timeMs: START_MS + (rows.length - 2) * MINUTE_MS, barsAgo: 1},
    });
    expect(block?.strength).toBe(1.15 * (2.125 / (3 * atr)));
  });

  it('is the last of several blocks', () => {
    const lower: Row[] = [
      ...around(5, 98),
      [98, 98.5, 97, 98],
      ...around(5, 98),
      [97.875, 98.25, 97.75, 98.125],
      [98.125, 98.125, 96, 96.125],
    ];
    const rows = [...FALL, ...lower, ...around(5, 96), [96, 101.75, 95.75, 101.75] as const];
    expect(known(mitigationBlocks(), barsOf(rows)).map(({low, high}) => [low, high])).toEqual([
      [97.75, 98.25],
    ]);
  });

  it.each<[string, Row[], number[], boolean]>([
    ['not at the turn', [], [], false],
    ['when the price comes back', [...away(2), [102, 102, 100.25, 101]], [0], true],
    [
      'once a visit',
      [AWAY, [102, 102, 100, 101], [101, 101, 100, 101], AWAY, [102, 102, 100, 101], AWAY],
      [1, 4],
      false,
    ],
  ])('is retested %s', (_case, rows, barsAgo, isRetesting) => {
    const bars = barsOf([...FALL, ...around(5, 98), TURN, ...rows]);
    for (const seen of [bars, mirrored(bars)]) {
      const [block] = known(mitigationBlocks(), seen);
      expect(block?.retests.map((retest) => retest.barsAgo)).toEqual(barsAgo);
      expect(block?.isRetesting).toBe(isRetesting);
    }
  });

  it('is remembered for 100 bars after the turn, of a block confirmed in the 100 bars before', () => {
    const after = (count: number) =>
      known(mitigationBlocks(), barsOf([...FALL, ...around(5, 98), TURN, ...away(count)]));
    expect(after(99)).toHaveLength(1);
    expect(after(100)).toEqual([]);
    const between = (count: number) =>
      known(mitigationBlocks(), barsOf([...FALL, ...around(count, 98), TURN]));
    expect(between(99)).toHaveLength(1);
    expect(between(100)).toEqual([]);
  });
});
