import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {sessionVwap} from '../../../src/market/indicator/session-vwap.ts';
import {Zone} from '../../../src/market/zone.ts';
import {lastResultOf, resultsOf} from './definitions.ts';

const UTC = new Zone('UTC');
const ATHENS = new Zone('Europe/Athens');

/** A bar whose typical price is `price`. */
function barAt(time: string | number, price: number, ticks = 1): Bar {
  const timeMs = typeof time === 'number' ? time : Date.parse(time);
  return {timeMs, open: price, high: price + 2, low: price - 1, close: price - 1, ticks};
}

describe('sessionVwap', () => {
  it('weights typical prices, and how far they are off, with tick volume', () => {
    const bars = [barAt('2024-06-03T10:00Z', 100, 1), barAt('2024-06-03T10:05Z', 104, 3)];
    // Mean 103; squares of 3 once and of 1 three times: √(12 / 4).
    expect(lastResultOf(sessionVwap(UTC), bars, 'M5')).toEqual({vwap: 103, deviation: Math.sqrt(3), bars: 2});
  });

  it.each([
    ['UTC', UTC, '2024-06-03T23:55Z', '2024-06-04T00:00Z'],
    ['Athens in summer', ATHENS, '2024-06-03T20:55Z', '2024-06-03T21:00Z'],
    ['Athens in winter', ATHENS, '2024-01-15T21:55Z', '2024-01-15T22:00Z'],
    ['Athens on the day its clock is set forward', ATHENS, '2024-03-31T20:55Z', '2024-03-31T21:00Z'],
    ['Athens on the day its clock is set back', ATHENS, '2024-10-27T21:55Z', '2024-10-27T22:00Z'],
  ])('begins anew at the midnight of %s', (_name, zone, last, first) => {
    const fromMs = Date.parse(last) - 6 * 3_600_000;
    const day = [
      barAt(fromMs, 100),
      barAt(last, 110),
      barAt(first, 120),
      barAt(Date.parse(first) + 300_000, 140),
    ];
    expect(resultsOf(sessionVwap(zone), day, 'M5').map((one) => [one?.vwap, one?.bars])).toEqual([
      [100, 1],
      [105, 2],
      [120, 1],
      [130, 2],
    ]);
  });

  it('begins anew after a weekend, at the same time of day', () => {
    const bars = [barAt('2024-06-07T10:00Z', 100), barAt('2024-06-10T10:00Z', 120)];
    expect(lastResultOf(sessionVwap(UTC), bars, 'M5')).toEqual({vwap: 120, deviation: 0, bars: 1});
  });

  it('forgets what is more than 1,200 bars ago, also within a day', () => {
    const startMs = Date.parse('2024-06-03T00:00Z');
    const day = Array.from({length: 1201}, (_, minute) =>
      barAt(startMs + minute * 60_000, minute === 0 ? 9e6 : 50),
    );
    const [all, recent] = resultsOf(sessionVwap(UTC), day, 'M1').slice(-2);
    expect(all?.bars).toBe(1200);
    expect(all?.vwap).toBeGreaterThan(50);
    expect(recent).toEqual({vwap: 50, deviation: 0, bars: 1200});
  });

  it('is not known where nothing was traded', () => {
    const bars = [barAt('2024-06-03T10:00Z', 100, 0), barAt('2024-06-03T10:05Z', 104, 2)];
    expect(resultsOf(sessionVwap(UTC), bars, 'M5')).toEqual([undefined, {vwap: 104, deviation: 0, bars: 2}]);
  });
});
