import {describe, expect, it} from 'vitest';
import {star} from '../../../src/market/pattern/star.ts';
import {barsOf, known, mirrored, type Row, studied} from '../structure/made-bars.ts';

const A: Row = [20, 20.5, 9.5, 10];
const B: Row = [9, 9.5, 8, 9.25];
const C: Row = [9.5, 16, 9, 15.5];

const TABLE: readonly (readonly [what: string, rows: readonly Row[], isStar: boolean])[] = [
  ['a fall, a pause below its close, a rise past its middle', [A, B, C], true],
  ['the first body is 40 % of the range', [[14, 20, 10, 10], B, C], true],
  ['the first body is less', [[13.875, 20, 10, 10], B, C], false],
  ['the first one rises', [[10, 20.5, 9.5, 20], B, C], false],
  ['the second body is 30 % of the range', [A, [9, 10, 8, 9.5], C], true],
  ['the second body is more', [A, [9, 10, 8, 9.625], C], false],
  ['the second has one price', [A, [9, 9, 9, 9], C], true],
  ['the second body reaches the close of the first', [A, [9.75, 10.5, 8, 10], C], false],
  ['the second body lies below only in part', [A, [9.75, 10.75, 8, 10.125], C], false],
  ['the third closes at the middle of the first body', [A, B, [9.5, 16, 9, 15]], false],
  ['the third falls', [A, B, [17, 17, 9, 16]], false],
  ['the star is not made of the newest bars (D-10)', [A, B, C, [15.5, 16, 15, 15.75]], false],
];

describe('star', () => {
  it.each(TABLE)('%s', (_what, rows, isStar) => {
    const bars = barsOf(rows);
    expect(known(star(), bars).isStar).toEqual({bull: isStar, bear: false});
    expect(known(star(), mirrored(bars)).isStar).toEqual({bull: false, bear: isStar});
  });

  it('takes how long the second body may be, and tells the time of the third bar', () => {
    const bars = barsOf([A, [9, 10, 8, 9.625], C]);
    expect(known(star(0.4), bars)).toEqual({isStar: {bull: true, bear: false}, timeMs: bars[2]?.timeMs});
  });

  it('needs three bars', () => {
    expect(studied(star(), barsOf([A, B]))).toBeUndefined();
  });
});
