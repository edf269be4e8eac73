import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {breaks, type StructureBreak} from '../../../src/market/structure/breaks.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS} from './made-bars.ts';

/** A true range of 1 and neither a new high nor a new low. */
const CALM: Row = [100, 100.5, 99.5, 100];
const calm = (count: number): Row[] => Array.from({length: count}, () => CALM);
/** A swing high at this price. */
const peak = (price: number): Row => [100, price, 99.5, 100];
/** Closes at its high; its true range is the way from 99.5 to there. */
const closing = (close: number): Row => [100, close, 99.5, close];

const brief = (found: readonly StructureBreak[]) =>
  found.map(({event, direction, level, barsAgo}) => `${event} ${direction} ${level} ${barsAgo} ago`);

/** The same seen upside down must say the same of bears. */
function expectBreaks(bars: readonly Bar[], expected: readonly string[], options = {}): void {
  expect(brief(known(breaks(options), bars))).toEqual(expected);
  const upsideDown = known(breaks(options), mirrored(bars)).map((found) => ({
    ...found,
    level: 4096 - found.level,
  }));
  expect(brief(upsideDown)).toEqual(expected.map((line) => line.replace('bull', 'bear')));
}

describe('breaks of structure', () => {
  // With 13 calm bars before, a close d above 101 has an ATR of (14.5 + d) / 14, and d must be at least 0.2101.
  it.each<[string, Row[], string[]]>([
    ['a close beyond by 0.25', [...calm(4), peak(101), ...calm(20), closing(101.25)], ['bos bull 101 0 ago']],
    [
      'a close beyond by 0.2105',
      [...calm(4), peak(101), ...calm(20), closing(101.2105)],
      ['bos bull 101 0 ago'],
    ],
    ['a close beyond by 0.2099', [...calm(4), peak(101), ...calm(20), closing(101.2099)], []],
    ['a wick only', [...calm(4), peak(101), ...calm(20), [100, 102, 99.5, 101]], []],
    [
      'the first close far enough, after one that is not',
      [...calm(4), peak(101), ...calm(20), closing(101.125), closing(101.25), closing(101.5)],
      ['bos bull 101 1 ago'],
    ],
    [
      'a swing with three bars after it',
      [...calm(20), peak(101), ...calm(3), closing(102)],
      ['bos bull 101 0 ago'],
    ],
    ['a swing with two bars after it', [...calm(20), peak(101), ...calm(2), closing(102)], []],
    [
      'the newest swing, not a higher one before',
      [...calm(4), peak(103), ...calm(5), peak(101), ...calm(20), closing(101.5)],
      ['bos bull 101 0 ago'],
    ],
    [
      'not an older swing while a newer one is higher',
      [...calm(4), peak(101), ...calm(5), peak(103), ...calm(20), closing(102)],
      [],
    ],
    [
      'two swings, each once',
      [
        ...calm(4),
        peak(101),
        ...calm(20),
        closing(101.5),
        ...calm(20),
        closing(101.5),
        closing(102),
        ...calm(1),
      ],
      ['bos bull 101.5 1 ago', 'bos bull 101 23 ago'],
    ],
    [
      'a swing of 199 bars ago',
      [...calm(4), peak(101), ...calm(198), closing(101.5)],
      ['bos bull 101 0 ago'],
    ],
    ['no swing of 200 bars ago', [...calm(4), peak(101), ...calm(199), closing(101.5)], []],
  ])('need %s', (_case, rows, expected) => {
    expectBreaks(barsOf(rows), expected);
  });

  it('measure with the bars up to the break, not with the oldest (D-70)', () => {
    const wild: Row[] = Array.from({length: 15}, () => [100, 100.9, 90, 100]);
    const rows = [...calm(4), peak(101), ...calm(20)];
    expectBreaks(barsOf([...wild, ...rows, closing(101.25)]), ['bos bull 101 0 ago']);
    expectBreaks(barsOf([...rows, ...wild, closing(101.25)]), []);
  });

  it('do not come again when the price closes beyond a swing that was broken long ago (D-70)', () => {
    const broken = [...calm(4), peak(101), ...calm(20), closing(101.5)];
    const after = (count: number): Row[] => Array.from({length: count}, () => [101.5, 102, 101, 101.5]);
    expectBreaks(barsOf([...broken, ...after(49)]), ['bos bull 101 49 ago']);
    expectBreaks(barsOf([...broken, ...after(50)]), []);
    expectBreaks(barsOf([...broken, ...after(80), closing(103)]), []);
  });

  it('are told as long as all others, however old the swing and whatever closed a little beyond it early', () => {
    const after = (count: number): Row[] => Array.from({length: count}, () => [101.5, 102, 101, 101.5]);
    // Two equal highs make no swing of their own.
    const little = [...calm(3), closing(101.125), closing(101.125), ...calm(193)];
    const rows = [...calm(14), peak(101), ...little, closing(101.5)];
    expectBreaks(barsOf([...rows, ...after(49)]), ['bos bull 101 49 ago']);
    expectBreaks(barsOf([...rows, ...after(50)]), []);
  });

  it('are not guessed where the ATR is not known', () => {
    // The first close beyond is at bar 10, before any ATR; the price then rises on, so that no other swing comes.
    const rising = Array.from({length: 12}, (_, index) => closing(102 + index / 4));
    expectBreaks(barsOf([...calm(4), peak(101), ...calm(5), ...rising]), []);
    expectBreaks(barsOf([...calm(8), peak(101), ...calm(5), ...rising]), ['bos bull 101 11 ago']);
  });

  it('need a close strictly beyond, even with no least distance', () => {
    const rows = [...calm(4), peak(101), ...calm(20)];
    const options = {minBreakAtr: {bos: 0, choch: 0}};
    expectBreaks(barsOf([...rows, closing(101)]), [], options);
    expectBreaks(barsOf([...rows, closing(101 + 1 / 1024)]), ['bos bull 101 0 ago'], options);
  });

  it('say the bars of the swing and of the break', () => {
    const bars = barsOf([...calm(4), peak(101), ...calm(20), closing(101.25), CALM]);
    expect(known(breaks(), bars)).toEqual([
      {
        event: 'bos',
        direction: 'bull',
        level: 101,
        swingTimeMs: START_MS + 4 * MINUTE_MS,
        timeMs: START_MS + 25 * MINUTE_MS,
        barsAgo: 1,
      },
    ]);
  });
});

describe('changes of character', () => {
  const peaks = (...prices: readonly number[]): Row[] => prices.flatMap((price) => [...calm(5), peak(price)]);

  it.each<[string, Row[], string[]]>([
    [
      'three lower highs',
      [...peaks(103, 102, 101), ...calm(20), closing(101.5)],
      ['choch bull 101 0 ago', 'bos bull 101 0 ago'],
    ],
    ['not two', [...peaks(102, 101), ...calm(20), closing(101.5)], ['bos bull 101 0 ago']],
    ['the last three', [...peaks(101, 103, 102), ...calm(20), closing(102.5)], ['bos bull 102 0 ago']],
    [
      'only the last three',
      [...peaks(102, 104, 103, 102), ...calm(20), closing(102.5)],
      ['choch bull 102 0 ago', 'bos bull 102 0 ago'],
    ],
    ['strictly lower ones', [...peaks(102, 102, 101), ...calm(20), closing(101.5)], ['bos bull 101 0 ago']],
    [
      'a close beyond by 0.3 ATR',
      [...peaks(103, 102, 101), ...calm(20), closing(101.25)],
      ['bos bull 101 0 ago'],
    ],
    [
      'the first close so far beyond, after the break of structure',
      [...peaks(103, 102, 101), ...calm(20), closing(101.25), closing(101.5), closing(102)],
      ['choch bull 101 1 ago', 'bos bull 101 2 ago'],
    ],
    [
      'three highs of which the oldest is 199 bars ago',
      [...peaks(103, 102, 101), ...calm(186), closing(101.5)],
      ['choch bull 101 0 ago', 'bos bull 101 0 ago'],
    ],
    [
      'three highs of which the oldest is not 200 bars ago',
      [...peaks(103, 102, 101), ...calm(187), closing(101.5)],
      ['bos bull 101 0 ago'],
    ],
  ])('need %s', (_case, rows, expected) => {
    expectBreaks(barsOf(rows), expected);
  });
});

describe('rules of breaks', () => {
  it('are in the key, so that two sets of them are two studies', () => {
    const keys = [
      breaks(),
      breaks({swingBars: 2}),
      breaks({minBreakAtr: {bos: 0.1, choch: 0.3}}),
      breaks({minBreakAtr: {bos: 0.2, choch: 0.4}}),
    ].map(({key}) => key);
    expect(new Set(keys).size).toBe(4);
    expect(breaks().key).toBe('breaks(3,0.2,0.3)');
  });

  it.each([
    {swingBars: 0},
    {minBreakAtr: {bos: -0.1, choch: 0.3}},
    {minBreakAtr: {bos: 0.2, choch: Number.NaN}},
  ])('refuse %j', (options) => {
    expect(() => breaks(options)).toThrow('Invariant');
  });
});
