import {describe, expect, it} from 'vitest';
import {regimeAt, swingAt} from '../../../src/feed/simulated/regime.ts';

const MINUTE_MS = 60_000;

describe('regimeAt', () => {
  it('changes every some minutes to an hour, and knows all regimes', () => {
    const starts = new Set<number>();
    const regimes = new Set<string>();
    for (let minute = 0; minute < 3000; minute++) {
      const {regime, sinceMs} = regimeAt(7, minute * MINUTE_MS);
      expect(minute * MINUTE_MS - sinceMs).toBeLessThan(60 * MINUTE_MS);
      starts.add(sinceMs);
      regimes.add(regime);
    }
    expect([...regimes].sort()).toEqual(['range', 'trend', 'volatile']);
    const sorted = [...starts].sort((a, b) => a - b);
    const lengths = sorted.slice(1).map((startMs, index) => startMs - (sorted[index] ?? 0));
    expect(Math.min(...lengths)).toBe(5 * MINUTE_MS);
    expect(Math.max(...lengths)).toBe(60 * MINUTE_MS);
  });
});

describe('swingAt', () => {
  it('goes over from one regime to the next without a jump', () => {
    let last = swingAt(7, 0);
    for (let second = 1; second < 20_000; second++) {
      const swing = swingAt(7, second * 1000);
      expect(Math.abs(swing.quick - last.quick)).toBeLessThan(0.05);
      expect(Math.abs(swing.slow - last.slow)).toBeLessThan(0.05);
      last = swing;
    }
  });
});
