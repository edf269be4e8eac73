import {describe, expect, it} from 'vitest';
import {vwapOf} from '../../../src/market/microstructure/vwap.ts';
import {minutes, windowOf} from './minutes.ts';

const at = (count: number, close: number, ticks: number) =>
  Array.from({length: count}, () => ({open: close, close, ticks}));

/** 50 ticks at 100 and 50 at 110: the mean is 105 and the deviation 5. The newest bar weighs nothing. */
const closingAt = (close: number, stretchedAbove = 10) =>
  vwapOf(windowOf(minutes([...at(50, 100, 1), ...at(10, 110, 5), ...at(1, close, 0)])), stretchedAbove);

describe('vwapOf', () => {
  it('weighs mean and deviation by ticks', () => {
    expect(closingAt(110)).toMatchObject({value: 105, deviation: 5, distance: 1});
    const evenly = vwapOf(windowOf(minutes([...at(50, 100, 3), ...at(10, 112, 3)])), 10);
    expect(evenly).toMatchObject({
      value: 102,
      deviation: expect.closeTo(Math.sqrt((50 * 4 + 10 * 100) / 60), 12),
    });
  });

  it('takes the typical price of a bar', () => {
    const bars = minutes([...at(50, 100, 1), {open: 100, high: 112, low: 97, close: 106, ticks: 50}]);
    // (112 + 97 + 106) / 3 = 105
    expect(vwapOf(windowOf(bars), 10)).toMatchObject({value: 102.5, deviation: 2.5, distance: 1.4});
  });

  it.each([
    [105, 'neutral'],
    [107.25, 'neutral'],
    [107.5, 'above'],
    [102.75, 'neutral'],
    [102.5, 'below'],
    [112.5, 'above'],
    [112.75, 'stretchedAbove'],
    [97.5, 'below'],
    [97.25, 'stretchedBelow'],
  ])('calls a close at %d, of 105 ± 5 stretched beyond 1.5 deviations, %s', (close, state) => {
    expect(closingAt(close, 1.5)?.state).toBe(state);
  });

  it('says nothing without volume, or of a single price', () => {
    expect(vwapOf(windowOf(minutes([...at(50, 100, 0), ...at(10, 110, 0)])), 1)).toBeUndefined();
    expect(vwapOf(windowOf(minutes([...at(50, 100, 5), ...at(10, 110, 0)])), 1)).toBeUndefined();
  });
});
