import {describe, expect, it} from 'vitest';
import {BarWindow} from '../../../src/market/structure/bar-window.ts';
import {volatilityTrend} from '../../../src/market/structure/volatility-trend.ts';
import {barsOf, type Row} from './made-bars.ts';

/** So many bars with this true range. */
const wide = (count: number, range: number): Row[] =>
  Array.from({length: count}, () => [100, 100 + range / 2, 100 - range / 2, 100]);

describe('volatilityTrend', () => {
  it.each<[string, Row[], ReturnType<typeof volatilityTrend>]>([
    ['nothing without an ATR', wide(14, 1), undefined],
    ['stable with one', wide(15, 1), 'stable'],
    // The ATR grows by 1/14 of what a bar has more than the one that leaves: 2.75 more are 19.6 %, 3 are 21.4 %.
    ['stable up to a fifth more', [...wide(70, 1), ...wide(1, 3.75)], 'stable'],
    ['expanding with more', [...wide(70, 1), ...wide(1, 4)], 'expanding'],
    // 5 bars of half are 17.9 % less, 6 are 21.4 %.
    ['stable down to a fifth less', [...wide(70, 1), ...wide(5, 0.5)], 'stable'],
    ['contracting with less', [...wide(70, 1), ...wide(6, 0.5)], 'contracting'],
    // The ATR is the narrow one from the 14th narrow bar on, so after 39 it is half of the last 50.
    ['still contracting while the median remembers', [...wide(70, 1), ...wide(30, 0.5)], 'contracting'],
    ['stable once half of the last 50 are as narrow', [...wide(70, 1), ...wide(39, 0.5)], 'stable'],
    // 24 ATRs of 1, the newest of 1.4, 25 of 2: the median is 1.7, and 1.4 is 17.6 % less.
    [
      'stable by the middle of two',
      [...wide(30, 1), ...wide(1, 15), ...wide(13, 1), ...wide(1, 15), ...wide(37, 1), ...wide(1, 6.6)],
      'stable',
    ],
  ])('says %s', (_case, rows, expected) => {
    expect(volatilityTrend(new BarWindow(barsOf(rows)))).toBe(expected);
  });
});
