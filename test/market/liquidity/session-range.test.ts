import {describe, expect, it} from 'vitest';
import {sessionRange} from '../../../src/market/liquidity/session-range.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {studied} from '../structure/made-bars.ts';
import {DAY_START_MS, hourBars, hourMs} from './session-bars.ts';

const asian = (bars: readonly Bar[]) => studied(sessionRange('ASIAN'), bars, 'H1');
const times = {startMs: hourMs(0), endMs: hourMs(8)};

describe('sessionRange', () => {
  it('is that of the bars that began in it, and not of the hours beside it (D-18)', () => {
    const bars = hourBars(-2, 12, {
      [-1]: {high: 999, low: 1},
      0: {high: 111},
      7: {low: 88},
      8: {high: 999, low: 1},
    });
    const finished = {high: 111, low: 88, bars: 8, ...times};
    expect(asian(bars)).toEqual({finished, running: undefined});
  });

  it('runs from its first bar on, and is finished when its last bar has closed', () => {
    expect(asian(hourBars(-2, 0))).toBeUndefined();
    const running = {high: 110, low: 90, bars: 1, ...times};
    expect(asian(hourBars(-2, 1))).toEqual({finished: undefined, running});
    expect(asian(hourBars(-2, 7))).toEqual({finished: undefined, running: {...running, bars: 7}});
    expect(asian(hourBars(-2, 8))).toEqual({finished: {...running, bars: 8}, running: undefined});
  });

  it('is finished by the next bar where its last one is missing', () => {
    const bars = hourBars(-2, 9, {7: null});
    expect(asian(bars.slice(0, -1))?.running?.bars).toBe(7);
    expect(asian(bars)).toEqual({finished: {high: 110, low: 90, bars: 7, ...times}, running: undefined});
  });

  it('keeps the one of the day before while the next one runs', () => {
    const bars = hourBars(-2, 27, {3: {high: 120}, 25: {high: 130}});
    expect(asian(bars)).toMatchObject({
      finished: {high: 120, startMs: hourMs(0)},
      running: {high: 130, startMs: hourMs(24), bars: 3},
    });
  });

  it('tells two that follow each other apart where everything between them is missing', () => {
    const between = Object.fromEntries(Array.from({length: 16}, (_, index) => [8 + index, null]));
    const bars = hourBars(-2, 26, {...between, 7: null, 3: {high: 120}});
    expect(asian(bars)).toMatchObject({finished: {high: 120}, running: {high: 110, startMs: hourMs(24)}});
  });

  it('is not known where its beginning was not seen', () => {
    expect(asian(hourBars(0, 12))).toBeUndefined();
    expect(asian(hourBars(3, 12))).toBeUndefined();
    expect(asian(hourBars(-1, 12))).toBeDefined();
    expect(asian(hourBars(3, 34))?.finished?.startMs).toBe(hourMs(24));
  });

  it('is forgotten on M1 when the bar before it is 1,200 bars old', () => {
    const minutes = (count: number) =>
      Array.from({length: count}, (_, index) => {
        return {timeMs: DAY_START_MS + (index - 1) * 60_000, open: 1, high: 2, low: 1, close: 1, ticks: 9};
      });
    const known = (count: number) => studied(sessionRange('ASIAN'), minutes(count), 'M1');
    expect(known(1200)?.finished?.bars).toBe(480);
    expect(known(1201)).toBeUndefined();
  });

  it.each(['H4', 'D1'] as const)('is not drawn from %s bars, which begin in several', (timeframe) => {
    expect(() => sessionRange('ASIAN').create(timeframe)).toThrow('bars up to H1');
  });

  it('follows each session of the table', () => {
    const bars = hourBars(-4, 28, {9: {high: 121}, 14: {high: 122}, 17: {high: 123}, 22: {high: 124}});
    const high = (name: Parameters<typeof sessionRange>[0]) =>
      studied(sessionRange(name), bars, 'H1')?.finished?.high;
    expect([high('LONDON'), high('OVERLAP'), high('NY'), high('POST_NY')]).toEqual([121, 122, 123, 124]);
  });
});
