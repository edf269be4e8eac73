import {describe, expect, it} from 'vitest';
import {lastSwings} from '../../../src/market/microstructure/last-swings.ts';
import {structureOf} from '../../../src/market/microstructure/structure.ts';
import {minutes, quiet, windowOf, windowWithAtr} from './minutes.ts';

/** ATR is 1. */
const window = windowOf(minutes(quiet(60)));
/** Newest first, from prices in order of time. */
const levels = (prices: readonly number[]) =>
  prices.toReversed().map((price, index) => ({price, timeMs: -index, barsAgo: 2 + 5 * index}));

/** Swing prices in order of time. */
const typeOf = (highs: readonly number[], lows: readonly number[]) => {
  const {type, steps, strength} = structureOf(window, {highs: levels(highs), lows: levels(lows)});
  return `${type} ${steps} ${strength}`;
};

describe('structureOf', () => {
  it.each([
    ['both steps up', [1, 2, 3], [0, 1, 2], 'higherHighs 2 80'],
    ['lows level', [1, 2, 3], [0, 0, 0], 'higherHighs 2 80'],
    ['a lower low', [1, 2, 3], [0, 1, 0.5], 'choppy 0 30'],
    ['a lower low before the last three does not count', [1, 2, 3], [9, 0, 1, 2], 'higherHighs 2 80'],
    ['one step up', [1, 2], [0, 1], 'choppy 0 30'],
    ['the older step down', [3, 2, 3], [0, 1, 2], 'choppy 0 30'],
    ['the newer step down', [2, 3, 2], [0, 1, 2], 'choppy 0 30'],
    ['four steps up', [1, 2, 3, 4, 5], [0, 1], 'higherHighs 4 100'],
    ['seven steps up are as strong as four', [1, 2, 3, 4, 5, 6, 7, 8], [0, 1], 'higherHighs 7 100'],
    ['both steps down', [9, 8, 7], [6, 5, 4], 'lowerLows 2 80'],
    ['highs level', [9, 9, 9], [6, 5, 4], 'lowerLows 2 80'],
    ['a higher high', [9, 8, 8.5], [6, 5, 4], 'choppy 0 30'],
    ['three steps down', [9, 8, 7], [6, 5, 4, 3], 'lowerLows 3 90'],
    ['no step at all: reachable, as it was not', [5, 5.1, 5], [1, 1, 1.1], 'equal 0 50'],
    ['three highs and two lows, level', [5, 5, 5], [1, 1], 'choppy 0 30'],
    ['steps just below 0.2 ATR', [5, 5.19, 5.38], [1, 1, 1], 'equal 0 50'],
    ['steps just above 0.2 ATR', [5, 5.21, 5.42], [1, 1, 1], 'higherHighs 2 80'],
    ['one low', [1, 2, 3], [0], 'choppy 0 30'],
    ['one high', [3], [6, 5, 4], 'choppy 0 30'],
    ['nothing', [], [], 'choppy 0 30'],
    ['both ways at once', [1, 2, 3], [3, 2, 1], 'choppy 0 30'],
  ])('%s', (_name, highs, lows, expected) => {
    expect(typeOf(highs, lows)).toBe(expected);
  });

  it('calls a step of exactly 0.2 ATR a step', () => {
    const ofFive = windowWithAtr(minutes(quiet(60)), 5);
    expect(structureOf(ofFive, {highs: levels([1, 2, 3]), lows: levels([0, 0, 0])}).type).toBe('higherHighs');
    expect(structureOf(ofFive, {highs: levels([3, 3, 3]), lows: levels([2, 1, 0])}).type).toBe('lowerLows');
  });

  it('takes steps by the ATR and not by the price: the same market of 0.0001 and of 10000', () => {
    for (const factor of [0.0001, 10_000]) {
      const bars = minutes(
        quiet(60).map(({open = 0, high = 0, low = 0, close}) => {
          return {open: open * factor, high: high * factor, low: low * factor, close: close * factor};
        }),
      );
      const swings = {highs: levels([factor, 2 * factor, 3 * factor]), lows: levels([0, 0, 0])};
      expect(structureOf(windowOf(bars), swings).type).toBe('higherHighs');
    }
  });

  it('sees swings that stand out from two bars on each side', () => {
    const tops = [100, 101, 103, 102, 101, 100.4, 100, 99, 98, 99, 100, 101, 103.5, 102, 101];
    const {highs, lows} = lastSwings(
      windowOf(minutes([...quiet(50), ...tops.map((close) => ({open: close, close}))])),
    );
    expect(highs.map(({price, barsAgo}) => [price, barsAgo])).toEqual([
      [103.5, 2],
      [103, 12],
    ]);
    expect(lows.map(({price, barsAgo}) => [price, barsAgo])).toEqual([[98, 6]]);
  });
});
