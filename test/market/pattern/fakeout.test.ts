import {describe, expect, it} from 'vitest';
import {fakeout} from '../../../src/market/pattern/fakeout.ts';
import {barsOf, known, mirrored, type Row} from '../structure/made-bars.ts';

/** Lows at 100: the level. */
const IN: Row = [101, 102, 100, 101];
const THROUGH: Row = [101, 101.5, 99, 99.5];
const OUT: Row = [99.5, 99.75, 98, 99];
const BACK: Row = [99.5, 101, 99.25, 100.5];

const LEVEL_ROWS = Array.from({length: 20}, () => IN);
const times = (count: number, row: Row) => Array.from({length: count}, () => row);

type Expected = Readonly<{pierced: number; back: number}> | undefined;

/** The last seven rows, and which of them pierced the level and closed back. */
const TABLE: readonly (readonly [what: string, rows: readonly Row[], expected: Expected])[] = [
  ['no break at all', times(7, IN), undefined],
  ['through, and back with the next bar', [...times(5, IN), THROUGH, BACK], {pierced: 5, back: 6}],
  ['back three bars ago', [IN, IN, THROUGH, BACK, IN, IN, IN], {pierced: 2, back: 3}],
  ['back after the fifth bar', [IN, THROUGH, ...times(4, OUT), BACK], {pierced: 1, back: 6}],
  ['back after the sixth', [THROUGH, ...times(5, OUT), BACK], undefined],
  ['through and not back yet', [...times(5, IN), THROUGH, OUT], undefined],
  [
    'a piercing bar that closes inside itself, with none after it',
    [...times(6, IN), [101, 102, 99, 101]],
    undefined,
  ],
  ['the level is touched only', [...times(5, IN), [101, 101, 100, 100], BACK], undefined],
  ['a close at the level is not beyond it', [...times(5, IN), THROUGH, [99.5, 101, 99.25, 100]], undefined],
  ['of two the newer', [THROUGH, BACK, IN, IN, THROUGH, BACK, IN], {pierced: 4, back: 5}],
];

describe('fakeout', () => {
  it.each(TABLE)('%s', (_what, rows, expected) => {
    const bars = barsOf([...LEVEL_ROWS, ...rows]);
    const found = (level: number, direction: string) =>
      expected && {
        direction,
        level,
        pierceTimeMs: bars[20 + expected.pierced]?.timeMs,
        timeMs: bars[20 + expected.back]?.timeMs,
        barsAgo: 6 - expected.back,
      };
    expect(known(fakeout(), bars)).toEqual({bull: found(100, 'bull'), bear: undefined});
    expect(known(fakeout(), mirrored(bars, 4096))).toEqual({bull: undefined, bear: found(3996, 'bear')});
  });

  it('takes the level from the 20 bars before those that may break it (D-10)', () => {
    // The oldest bars break a level and come back; they are what the level is made of.
    const bars = barsOf([...LEVEL_ROWS, THROUGH, BACK, ...times(20, IN)]);
    expect(known(fakeout(), bars).bull).toBeUndefined();
  });

  it('takes a level that is given', () => {
    const bars = barsOf([
      ...LEVEL_ROWS,
      ...times(5, IN),
      [101, 102, 100.25, 100.25],
      [100.25, 101, 100.25, 101],
    ]);
    expect(known(fakeout({level: 100.75}), bars)).toMatchObject({bull: {level: 100.75, barsAgo: 0}});
    expect(known(fakeout({level: 99.875}), bars).bull).toBeUndefined();
  });

  it('does not take a rise through a given level for a break of it', () => {
    const bars = barsOf([
      ...LEVEL_ROWS,
      ...times(4, IN),
      [101, 104, 101, 104],
      [104, 107, 104, 107],
      [107, 108, 107, 108],
    ]);
    expect(known(fakeout({level: 105}), bars)).toEqual({bull: undefined, bear: undefined});
  });
});
