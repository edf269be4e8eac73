import {describe, expect, it} from 'vitest';
import {fairValueGaps, type FairValueGap} from '../../../src/market/structure/fair-value-gaps.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS, studied} from './made-bars.ts';

const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** Jumps over the prices from 100.5 to `low`; the ATR at its end is (13 + 102.25 − low) / 14 … */
const jump = (low: number): Row[] => [
  [100, 102, 99.75, 102],
  [102, 102.25, low, 102.25],
];

const brief = (gaps: readonly FairValueGap[]) =>
  gaps.map(({direction, low, high, barsAgo, fill}) => [direction, low, high, barsAgo, fill]);

describe('fairValueGaps', () => {
  it.each<[string, Row[], [number, number][]]>([
    ['lies between the bars around', [...calm(16), ...jump(101)], [[100.5, 101]]],
    ['is not there where the bars meet', [...calm(16), ...jump(100.5)], []],
    ['is not there where they overlap', [...calm(16), ...jump(100.25)], []],
    // ATR at the third bar: 12 calm, 2.25 and 102.25 − low, together 15.8 / 14 or so: a tenth is 0.1144.
    ['is at least a tenth of the ATR wide', [...calm(16), ...jump(100.625)], [[100.5, 100.625]]],
    ['is not narrower', [...calm(16), ...jump(100.609375)], []],
    ['needs a known ATR', [...calm(12), ...jump(101)], []],
  ])('%s', (_case, rows, expected) => {
    const bars = [...barsOf(rows)];
    const padded = bars.length < 15 ? barsOf([...rows, [102, 102.5, 101.5, 102]]) : bars;
    const zones = known(fairValueGaps(), padded).map(({low, high}) => [low, high]);
    expect(zones).toEqual(expected);
  });

  it('has a width, even where none is asked for', () => {
    const zones = (low: number) =>
      known(fairValueGaps({minWidthAtr: 0}), barsOf([...calm(16), ...jump(low)]));
    expect(zones(100.5)).toEqual([]);
    expect(zones(100.5 + 1 / 1024)).toHaveLength(1);
  });

  it('is bull when it was left on the way up, bear on the way down (D-14)', () => {
    const bars = barsOf([...calm(16), ...jump(101)]);
    expect(brief(known(fairValueGaps(), bars))).toEqual([['bull', 100.5, 101, 1, 0]]);
    expect(brief(known(fairValueGaps(), mirrored(bars)))).toEqual([['bear', 3995, 3995.5, 1, 0]]);
  });

  const stay: Row = [102, 102.5, 101.5, 102];
  it.each<[string, Row[], number]>([
    ['nothing while the price stays beyond', [stay], 0],
    ['half when a low was in its middle', [[102, 102, 100.75, 102]], 0.5],
    [
      'the deepest, when the price has left again',
      [[102, 102, 100.75, 102], [102, 102, 100.875, 102], stay],
      0.5,
    ],
    ['all when a low was at its bottom', [[102, 102, 100.5, 102]], 1],
    ['no more than all', [[102, 102, 90, 91], stay], 1],
  ])('fills by the deepest return since, wherever the price is now (D-14): %s', (_case, rows, fill) => {
    const bars = barsOf([...calm(16), ...jump(101), ...rows]);
    const gapOf = (seen: typeof bars, direction: string) =>
      known(fairValueGaps(), seen).find(
        (gap) => gap.direction === direction && gap.timeMs === START_MS + 16 * MINUTE_MS,
      );
    expect(gapOf(bars, 'bull')?.fill).toBe(fill);
    expect(gapOf(mirrored(bars), 'bear')?.fill).toBe(fill);
  });

  it('is as strong as it is wide in units of two ATR, one at most', () => {
    const strengthOf = (rows: Row[]) => known(fairValueGaps(), barsOf(rows)).map(({strength}) => strength);
    expect(strengthOf([...calm(16), ...jump(101)])).toEqual([0.5 / (2 * ((12 + 2.25 + 1.25) / 14))]);
    expect(strengthOf([...calm(16), [100, 110, 99.75, 110], [110, 110, 110, 110]])).toEqual([1]);
  });

  it('tells all gaps around the last ten bars, newest first, and no older one', () => {
    const stays = (count: number) => Array.from({length: count}, () => stay);
    const second: Row[] = [
      [102, 104, 102, 104],
      [104, 104.5, 103.5, 104],
    ];
    const rows = [...calm(16), ...jump(101), stay, ...second];
    expect(known(fairValueGaps(), barsOf(rows)).map(({low, barsAgo}) => [low, barsAgo])).toEqual([
      [102.5, 1],
      [100.5, 4],
    ]);
    const single = [...calm(16), ...jump(101)];
    expect(brief(known(fairValueGaps(), barsOf([...single, ...stays(8)])))).toEqual([
      ['bull', 100.5, 101, 9, 0],
    ]);
    expect(known(fairValueGaps(), barsOf([...single, ...stays(9)]))).toEqual([]);
    expect(known(fairValueGaps({lookbackBars: 11}), barsOf([...single, ...stays(9)]))).toHaveLength(1);
  });

  it('says nothing before it has an ATR, and refuses rules that make no sense', () => {
    expect(studied(fairValueGaps(), barsOf(calm(14)))).toBeUndefined();
    expect(studied(fairValueGaps(), barsOf(calm(15)))).toEqual([]);
    for (const rules of [{lookbackBars: 1}, {lookbackBars: 2.5}, {minWidthAtr: -1}, {lookbackBars: 1190}]) {
      expect(() => fairValueGaps(rules)).toThrow('Invariant');
    }
  });
});
