import {describe, expect, it} from 'vitest';
import {atr} from '../../../src/market/indicator/atr.ts';
import {trueRange} from '../../../src/market/indicator/true-range.ts';
import {lastResultOf, resultsOf} from './definitions.ts';
import {barsOf} from './made-bars.ts';

describe('trueRange', () => {
  it.each([
    ['the bar is around the close before', {high: 13, low: 10, close: 12}, 11, 3],
    ['the bar is above it', {high: 16, low: 14, close: 15}, 12, 4],
    ['the bar is below it', {high: 10, low: 9, close: 9}, 12, 3],
    ['nothing has moved', {high: 12, low: 12, close: 12}, 12, 0],
  ])('takes the close before in: %s', (_name, bar, close, expected) => {
    expect(trueRange(bar, {close})).toBe(expected);
  });
});

describe('atr', () => {
  // True ranges from the second bar on: 3, 4, 8, 2. The first is 9 high, and has none.
  const bars = barsOf([
    [11, 18, 9, 11],
    [11, 13, 10, 12],
    [15, 16, 14, 15],
    [15, 16, 8, 9],
    [9, 10, 8, 9],
  ]);

  it('is the plain mean of the last true ranges, and needs the close before the first of them', () => {
    // Wilder's would be 3.5, 5.75, 3.875.
    expect(resultsOf(atr(2), bars, 'M1')).toEqual([undefined, undefined, 3.5, 6, 5]);
    expect(resultsOf(atr(4), bars, 'M1')).toEqual([undefined, undefined, undefined, undefined, 4.25]);
  });

  // D-70: with more bars than it needs, it was that of the oldest.
  it('is that of the newest bars, however many came before', () => {
    const quiet = Array.from({length: 86}, () => 100);
    const wild = Array.from({length: 14}, (_, index) => (index % 2 === 0 ? 110 : 100));
    expect(lastResultOf(atr(14), barsOf([...quiet, ...wild]), 'M1')).toBe(10);
  });

  // D-09: of as many bars as its period it says nothing, rather than 0.
  it('is not there before it can be', () => {
    const fourteen = barsOf(Array.from({length: 14}, (_, index) => 100 + index));
    expect(lastResultOf(atr(14), fourteen, 'M1')).toBeUndefined();
  });
});
