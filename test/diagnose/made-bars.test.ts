import {describe, expect, it} from 'vitest';
import {madeBars} from '../../src/diagnose/made-bars.ts';
import {TIMEFRAME_MS, TIMEFRAMES} from '../../src/market/bar.ts';

const NOON_MS = Date.UTC(2026, 0, 5, 12);
const MARKET = {price: 100, swing: 0.25};

describe('madeBars', () => {
  it.each(TIMEFRAMES)(
    'gives so many %s bars, one after the other, the last of which has closed by then',
    (timeframe) => {
      const lengthMs = TIMEFRAME_MS[timeframe];
      const nowMs = NOON_MS + 17_000;
      const bars = madeBars(MARKET, timeframe, {count: 50, nowMs});
      expect(bars.length).toBe(50);
      const endMs = (bars.at(-1)?.timeMs ?? 0) + lengthMs;
      expect(endMs).toBe(Math.floor(nowMs / lengthMs) * lengthMs);
      for (const [index, {timeMs, open, high, low, close, ticks}] of bars.entries()) {
        const before = bars[index - 1];
        if (before !== undefined) expect([timeMs, open]).toEqual([before.timeMs + lengthMs, before.close]);
        expect(low).toBeLessThan(Math.min(open, close));
        expect(high).toBeGreaterThan(Math.max(open, close));
        expect(Math.max(high - MARKET.price, MARKET.price - low)).toBeLessThan(2 * MARKET.swing);
        expect(ticks).toBeGreaterThan(0);
      }
    },
  );

  it('gives the same bar for the same time, whoever asks and when', () => {
    const before = madeBars(MARKET, 'M1', {count: 20, nowMs: NOON_MS});
    const after = madeBars(MARKET, 'M1', {count: 25, nowMs: NOON_MS + 5 * TIMEFRAME_MS.M1});
    expect(after.slice(0, 20)).toEqual(before);
  });
});
