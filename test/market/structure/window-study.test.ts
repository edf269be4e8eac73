import {describe, expect, it} from 'vitest';
import {BARS_KEPT} from '../../../src/market/bar-series.ts';
import {windowStudy} from '../../../src/market/structure/window-study.ts';
import {walk} from './made-bars.ts';

describe('windowStudy', () => {
  it('reads once after each bar that somebody asks about, and never more than it needs', () => {
    const sizes: number[] = [];
    const definition = windowStudy({
      key: 'size',
      barsNeeded: 4,
      barsMin: 2,
      read: (window, timeframe) => {
        sizes.push(window.size);
        return `${timeframe} ${window.moment(0).timeMs} to ${window.moment(window.size - 1).timeMs}`;
      },
    });
    const study = definition.create('H1');
    const bars = walk(1, 7);
    const times = bars.map(({timeMs}) => timeMs);
    expect(study.result).toBeUndefined();
    const said = bars.map((bar) => {
      study.add(bar);
      return [study.result, study.result];
    });
    expect(sizes).toEqual([2, 3, 4, 4, 4, 4]);
    expect(said[0]).toEqual([undefined, undefined]);
    expect(said[1]).toEqual(Array.from({length: 2}, () => `H1 ${times[0]} to ${times[1]}`));
    expect(said[6]).toEqual(Array.from({length: 2}, () => `H1 ${times[3]} to ${times[6]}`));
    for (const bar of bars) study.add(bar);
    expect(sizes).toHaveLength(6);
  });

  it.each([
    [BARS_KEPT + 1, 1],
    [5, 6],
    [5, 0],
  ])('refuses to need %d bars and to begin with %d', (barsNeeded, barsMin) => {
    expect(() => windowStudy({key: 'x', barsNeeded, barsMin, read: () => 0})).toThrow('Invariant');
  });
});
