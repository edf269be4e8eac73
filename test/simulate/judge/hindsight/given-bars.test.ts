import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../../src/market/bar.ts';
import {GivenBars, possibleBars} from '../../../../src/simulate/judge/hindsight/given-bars.ts';

const START_MS = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;
const at = (minutes: number) => START_MS + minutes * MINUTE_MS;

const aBar = (minutes: number, close: number): Bar => ({
  ...{timeMs: at(minutes), open: 1, high: 9, low: 1, close, ticks: 2},
});

const closesOf = (bars: GivenBars, timeframe: 'M1' | 'M5', minutes: number) =>
  possibleBars(bars.known, timeframe, at(minutes)).map((list) => list.map(({close}) => close));

describe('what a process could know of bars', () => {
  it('are minutes that have closed, drawn from bids', () => {
    const bars = new GivenBars();
    for (const [minutes, bid] of [
      [0, 5],
      [0.2, 7],
      [0.4, 4],
      [0.9, 6],
      [2, 3],
    ] as const)
      bars.take(bid, at(minutes));
    expect(possibleBars(bars.known, 'M1', at(2))).toEqual([
      [{timeMs: at(0), open: 5, high: 7, low: 4, close: 6, ticks: 4}],
    ]);
  });

  it('are those or what the feed told, and after that what was drawn', () => {
    const bars = new GivenBars();
    bars.take(5, at(0));
    bars.tell('M1', [aBar(-1, 2), aBar(0, 3)]);
    bars.take(6, at(1));
    bars.take(7, at(2));
    expect(closesOf(bars, 'M1', 2)).toEqual([
      [5, 6],
      [2, 3, 6],
    ]);
  });

  it('goes on with the minute that an earlier process had begun', () => {
    const bars = new GivenBars({closed: {M1: [aBar(-1, 2)]}, minute: aBar(0, 3)});
    bars.take(6, at(0.5));
    bars.take(7, at(1));
    expect(closesOf(bars, 'M1', 1)).toEqual([[6], [2, 6]]);
  });

  it('draws longer bars of minutes, after those that it was told', () => {
    const bars = new GivenBars();
    bars.tell('M5', [aBar(-5, 2)]);
    for (let minutes = 0; minutes <= 5; minutes++) bars.take(minutes, at(minutes));
    expect(closesOf(bars, 'M5', 5)).toContainEqual([2, 4]);
    expect(closesOf(bars, 'M5', 4.9)).toContainEqual([2]);
  });

  it('keeps what it has given', () => {
    const bars = new GivenBars();
    bars.take(5, at(0));
    const {known} = bars;
    bars.take(6, at(1));
    bars.tell('M1', [aBar(0, 3)]);
    expect(known).toEqual({drawn: [], told: new Map()});
  });
});
