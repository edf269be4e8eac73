import {describe, expect, it} from 'vitest';
import {TIMEFRAME_MS, TIMEFRAMES} from '../../src/market/bar.ts';
import {barBounds} from '../../src/market/bar-bounds.ts';
import {Zone} from '../../src/market/zone.ts';

const HOUR_MS = 3_600_000;

describe('barBounds', () => {
  it.each([
    'UTC',
    'Europe/Athens',
    'America/New_York',
    'America/Havana',
    'Asia/Beirut',
    'Africa/Cairo',
    'Antarctica/Troll',
    'Asia/Kolkata',
  ])('divides time without a hole, and each instant lies in its bar: %s', (name) => {
    const zone = new Zone(name);
    for (const timeframe of TIMEFRAMES) {
      const stepMs = Math.max(0.7 * TIMEFRAME_MS[timeframe], 0.61 * HOUR_MS);
      for (let timeMs = Date.UTC(2023, 8, 1, 0, 11); timeMs < Date.UTC(2025, 0, 1); timeMs += stepMs) {
        const {startMs, endMs} = barBounds(timeframe, timeMs, zone);
        const next = barBounds(timeframe, endMs, zone);
        const last = barBounds(timeframe, endMs - 1, zone);
        const isRight =
          startMs <= timeMs && timeMs < endMs && next.startMs === endMs && last.startMs === startMs;
        if (!isRight) expect.fail(`${timeframe} at ${new Date(timeMs).toISOString()}`);
      }
    }
  });

  it.each([
    ['H1', '2024-01-02T10:40Z', 'Asia/Kolkata', '2024-01-02T10:30:00.000Z', 1],
    ['H4', '2024-01-02T10:40Z', 'Europe/Athens', '2024-01-02T10:00:00.000Z', 4],
    ['H4', '2024-03-31T00:30Z', 'Europe/Athens', '2024-03-30T22:00:00.000Z', 3],
    ['H4', '2024-10-27T00:30Z', 'Europe/Athens', '2024-10-26T21:00:00.000Z', 5],
    ['D1', '2024-03-31T12:00Z', 'Europe/Athens', '2024-03-30T22:00:00.000Z', 23],
    ['D1', '2024-10-27T12:00Z', 'Europe/Athens', '2024-10-26T21:00:00.000Z', 25],
  ] as const)('gives the %s bar at %s by the clock of %s', (timeframe, at, zone, start, hours) => {
    const {startMs, endMs} = barBounds(timeframe, Date.parse(at), new Zone(zone));
    expect(new Date(startMs).toISOString()).toBe(start);
    expect(endMs - startMs).toBe(hours * HOUR_MS);
  });
});
