import {describe, expect, it} from 'vitest';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {SCORE_PARTS, type ScorePart} from '../../../src/market/structure/order-block-score.ts';
import {orderBlocks} from '../../../src/market/structure/order-blocks.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS} from './made-bars.ts';

/** Neither for nor against anything: opens where it closes. */
const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** A swing high at 101 after 30 bars, then calm. */
const BEFORE: readonly Row[] = [...calm(30), [100, 101, 99.5, 100], ...calm(20)];
/** A candle against the way up; the ATR at its bar is near 0.985. */
const CANDLE: Row = [100, 100.375, 99.625, 99.75];
/** Breaks 101, 1.75 above the candle's close. */
const MOVE: Row = [99.75, 101.5, 99.625, 101.5];
const AWAY: Row = [101.5, 102, 101, 101.5];
const away = (count: number): Row[] => Array.from({length: count}, () => AWAY);

type Brief = readonly [direction: string, low: number, high: number, barsAgo: number];

/** Direction, range and age of the blocks; upside down they must be the same of bears. */
function expectBlocks(rows: readonly Row[], expected: readonly Brief[]): void {
  const bars = barsOf(rows);
  const of = (seen: readonly Bar[]) =>
    known(orderBlocks(), seen).map(
      ({direction, low, high, barsAgo}): Brief => [direction, low, high, barsAgo],
    );
  expect(of(bars)).toEqual(expected);
  const upsideDown = of(mirrored(bars)).map(([direction, low, high, barsAgo]): Brief => {
    return [direction === 'bear' ? 'bull' : 'bear', 4096 - high, 4096 - low, barsAgo];
  });
  expect(upsideDown).toEqual(expected);
}

describe('orderBlocks', () => {
  it.each<[string, Row[], Brief[]]>([
    ['is the candle before the move', [...BEFORE, CANDLE, MOVE], [['bull', 99.625, 100.375, 1]]],
    [
      'is none where the move is under 1.5 ATR',
      [...BEFORE, [100, 100.375, 99.625, 99.96875], [100, 101.375, 99.625, 101.375]],
      [],
    ],
    [
      'is none where no structure breaks',
      [...calm(30), [100, 105, 99.5, 100], ...calm(20), CANDLE, MOVE],
      [],
    ],
    ['is none where no candle is against the move', [...BEFORE, [100, 100.5, 99.5, 100], MOVE], []],
    ['is the newer of two candles', [...BEFORE, CANDLE, CANDLE, MOVE], [['bull', 99.625, 100.375, 1]]],
    [
      'is the older where the move from the newer is too short',
      [
        ...BEFORE,
        CANDLE,
        [99.75, 100.75, 99.75, 100.75],
        [100.75, 100.75, 100.25, 100.5],
        [100.5, 101.5, 100.5, 101.5],
      ],
      [['bull', 99.625, 100.375, 3]],
    ],
    [
      'may be ten bars before the break',
      [...BEFORE, CANDLE, ...calm(9), MOVE],
      [['bull', 99.625, 100.375, 10]],
    ],
    ['is not eleven bars before it', [...BEFORE, CANDLE, ...calm(10), MOVE], []],
    ['is none where the break closes inside it', [...BEFORE, [100, 102, 99.625, 99.75], MOVE], []],
    [
      'is none where it was closed through on the way',
      [...BEFORE, CANDLE, [99.375, 99.5, 99.25, 99.375], [99.375, 101.5, 99.375, 101.5]],
      [],
    ],
    [
      'stands while closes stay above its low',
      [...BEFORE, CANDLE, MOVE, [101, 101, 99.625, 99.625]],
      [['bull', 99.625, 100.375, 2]],
    ],
    [
      'stands while closes are less than 0.1 ATR below',
      [...BEFORE, CANDLE, MOVE, [101, 101, 99.5, 99.53125]],
      [['bull', 99.625, 100.375, 2]],
    ],
    [
      'has failed with a close further below',
      [...BEFORE, CANDLE, MOVE, [101, 101, 99.25, 99.375], ...calm(3)],
      [],
    ],
    [
      'stands though a wick went through',
      [...BEFORE, CANDLE, MOVE, [101, 101, 98, 100]],
      [['bull', 99.625, 100.375, 2]],
    ],
  ])('%s', (_case, rows, expected) => {
    expectBlocks(rows, expected);
  });

  it('says when it was confirmed, by what, and how strong the move was', () => {
    const [block] = known(orderBlocks(), barsOf([...BEFORE, CANDLE, MOVE, AWAY]));
    const atr = (12 + 1 + 0.75) / 14;
    expect(block).toMatchObject({
      timeMs: START_MS + 51 * MINUTE_MS,
      barsAgo: 2,
      event: 'bos',
      confirmed: {timeMs: START_MS + 52 * MINUTE_MS, barsAgo: 1},
      strength: 1.75 / (3 * atr),
    });
  });

  it('is of a change of character where the break is one', () => {
    const peaks = [103, 102, 101].flatMap((price): Row[] => [...calm(8), [100, price, 99.5, 100]]);
    const [block] = known(orderBlocks(), barsOf([...peaks, ...calm(20), CANDLE, MOVE]));
    expect(block?.event).toBe('choch');
  });

  it.each<[string, Row[], number[], boolean]>([
    ['none at first', [], [], false],
    ['none while the price is away', away(3), [], false],
    [
      'a visit is one retest, however long',
      [AWAY, [101, 101, 100, 100.5], [100, 100.5, 100, 100.25], AWAY],
      [2],
      false,
    ],
    ['two visits are two', [AWAY, [101, 101, 100, 101], AWAY, [101, 101, 100.375, 101]], [0, 2], true],
    ['a touch of the edge is one', [[101, 101, 100.375, 101]], [0], true],
    ['just above the edge is none', [[101, 101, 100.40625, 101]], [], false],
  ])('counts retests: %s', (_case, rows, barsAgo, isRetesting) => {
    const bars = barsOf([...BEFORE, CANDLE, MOVE, ...rows]);
    for (const seen of [bars, mirrored(bars)]) {
      const [block] = known(orderBlocks(), seen);
      expect(block?.retests.map((retest) => retest.barsAgo)).toEqual(barsAgo);
      expect(block?.isRetesting).toBe(isRetesting);
    }
  });

  it('is remembered for 200 bars from its confirmation', () => {
    const later = (count: number) =>
      known(orderBlocks(), barsOf([...BEFORE, CANDLE, MOVE, ...away(count)])).map(
        ({confirmed}) => confirmed.barsAgo,
      );
    expect(later(199)).toEqual([199]);
    expect(later(200)).toEqual([]);
  });

  it('tells the newest five of each direction', () => {
    const stairs = Array.from({length: 7}, (_, step) => step * 1.5).flatMap((up) =>
      [...calm(16), [100, 101, 99.5, 100] as const, ...calm(4), CANDLE, MOVE].map(
        ([open, high, low, close]): Row => [open + up, high + up, low + up, close + up],
      ),
    );
    const expected = [9, 7.5, 6, 4.5, 3].map(
      (up, place): Brief => ['bull', 99.625 + up, 100.375 + up, 1 + 23 * place],
    );
    expectBlocks(stairs, expected);
  });

  it('is one for each candle, of the first break after it', () => {
    const stays = (count: number, price: number): Row[] =>
      Array.from({length: count}, () => [price, price + 0.25, price - 0.25, price]);
    const twice: Row[] = [...BEFORE, CANDLE, MOVE, ...stays(3, 101), [101, 102, 101, 102]];
    const seen = (rows: readonly Row[]) =>
      known(orderBlocks(), barsOf(rows)).map(({barsAgo, confirmed}) => [barsAgo, confirmed.barsAgo]);
    expect(seen(twice)).toEqual([[5, 4]]);
    expect(seen([...twice, ...stays(195, 102)])).toEqual([[200, 199]]);
    // Forgotten 200 bars after the first break, though the second is not so long ago.
    expect(seen([...twice, ...stays(196, 102)])).toEqual([]);
  });
});

describe('the score of an order block', () => {
  const BASE: Row[] = [...BEFORE, CANDLE, MOVE, AWAY];
  const scoreOf = (bars: readonly Bar[], timeframe: Timeframe = 'M1') =>
    known(orderBlocks(), bars, timeframe)[0]?.score;
  /** The rows with some replaced, by index; 51 is the candle, 52 the move. */
  const withRows = (changes: Readonly<Record<number, Row>>): Row[] =>
    BASE.map((row, index) => changes[index] ?? row);

  const EXPECTED: Record<ScorePart, number> = {
    anchor: 10,
    structureShift: 15,
    fairValueGap: 10,
    volume: 0,
    liquidityGrab: 0,
    session: 10,
    higherTimeframe: 15,
    context: 0,
    freshness: 10,
    vwap: 10,
  };

  it('is the sum of its parts, 110 at most', () => {
    expect(scoreOf(barsOf(BASE))).toEqual({total: 80, parts: EXPECTED});
    expect(scoreOf(mirrored(barsOf(BASE)))).toEqual({total: 80, parts: EXPECTED});
    expect(Object.values(SCORE_PARTS).reduce((sum, marks) => sum + marks, 0)).toBe(110);
  });

  /** Highs and lows that rise before the swing that is broken. */
  const RISING: Readonly<Record<number, Row>> = {
    4: [100, 100.625, 99.5, 100],
    7: [100, 100.5, 99, 100],
    10: [100, 100.75, 99.5, 100],
    13: [100, 100.5, 99.125, 100],
    16: [100, 100.875, 99.5, 100],
    19: [100, 100.5, 99.25, 100],
  };
  /** Half as much movement in the bars before the candle. */
  const QUIET = Object.fromEntries(
    Array.from({length: 12}, (_, index): [number, Row] => [39 + index, [100, 100.25, 99.75, 100]]),
  );

  it.each<[string, Partial<Record<ScorePart, number>>, Row[]]>([
    [
      'no gap where the bar after the move comes back to the candle',
      {fairValueGap: 0, freshness: 0},
      withRows({53: [101.5, 102, 100.375, 101.5]}),
    ],
    ['volume over 1.2 of the mean', {volume: 10}, withRows({52: [99.75, 101.5, 99.625, 101.5, 121]})],
    ['no volume at 1.2 of it', {volume: 0}, withRows({52: [99.75, 101.5, 99.625, 101.5, 120]})],
    ['a wick of more than half the body', {liquidityGrab: 10}, withRows({52: [99.75, 101.5, 98.75, 101.5]})],
    ['no wick of half the body', {liquidityGrab: 0}, withRows({52: [99.75, 101.5, 98.875, 101.5]})],
    ['a higher close 45 bars before', {higherTimeframe: 0}, withRows({8: [100, 101.625, 99.5, 101.625]})],
    ['a higher close 46 bars before', {}, withRows({7: [100, 101.625, 99.5, 101.625]})],
    ['swings that lead somewhere', {context: 10}, withRows(RISING)],
    ['swings that do, in a market that goes quiet', {context: 0}, withRows({...RISING, ...QUIET})],
    [
      'volatility that expands, whatever the swings',
      {context: 10},
      withRows({52: [99.75, 106, 99.625, 106], 53: [106, 106.5, 105.5, 106]}),
    ],
    ['a bar that came back', {freshness: 0}, [...BASE, [101.5, 101.5, 100.25, 101.5], AWAY]],
    ['a mean price far away', {vwap: 0}, withRows({53: [101.5, 102, 101, 101.5, 3000]})],
    ['no ticks at all', {vwap: 0}, BASE.map(([open, high, low, close]): Row => [open, high, low, close, 0])],
  ])('has its parts: %s', (_case, changes, rows) => {
    for (const bars of [barsOf(rows), mirrored(barsOf(rows))]) {
      expect(scoreOf(bars)?.parts).toEqual({...EXPECTED, ...changes});
    }
  });

  it('is nothing without the anchor, which is mandatory: the bar after the candle must close beyond it', () => {
    const slow = (close: number): Row[] => [...BEFORE, CANDLE, [99.75, 100.5, 99.75, close], MOVE, AWAY];
    expect(scoreOf(barsOf(slow(100.375)))).toMatchObject({total: 0, parts: {anchor: 0, structureShift: 15}});
    expect(scoreOf(barsOf(slow(100.40625)))?.total).toBeGreaterThan(0);
    // A later candle against the move that dips into the block is an anchor too, when the next bar closes beyond it.
    const dip: Row[] = [
      [99.75, 100.375, 99.75, 100.25],
      [100.25, 100.25, 100, 100.125],
      [100.125, 101.75, 100.125, 101.75],
    ];
    const late = known(orderBlocks(), barsOf([...BEFORE, CANDLE, ...dip, AWAY]))[0];
    expect(late?.score.parts.anchor).toBe(10);
  });

  it('has no anchor in a candle that stays clear of the block', () => {
    const clear: Row[] = [
      [99.75, 100.375, 99.75, 100.25],
      [100.5, 100.875, 100.5, 100.75],
      [100.75, 100.8125, 100.5, 100.625],
      [100.625, 101.75, 100.625, 101.75],
    ];
    const [block] = known(orderBlocks(), barsOf([...BEFORE, CANDLE, ...clear]));
    expect(block).toMatchObject({barsAgo: 4, score: {total: 0, parts: {anchor: 0}}});
  });

  it('takes the volume of the longest body of the move, wherever that is', () => {
    const volume = (first: number, second: number) => {
      const move: Row[] = [
        [99.75, 100.5, 99.75, 100.4375, first],
        [100.4375, 101.5, 100.25, 101.5, second],
      ];
      return scoreOf(barsOf([...BEFORE, CANDLE, ...move, AWAY]))?.parts.volume;
    };
    expect([volume(100, 121), volume(121, 100)]).toEqual([10, 0]);
  });

  it.each([
    [0, 10],
    [1, 10],
    [2, 0],
  ])(
    'looks for a gap around three bars after the candle: %d bars of rest before the move',
    (count, marks) => {
      const rest = Array.from({length: count}, (): Row => [100.4375, 100.5, 100.25, 100.4375]);
      const rows: Row[] = [[99.75, 100.5, 99.75, 100.4375], ...rest, [100.4375, 101.5, 100.25, 101.5], AWAY];
      expect(scoreOf(barsOf([...BEFORE, CANDLE, ...rows]))?.parts.fairValueGap).toBe(marks);
    },
  );

  it.each<[string, number, Timeframe, number]>([
    ['Asia', 2, 'M1', 3],
    ['London', 8, 'M1', 10],
    ['the overlap', 13, 'M1', 10],
    ['New York', 20, 'H1', 10],
    ['the hours after', 21, 'M1', 3],
    ['bars longer than a session', 2, 'H4', 5],
    ['days', 8, 'D1', 5],
  ])('takes the hour of the break: %s', (_case, hour, timeframe, marks) => {
    const breakMs = START_MS + 52 * MINUTE_MS;
    const shift = Date.UTC(2024, 4, 7, hour) - breakMs;
    const bars = barsOf(BASE).map((bar) => ({...bar, timeMs: bar.timeMs + shift}));
    expect(scoreOf(bars, timeframe)?.parts.session).toBe(marks);
  });
});
