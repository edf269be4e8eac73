import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {breaksOf} from '../../../src/market/microstructure/breaks.ts';
import {lastSwings} from '../../../src/market/microstructure/last-swings.ts';
import {m1Window} from '../../../src/market/microstructure/m1-window.ts';
import {minutes, mirrored, quiet, windowWithAtr} from './minutes.ts';

const AROUND = 200;

/** ATR(14) is 5, so that a break begins at 1. The last swing is as old as there are closes. */
function breakAfter(swings: readonly number[], closes: readonly number[], direction: 'bull' | 'bear') {
  const upright = minutes([...quiet(60, 95), ...closes]);
  const bars = direction === 'bull' ? upright : mirrored(upright, AROUND);
  const levels = swings.toReversed().map((price, index) => ({
    price: direction === 'bull' ? price : AROUND - price,
    timeMs: 1000 - index,
    barsAgo: closes.length + 5 * index,
  }));
  const window = windowWithAtr(bars, 5);
  const found = breaksOf(
    window,
    direction === 'bull' ? {highs: levels, lows: []} : {highs: [], lows: levels},
  );
  expect(found.barTimeMs).toBe(window.newest.timeMs);
  return found.current;
}

describe('breaksOf', () => {
  it.each([
    // Swing highs in order of time, closes since the last of them; mirrored for the bear.
    ['exactly 0.2 ATR beyond', [99, 100], [101], 'bos 70 for 1'],
    ['less than 0.2 ATR beyond', [99, 100], [100.875], 'none'],
    ['not beyond', [99, 100], [99], 'none'],
    ['the only swing', [100], [101], 'bos 70 for 1'],
    ['a swing as high as the one before', [100, 100], [101], 'bos 70 for 1'],
    ['two closes beyond', [99, 100], [100.5, 101], 'bos 70 for 2'],
    ['three closes beyond, not each a break', [99, 100], [100.5, 100.5, 101], 'bos 70 for 3 confirmed'],
    ['a close at the level in between', [99, 100], [100.5, 100, 100.5, 101], 'bos 70 for 2'],
    ['a lower high', [103, 100], [101], 'choch 60 for 1'],
    ['a lower high, confirmed', [103, 100], [101, 101, 101], 'choch 85 for 3 confirmed'],
    ['a lower high and the one before', [103, 100], [104], 'choch bos 90 for 1'],
    ['nearly the one before', [103, 100], [103.875], 'choch 60 for 1'],
    ['both, confirmed', [103, 100], [101, 102, 104], 'choch bos 90 for 3 confirmed'],
    ['only the two last swings count', [150, 99, 100], [101], 'bos 70 for 1'],
    ['broken and back: the swing is spent', [99, 100], [101, 99, 102], 'none'],
    ['beyond a little and back: it is not', [99, 100], [100.5, 99, 101], 'bos 70 for 1'],
    ['a break that lasts', [99, 100], Array<number>(20).fill(101), 'bos 70 for 20 confirmed'],
  ])('%s', (_name, swings, closes, expected) => {
    for (const direction of ['bull', 'bear'] as const) {
      const found = breakAfter(swings, closes, direction);
      const words = [
        found?.isChoch && 'choch',
        found?.isBos && 'bos',
        found?.confidence,
        `for ${found?.closesBeyond}`,
        found?.isConfirmed && 'confirmed',
      ];
      expect(found === undefined ? 'none' : words.filter(Boolean).join(' ')).toBe(expected);
      if (found !== undefined) expect(found.direction).toBe(direction);
    }
  });

  it('gives the level, its time and the distance', () => {
    expect(breakAfter([99, 100], [110], 'bull')).toMatchObject({level: 100, swingTimeMs: 1000, beyondAtr: 2});
    expect(breakAfter([99, 100], [110], 'bear')).toMatchObject({level: 100, swingTimeMs: 1000, beyondAtr: 2});
  });

  it('takes the newer swing where the close is beyond the last of both kinds', () => {
    const bars = minutes([...quiet(60, 95), 105]);
    const at = (price: number, barsAgo: number) => [{price, timeMs: -barsAgo, barsAgo}];
    const window = windowWithAtr(bars, 5);
    expect(breaksOf(window, {highs: at(100, 9), lows: at(110, 2)}).current?.direction).toBe('bear');
    expect(breaksOf(window, {highs: at(100, 2), lows: at(110, 9)}).current?.direction).toBe('bull');
    // The newer one is not broken.
    expect(breaksOf(window, {highs: at(120, 2), lows: at(110, 9)}).current?.direction).toBe('bear');
    expect(breaksOf(window, {highs: [], lows: []})).toEqual({
      barTimeMs: window.newest.timeMs,
      lastSwingHigh: undefined,
      lastSwingLow: undefined,
      current: undefined,
    });
  });

  it('finds changes of character in random markets: none in 400 before (D-65)', () => {
    const counts = {none: 0, choch: 0, bos: 0, both: 0, bull: 0, bear: 0};
    // A small generator of our own: the same markets in every run.
    let state = 1;
    const draw = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
    for (let series = 0; series < 400; series += 1) {
      let close = 1000;
      const shapes = Array.from({length: 200}, () => {
        const open = close;
        close += draw();
        return {
          open,
          close,
          high: Math.max(open, close) + Math.abs(draw()) / 2,
          low: Math.min(open, close) - Math.abs(draw()) / 2,
        };
      });
      const bars: readonly Bar[] = minutes(shapes);
      const window = m1Window(bars);
      if (window === undefined) continue;
      const {current} = breaksOf(window, lastSwings(window));
      if (current === undefined) counts.none += 1;
      else {
        counts[current.isChoch && current.isBos ? 'both' : current.isChoch ? 'choch' : 'bos'] += 1;
        counts[current.direction] += 1;
      }
    }
    // Of 400: 282 none, 31 changes of character, 60 breaks of structure, 27 of both.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20);
  });
});
