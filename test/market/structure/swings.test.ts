import {describe, expect, it} from 'vitest';
import {BarWindow} from '../../../src/market/structure/bar-window.ts';
import {readSwings, type Swings, swings} from '../../../src/market/structure/swings.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS, studied, walk} from './made-bars.ts';

/** Bars of equal size around these prices: a bar stands out where its price does, above and below. */
const around = (prices: readonly number[]) =>
  barsOf(prices.map((price): Row => [price, price + 0.5, price - 0.5, price]));

/** Prices that go from turn to turn in steps of a quarter of the way. */
function zigzag(turns: readonly number[]): number[] {
  return turns.flatMap((turn, index) => {
    const from = turns[index - 1];
    return from === undefined ? [turn] : [1, 2, 3, 4].map((step) => from + ((turn - from) * step) / 4);
  });
}

const brief = ({highs, lows}: Swings) =>
  [...highs, ...lows].map(({kind, price, barsAgo, label}) => [kind, price, barsAgo, label]);

describe('swings', () => {
  it.each([
    ['stands out by the least', [1, 2, 3, 9, 3, 2, 1], [[9.5, 3]]],
    ['stands out among equals', [1, 1, 1, 2, 1, 1, 1], [[2.5, 3]]],
    ['is not confirmed before three bars closed', [1, 2, 3, 9, 3, 2], undefined],
    ['has an equal three bars before', [9, 2, 3, 9, 3, 2, 1], []],
    ['has an equal three bars later', [1, 2, 3, 9, 3, 2, 9], []],
    ['has an equal next to it', [1, 2, 9, 9, 3, 2, 1, 0], []],
    [
      'has an equal four bars before',
      [0, 0, 0, 9, 2, 3, 2, 9, 3, 2, 1],
      [
        [9.5, 3],
        [9.5, 7],
      ],
    ],
    ['has something higher four bars later', [1, 2, 3, 9, 3, 2, 1, 20], [[9.5, 4]]],
    ['has only two bars before it', [2, 3, 9, 3, 2, 1, 0], []],
  ])('a high that %s', (_case, prices, expected) => {
    const bars = around(prices);
    expect(studied(swings(), bars)?.highs.map(({price, barsAgo}) => [price, barsAgo])).toEqual(expected);
    const below = studied(swings(), mirrored(bars));
    expect(below?.lows.map(({price, barsAgo}) => [4096 - price, barsAgo])).toEqual(expected);
  });

  it('asks for as many bars on each side as it is told to', () => {
    const bars = around([1, 2, 3, 9, 3, 2, 10]);
    expect(known(swings(2), bars).highs.map(({price}) => price)).toEqual([9.5]);
    expect(known(swings(3), bars).highs).toEqual([]);
  });

  it("says the time of the swing's own bar", () => {
    const {highs} = known(swings(1), around([1, 5, 1, 1]));
    expect(highs).toEqual([
      {kind: 'high', price: 5.5, timeMs: START_MS + MINUTE_MS, barsAgo: 2, label: undefined},
    ]);
  });

  it('names each swing after the one before of its kind; an equal high is lower, an equal low higher', () => {
    const turns = [10, 18, 12, 20, 14, 20, 14, 18, 10, 18];
    expect(brief(known(swings(), around(zigzag(turns))))).toEqual([
      ['high', 18.5, 8, 'LH'],
      ['high', 20.5, 16, 'LH'],
      ['high', 20.5, 24, 'HH'],
      ['high', 18.5, 32, undefined],
      ['low', 9.5, 4, 'LL'],
      ['low', 13.5, 12, 'HL'],
      ['low', 13.5, 20, 'HL'],
      ['low', 11.5, 28, undefined],
    ]);
  });

  it.each([
    ['up: two higher highs, two higher lows', [10, 20, 12, 22, 14, 24, 16, 18], 'up'],
    ['one higher low too few', [10, 20, 12, 22, 14, 24, 16.25], 'range'],
    ['down', [30, 20, 28, 18, 26, 16, 24, 20], 'down'],
    ['highs rise, lows fall', [20, 30, 18, 32, 16, 34, 14, 36, 20], 'range'],
    ['up for long, then six labels down', [10, 20, 12, 22, 14, 24, 16, 23, 15, 21, 13, 19, 11, 15], 'down'],
    ['up for long, then five labels down', [10, 20, 12, 22, 14, 24, 16, 26, 18, 25, 15, 23, 13, 15], 'down'],
    ['two labels down after up', [10, 20, 12, 22, 14, 24, 16, 22, 14, 18], 'up'],
    ['three labels down after up', [10, 20, 12, 22, 14, 24, 16, 22, 14, 20, 16], 'range'],
    ['no swings', [10, 20], 'range'],
  ])('has a bias: %s', (_case, turns, bias) => {
    const bars = around([...zigzag(turns)]);
    expect(studied(swings(), bars)?.bias ?? 'range').toBe(bias);
    const opposite = {up: 'down', down: 'up', range: 'range'}[bias];
    expect(studied(swings(), mirrored(bars))?.bias ?? 'range').toBe(opposite);
  });

  it('counts the two labels of one bar together: the seventh label, of the bar that has the sixth', () => {
    const calm: Row[] = Array.from({length: 3}, () => [100, 100.5, 99.5, 100]);
    const tall = (high: number, low: number): Row[] => [[100, high, low, 100], ...calm];
    // From the newest: LH, then HH and HL, HH and LL, LH and LL. Two LH and two LL only with both of the last pair.
    const bars = barsOf([
      ...calm,
      ...tall(110, 90),
      ...tall(109, 89),
      ...tall(111, 88),
      ...tall(112, 90),
      ...tall(105, 99.5),
    ]);
    const {highs, lows, bias} = known(swings(), bars);
    expect(highs.map(({label}) => label)).toEqual(['LH', 'HH', 'HH', 'LH', undefined]);
    expect(lows.map(({label}) => label)).toEqual(['HL', 'LL', 'LL', undefined]);
    expect(bias).toBe('down');
    expect(known(swings(), mirrored(bars)).bias).toBe('up');
  });

  it('forgets what is 200 bars ago, and then the label that rested on it', () => {
    const later = (bars: number) =>
      known(swings(), around([1, 2, 3, 9, 3, 2, 1, 12, 1, 2, ...Array.from({length: bars}, () => 2)])).highs;
    expect(later(193).map(({price, barsAgo, label}) => [price, barsAgo, label])).toEqual([
      [12.5, 195, 'HH'],
      [9.5, 199, undefined],
    ]);
    expect(later(194).map(({price, barsAgo, label}) => [price, barsAgo, label])).toEqual([
      [12.5, 196, undefined],
    ]);
    expect(later(197)).toHaveLength(1);
    expect(later(198)).toEqual([]);
  });

  it('tells the newest eight of each kind, and the label of the eighth', () => {
    const turns = Array.from({length: 25}, (_, index) => (index % 2 === 0 ? 10 : 20) + index);
    const {highs, lows} = known(swings(), around(zigzag(turns)));
    expect([highs.length, lows.length]).toEqual([8, 8]);
    expect(highs.map(({label}) => label)).toEqual(Array.from({length: 8}, () => 'HH'));
    expect(highs[0]?.price).toBe(43.5);
  });

  it('looks no further back in a longer window', () => {
    for (const seed of [1, 2, 3, 4]) {
      const bars = walk(seed, 427);
      for (const length of [427, 426, 425, 424]) {
        const some = bars.slice(0, length);
        expect(readSwings(new BarWindow(some), 1)).toEqual(known(swings(1), some));
      }
    }
    // The first is 200 bars ago, and would give the second its label.
    const old = around([1, 2, 3, 9, 3, 2, 1, 12, 1, 2, ...Array.from({length: 194}, () => 2)]);
    expect(readSwings(new BarWindow([...around([1, 2, 3]), ...old]), 3)).toEqual(known(swings(), old));
  });

  it.each([0, 1.5, 100, Number.NaN])('refuses %d bars on each side', (swingBars) => {
    expect(() => swings(swingBars)).toThrow('Invariant');
  });
});
