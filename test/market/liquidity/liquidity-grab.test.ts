import {describe, expect, it} from 'vitest';
import {liquidityGrab} from '../../../src/market/liquidity/liquidity-grab.ts';
import {led, pointRows, zigzag} from '../pattern/paths.ts';
import {known, mirrored, type Row, studied} from '../structure/made-bars.ts';

const RULES = {tolerance: {price: 0.25}};
/** A low of 100 that is known, and a market at 104. */
const LEAD = pointRows(zigzag([108, 100, 104], 4));
const AWAY: Row = [104, 104.5, 103.5, 104];

type Expected = Readonly<{level: number; touches: number; wickRatio: number; barsAgo: number}>;

const TABLE: readonly (readonly [what: string, rows: readonly Row[], expected: Expected | undefined])[] = [
  ['a wick through the low', [[101, 102, 98, 102]], {level: 100, touches: 1, wickRatio: 3, barsAgo: 0}],
  ['a falling candle can do it', [[102, 102, 98, 101]], {level: 100, touches: 1, wickRatio: 3, barsAgo: 0}],
  ['the body ends at the low', [[100, 101, 97, 101]], {level: 100, touches: 1, wickRatio: 3, barsAgo: 0}],
  ['the body goes below it', [[99.875, 101, 97, 101]], undefined],
  ['a wick that only reaches it pierces nothing', [[102.5, 103.5, 100, 103.5]], undefined],
  ['a wick of two bodies is not longer than that', [[101, 102.5, 98, 102.5]], undefined],
  ['a body of less than 10 % of the range', [[101, 106, 98, 101.75]], undefined],
  ['a body of 10 %', [[101, 106, 98, 101.875]], {level: 100, touches: 1, wickRatio: 24 / 7, barsAgo: 0}],
  ['no level there', [AWAY, [103.5, 104, 101, 104]], undefined],
  [
    'four bars ago',
    [[101, 102, 98, 102], AWAY, AWAY, AWAY, AWAY],
    {level: 100, touches: 1, wickRatio: 3, barsAgo: 4},
  ],
  ['five bars ago', [[101, 102, 98, 102], AWAY, AWAY, AWAY, AWAY, AWAY], undefined],
  [
    'a low that was gone through before',
    [
      [104, 104, 99.875, 104],
      [101, 102, 98, 102],
    ],
    undefined,
  ],
];

describe('liquidityGrab', () => {
  it.each(TABLE)('%s', (_what, rows, expected) => {
    const bars = led([...LEAD, ...rows], 240);
    const grab = expected && {direction: 'bull', timeMs: bars.at(-1 - expected.barsAgo)?.timeMs, ...expected};
    expect(known(liquidityGrab(RULES), bars)).toEqual({bull: grab === undefined ? [] : [grab], bear: []});
    const turned = known(liquidityGrab(RULES), mirrored(bars));
    expect(turned.bull).toEqual([]);
    expect(turned.bear).toEqual(
      grab === undefined ? [] : [{...grab, direction: 'bear', level: 4096 - grab.level}],
    );
  });

  it('names the outermost low of those it went through, and counts those that are near it', () => {
    const lead = pointRows(zigzag([110, 99, 110, 100, 110, 100.25, 104], 4));
    const bars = led([...lead, [101, 102, 98.5, 102]], 240);
    expect(known(liquidityGrab(RULES), bars).bull).toMatchObject([{level: 99, touches: 1}]);
    const short = led([...lead, [101, 101.75, 99.25, 101.75]], 240);
    expect(known(liquidityGrab(RULES), short).bull).toMatchObject([{level: 100, touches: 2}]);
  });

  it('does not know a low before it is three bars old', () => {
    const grab: Row = [101, 102, 98, 102];
    const bars = (rise: number) => led([...LEAD.slice(0, 9 - 4 + rise), grab], 240);
    expect(known(liquidityGrab(RULES), bars(2)).bull).toEqual([]);
    expect(known(liquidityGrab(RULES), bars(3)).bull).toHaveLength(1);
  });

  it('tells the newest first', () => {
    const lead = pointRows(zigzag([110, 99, 110, 100, 104], 4));
    const bars = led([...lead, [101, 101.75, 99.25, 101.75], [101, 102, 98, 102]], 240);
    expect(known(liquidityGrab(RULES), bars).bull.map(({level, barsAgo}) => [level, barsAgo])).toEqual([
      [99, 0],
      [100, 1],
    ]);
  });

  it('needs all bars in which a swing may be', () => {
    const {barsNeeded} = liquidityGrab();
    expect(studied(liquidityGrab(), led(LEAD, barsNeeded - 1))).toBeUndefined();
    expect(studied(liquidityGrab(), led(LEAD, barsNeeded))).toEqual({bull: [], bear: []});
  });
});
