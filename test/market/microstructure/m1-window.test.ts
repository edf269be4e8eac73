import {describe, expect, it} from 'vitest';
import {atrOf, inAtr, m1Window} from '../../../src/market/microstructure/m1-window.ts';
import {minutes, quiet, windowOf} from './minutes.ts';

describe('m1Window', () => {
  it('is there from 50 bars on, and not before (D-78)', () => {
    expect(m1Window(minutes(quiet(49)))).toBeUndefined();
    expect(m1Window(minutes(quiet(50)))?.bars).toHaveLength(50);
  });

  it('holds the newest 200 bars', () => {
    const bars = minutes(quiet(230));
    expect(windowOf(bars).bars).toEqual(bars.slice(30));
    expect(windowOf(bars).newest).toEqual(bars[229]);
    expect(windowOf(bars).trueRanges).toHaveLength(199);
  });

  it('takes its ATR from the newest 14 true ranges, not from the oldest (D-70)', () => {
    const wide = {open: 100, high: 104, low: 96, close: 100};
    const wides = (count: number) => Array.from({length: count}, () => wide);
    expect(atrOf(windowOf(minutes([...quiet(60).slice(0, 46), ...wides(14)])))).toBe(8);
    expect(atrOf(windowOf(minutes([...wides(46), ...quiet(14)])))).toBe(1);
    // One of fifteen is too old by one.
    expect(atrOf(windowOf(minutes([...quiet(45), wide, ...quiet(14)])))).toBe(1);
    expect(atrOf(windowOf(minutes([...quiet(46), wide, ...quiet(13)])))).toBe((13 + 8) / 14);
  });

  it('counts a gap as movement', () => {
    const jumped = [...quiet(50), ...quiet(1, 110)];
    expect(atrOf(windowOf(minutes(jumped)))).toBe((13 + 10.5) / 14);
  });

  it('says nothing of a price that stands still: no floor in price units takes the place of the ATR', () => {
    const still = Array<number>(14).fill(100);
    expect(m1Window(minutes([...quiet(50), ...still]))).toBeUndefined();
    expect(m1Window(minutes([...quiet(50), ...still.slice(1)]))).toBeDefined();
  });

  it('measures distances in ATR', () => {
    expect(inAtr({atrSum: 28}, 3)).toBe(1.5);
    expect(inAtr({atrSum: 28}, -3)).toBe(-1.5);
  });
});
