import {describe, expect, it} from 'vitest';
import {rejectionWick} from '../../../src/market/pattern/rejection-wick.ts';
import {barsOf, known, mirrored, type Row} from '../structure/made-bars.ts';

const TABLE: readonly (readonly [what: string, bar: Row, minRatio: number, bull: boolean, bear: boolean])[] =
  [
    ['a long lower wick speaks for a buy alone (D-27)', [10, 11, 4, 11], 2, true, false],
    ['a wick of exactly so many bodies is long enough', [10, 12, 6, 12], 2, true, false],
    ['a little less is not', [10, 12, 6.125, 12], 2, false, false],
    ['the ratio is a parameter', [10, 12, 6, 12], 2.5, false, false],
    ['a falling candle has the same wicks', [12, 12, 6, 10], 2, true, false],
    ['two long wicks speak for both', [10, 20, 0, 11], 2, true, true],
    ['a doji does not pass by its missing body (D-27)', [10, 10.25, 8, 10], 2, true, false],
    ['a body of 5 % of the range counts as 10 %', [10, 19, 9, 10.5], 2, false, true],
    ['a body of 10 % counts as what it is', [9.875, 18, 8, 10.875], 2, false, true],
    ['a candle without wicks', [10, 12, 10, 12], 2, false, false],
    ['a candle of one price', [10, 10, 10, 10], 2, false, false],
  ];

describe('rejectionWick', () => {
  it.each(TABLE)('%s', (_what, bar, minRatio, bull, bear) => {
    const bars = barsOf([bar]);
    expect(known(rejectionWick(minRatio), bars).isRejected).toEqual({bull, bear});
    expect(known(rejectionWick(minRatio), mirrored(bars)).isRejected).toEqual({bull: bear, bear: bull});
  });

  it('tells both ratios, of the newest closed bar', () => {
    const bars = barsOf([
      [10, 11, 4, 11],
      [10, 15, 9, 12],
    ]);
    const timeMs = bars[1]?.timeMs;
    expect(known(rejectionWick(), bars)).toEqual({
      isRejected: {bull: false, bear: false},
      ratio: {bull: 0.5, bear: 1.5},
      timeMs,
    });
  });

  it('refuses a ratio that any candle would have', () => {
    expect(() => rejectionWick(0)).toThrow('minRatio is above zero');
  });
});
