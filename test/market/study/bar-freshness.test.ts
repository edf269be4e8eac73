import {describe, expect, it} from 'vitest';
import type {Timeframe} from '../../../src/market/bar.ts';
import {FOREX_WEEK} from '../../../src/market/session/market-hours.ts';
import {type BarFreshness, barFreshness} from '../../../src/market/study/bar-freshness.ts';

const at = (text: string) => Date.parse(`${text}Z`);

describe('barFreshness', () => {
  it.each<[string, Timeframe, string, string, BarFreshness]>([
    ['the next one has not had to close', 'M1', '2026-01-06T10:00:00', '2026-01-06T10:02:00', 'fresh'],
    ['its quote may be on its way', 'M1', '2026-01-06T10:00:00', '2026-01-06T10:02:05', 'late'],
    ['one is missing', 'M1', '2026-01-06T10:00:00', '2026-01-06T10:02:05.001', 'stale'],
    ['an hour has another measure', 'H1', '2026-01-06T10:00:00', '2026-01-06T12:00:05', 'late'],
    ['an hour is missing', 'H1', '2026-01-06T10:00:00', '2026-01-06T12:00:06', 'stale'],
    // Friday 17:00 in New York is 22:00 in winter.
    ['over the weekend nothing closes', 'H4', '2026-01-09T16:00:00', '2026-01-12T00:00:00', 'fresh'],
    [
      'on Monday the day of Friday is the newest',
      'D1',
      '2026-01-09T00:00:00',
      '2026-01-12T23:00:00',
      'fresh',
    ],
    ['on Tuesday night it is not', 'D1', '2026-01-09T00:00:00', '2026-01-13T23:00:00', 'stale'],
    [
      'a minute of Friday says nothing on Monday',
      'M1',
      '2026-01-09T21:58:00',
      '2026-01-11T22:02:00',
      'stale',
    ],
  ])('%s', (_why, timeframe, bar, now, freshness) => {
    expect(barFreshness(timeframe, at(bar), at(now), FOREX_WEEK)).toBe(freshness);
  });

  it('knows no weekend where the market never closes', () => {
    const [bar, now] = [at('2026-01-09T16:00:00'), at('2026-01-10T10:00:00')];
    expect(barFreshness('H4', bar, now, undefined)).toBe('stale');
    expect(barFreshness('H4', bar, now, FOREX_WEEK)).toBe('fresh');
  });
});
