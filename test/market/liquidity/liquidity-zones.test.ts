import {describe, expect, it} from 'vitest';
import {type LiquidityLevel, liquidityZones} from '../../../src/market/liquidity/liquidity-zones.ts';
import {led, pointRows, zigzag} from '../pattern/paths.ts';
import {known, mirrored, type Row} from '../structure/made-bars.ts';

/** Small enough to be looked through; the market falls into it and stays within 100 to 108. */
const RULES = {tolerance: {price: 0.25}, windowBars: 40};

const zonesOf = (prices: readonly number[], after: readonly Row[] = []) => {
  const bars = led([...pointRows(prices), ...after], 60);
  const zones = known(liquidityZones(RULES), bars);
  const turned = known(liquidityZones(RULES), mirrored(bars));
  const back = turned.highs.map((level) => ({
    ...level,
    price: 4096 - level.price,
    innerPrice: 4096 - level.innerPrice,
  }));
  expect(back, 'highs in the mirror').toEqual(zones.lows);
  return zones;
};

/** Lows at these prices, eight bars apart, with a last rise of four. */
const lowsAt = (...lows: readonly number[]) => zigzag([...lows.flatMap((low) => [108, low]), 106], 4);

const brief = ({kind, price, touches, barsAgo}: LiquidityLevel) => [kind, price, touches, barsAgo];

/** True ranges are 2 at the end of each of these: a bar pierces a level by 0.2 or a little less. */
const TABLE: readonly (readonly [
  what: string,
  lows: readonly number[],
  after: readonly Row[],
  levels: readonly unknown[],
])[] = [
  ['equal lows', [100, 100], [], [['equal', 100, 2, 4]]],
  ['the outermost is the level', [100.25, 100], [], [['equal', 100, 2, 4]]],
  ['lows further apart', [100.5, 100], [], []],
  ['touched again by a wick', [100, 100], [[106, 106, 100, 105]], [['equal', 100, 2, 5]]],
  ['gone through by less than 0.1 ATR', [100, 100], [[106, 106, 99.875, 105]], [['equal', 100, 2, 5]]],
  ['gone through by more: taken', [100, 100], [[106, 106, 99.75, 105]], []],
  [
    'taken, with bars since',
    [100, 100],
    [
      [106, 106, 99.75, 105],
      [105, 106, 105, 106],
      [106, 106, 106, 106],
    ],
    [],
  ],
  ['a low that a later one left far behind is none', [101, 99, 101], [], []],
  ['but two that came after are', [101, 99, 101, 101], [], [['equal', 101, 2, 4]]],
];

describe('liquidityZones', () => {
  it.each(TABLE)('%s', (_what, lows, after, levels) => {
    expect(
      zonesOf(lowsAt(...lows), after)
        .lows.filter(({kind}) => kind === 'equal')
        .map(brief),
    ).toEqual(levels);
  });

  it('stands again when the turn that went through it is known as one of them', () => {
    const dip = (rise: number) => [
      ...lowsAt(100, 100),
      ...zigzag([106, 99.78125, 106], 4).slice(1, 5 + rise),
    ];
    expect(zonesOf(dip(2)).lows.filter(({kind}) => kind === 'equal')).toEqual([]);
    expect(zonesOf(dip(3)).lows.map(brief)).toEqual([['equal', 99.78125, 3, 3]]);
  });

  it('takes an extreme for a level when it was touched twice, at least three bars apart', () => {
    const flat = (index: number): Row => [104, 104 + (index % 2), 103 - (index % 2), 104];
    const touch: Row = [104, 104.5, 100, 104];
    const rowsWith = (...touched: readonly number[]) =>
      Array.from({length: 54}, (_, index) => (touched.includes(53 - index) ? touch : flat(index)));
    const lows = (...touched: readonly number[]) =>
      known(liquidityZones(RULES), led(rowsWith(...touched), 54)).lows.map(brief);
    expect(lows(20)).toEqual([]);
    // Neighbours that are equal are no swings.
    expect(lows(20, 18)).toEqual([]);
    expect(lows(20, 17)).toEqual([['extreme', 100, 2, 17]]);
    // Once for the three that follow each other: 17 and 20.
    expect(lows(20, 19, 18, 17)).toEqual([['extreme', 100, 2, 17]]);
    // The newest turn is two bars old: it may go on.
    expect(lows(20, 2)).toEqual([]);
    expect(lows(40, 20)).toEqual([]);
    expect(lows(39, 36)).toEqual([['extreme', 100, 2, 36]]);
  });

  it('counts the outermost of equal lows once', () => {
    expect(zonesOf(lowsAt(100, 100)).lows.map(brief)).toEqual([['equal', 100, 2, 4]]);
  });
});
