import {describe, expect, it} from 'vitest';
import {TimeBins} from '../../../src/diagnose/db-lock/time-bins.ts';

const at = (atMs: number, value: number) => ({atMs, value});
const valueOf = ({value}: Readonly<{value: number}>) => value;

describe('TimeBins', () => {
  const bins = TimeBins.over([at(1000, 0), at(1500, 0)]);

  it('cuts a time into tenths of a second', () => {
    expect(bins?.starts).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  });

  it('gives the greatest value of each piece, 0 where there is none, and the last one, which holds on', () => {
    const items = [at(1010, 3), at(1090, 5), at(1250, 7), at(900, 9), at(1600, 9)];
    expect(bins?.max(items, valueOf)).toEqual([5, 0, 7, 0, 0]);
    expect(bins?.last(items, valueOf)).toEqual([5, 5, 7, 7, 7]);
  });

  it('says which pieces lie in a span', () => {
    const spans = [{lockedFromMs: 1150, lockedToMs: 1250}];
    expect(bins?.covered(spans)).toEqual([false, true, true, false, false]);
  });

  it('has no more pieces than a chart can show', () => {
    expect(TimeBins.over([at(0, 0), at(3_600_000, 0)])?.starts).toHaveLength(240);
    expect(TimeBins.over([])).toBeUndefined();
  });
});
