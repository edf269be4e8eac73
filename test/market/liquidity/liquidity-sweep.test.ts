import {describe, expect, it} from 'vitest';
import {liquiditySweep} from '../../../src/market/liquidity/liquidity-sweep.ts';
import {led, pointRows, zigzag} from '../pattern/paths.ts';
import {known, mirrored, type Row} from '../structure/made-bars.ts';

const RULES = {tolerance: {price: 0.25}, windowBars: 40};

/** Equal lows at 100, twelve and four bars before the market stands at 106; a true range is about 2. */
const LEAD = pointRows(zigzag([108, 100, 108, 100, 106], 4));
const NEAR: Row = [102, 102.5, 101, 101];
const UP: Row = [101, 104, 101, 104];

type Expected = Readonly<{pierced: number; back: number; extreme: number}>;

const TABLE: readonly (readonly [what: string, rows: readonly Row[], expected: Expected | undefined])[] = [
  ['near the level is no sweep (D-16)', [NEAR, [101, 101, 100, 100.5], UP], undefined],
  ['beyond it by less than 0.1 ATR is none', [NEAR, [101, 101, 99.875, 100.5]], undefined],
  ['beyond it and back in one bar', [NEAR, [101, 101, 99, 100.5]], {pierced: 1, back: 1, extreme: 99}],
  ['back at the level itself', [NEAR, [101, 101, 99, 100]], {pierced: 1, back: 1, extreme: 99}],
  [
    'back with the next bar',
    [NEAR, [101, 101, 99, 99.5], [99.5, 101, 98.5, 100.5], UP],
    {pierced: 1, back: 2, extreme: 98.5},
  ],
  [
    'back with the third',
    [
      [101, 101, 99, 99.5],
      [99.5, 99.75, 99.25, 99.5],
      [99.5, 101, 99.25, 100.5],
    ],
    {pierced: 0, back: 2, extreme: 99},
  ],
  [
    'back with the fourth is too late',
    [[101, 101, 99, 99.5], [99.5, 99.75, 99.25, 99.5], [99.5, 99.75, 99.25, 99.5], UP],
    undefined,
  ],
  ['an opening beyond it, and back', [NEAR, [99, 101, 98.5, 100.5]], {pierced: 1, back: 1, extreme: 98.5}],
  [
    'what was taken is not taken twice',
    [
      [101, 101, 99, 100.5],
      [100.5, 101, 98.75, 100.5],
    ],
    {pierced: 0, back: 0, extreme: 99},
  ],
  [
    'what was broken is not swept later',
    [[101, 101, 98, 99], [99, 99, 98, 98], [98, 98, 97, 97], UP, [104, 104, 97, 101]],
    undefined,
  ],
];

describe('liquiditySweep', () => {
  it.each(TABLE)('%s', (_what, rows, expected) => {
    const bars = led([...LEAD, ...rows], 100);
    const {bull, bear} = known(liquiditySweep(RULES), bars);
    const at = (row: number) => bars.at(row - rows.length)?.timeMs;
    const sweep = expected && {
      direction: 'bull',
      level: 100,
      kind: 'equal',
      touches: 2,
      extreme: expected.extreme,
      pierceTimeMs: at(expected.pierced),
      timeMs: at(expected.back),
      barsAgo: rows.length - 1 - expected.back,
    };
    expect(bull).toEqual(sweep === undefined ? [] : [sweep]);
    expect(bear).toEqual([]);
    const turned = known(liquiditySweep(RULES), mirrored(bars));
    expect(turned.bull).toEqual([]);
    expect(turned.bear).toEqual(
      bull.map((one) => ({
        ...one,
        direction: 'bear',
        level: 4096 - one.level,
        extreme: 4096 - one.extreme,
      })),
    );
  });

  it('knows a level only when its last turn is confirmed', () => {
    // The second low is two bars old when the market falls through both.
    const rows = pointRows(zigzag([108, 100, 108, 100], 4));
    const bars = led([...rows, [100, 102, 101, 102], [102, 103, 101, 102], [102, 102, 99, 101]], 100);
    expect(known(liquiditySweep(RULES), bars).bull).toEqual([]);
  });

  it('forgets a sweep after 20 bars', () => {
    const rows: readonly Row[] = [[101, 101, 99, 100.5], ...Array.from({length: 19}, () => UP)];
    expect(known(liquiditySweep(RULES), led([...LEAD, ...rows], 100)).bull).toMatchObject([{barsAgo: 19}]);
    expect(known(liquiditySweep(RULES), led([...LEAD, ...rows, UP], 100)).bull).toEqual([]);
  });

  it('tells the newest first', () => {
    const rows: readonly Row[] = [
      [101, 101, 99, 100.5],
      ...pointRows(zigzag([100.5, 104, 98, 104, 98, 103], 3).slice(1)),
      [101, 101, 97, 99],
    ];
    const sweeps = known(liquiditySweep(RULES), led([...LEAD, ...rows], 100)).bull;
    expect(sweeps.map(({level, barsAgo}) => [level, barsAgo])).toEqual([
      [98, 0],
      [100, 16],
    ]);
  });
});
