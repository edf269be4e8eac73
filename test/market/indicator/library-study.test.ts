import {EMA} from 'trading-signals';
import {describe, expect, it, vi} from 'vitest';
import {LibraryStudy} from '../../../src/market/indicator/library-study.ts';
import {barsOf} from './made-bars.ts';

describe('LibraryStudy', () => {
  it('asks the indicator for nothing before it can answer, and at each bar from then on', () => {
    const indicator = new EMA(3);
    const getResult = vi.spyOn(indicator, 'getResult');
    const study = new LibraryStudy(indicator);
    const asked = barsOf([10, 11, 13, 12]).map((bar) => {
      study.add(bar);
      return [study.result, getResult.mock.calls.length];
    });
    expect(asked).toEqual([
      [undefined, 0],
      [undefined, 0],
      [11.75, 1],
      [11.875, 2],
    ]);
  });
});
