import {describe, expect, it} from 'vitest';
import {Dice} from '../../../src/simulate/kernel/dice.ts';
import {BarHistory} from '../../../src/simulate/venue/bar-history.ts';

const START_MS = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;

function aHistory(isShort = false): BarHistory {
  const history = new BarHistory(new Dice(7), isShort);
  for (let minute = 0; minute < 7; minute++) {
    history.take('XAUUSD', 2000 + minute, START_MS + minute * MINUTE_MS);
    history.take('XAUUSD', 2010 + minute, START_MS + minute * MINUTE_MS + 30_000);
  }
  return history;
}

describe('the bars of a venue', () => {
  it('are those that have closed, the newest last', () => {
    const bars = aHistory().closed('XAUUSD', 'M1', 2, START_MS + 6.9 * MINUTE_MS);
    expect(bars).toEqual([
      {timeMs: START_MS + 4 * MINUTE_MS, open: 2004, high: 2014, low: 2004, close: 2014, ticks: 2},
      {timeMs: START_MS + 5 * MINUTE_MS, open: 2005, high: 2015, low: 2005, close: 2015, ticks: 2},
    ]);
  });

  it('are drawn of minutes where they are longer', () => {
    const [bar] = aHistory().closed('XAUUSD', 'M5', 1, START_MS + 6.9 * MINUTE_MS);
    expect(bar).toEqual({timeMs: START_MS, open: 2000, high: 2014, low: 2000, close: 2014, ticks: 10});
  });

  it('have a past that is the same whenever it is asked for, and ends where the quotes begin', () => {
    const history = aHistory();
    const past = history.closed('XAUUSD', 'M1', 100, START_MS);
    expect(past).toHaveLength(100);
    expect(past.at(-1)).toMatchObject({timeMs: START_MS - MINUTE_MS, close: 2000});
    expect(history.closed('XAUUSD', 'M1', 100, START_MS)).toEqual(past);
    expect(aHistory().closed('XAUUSD', 'M1', 100, START_MS)).toEqual(past);
    for (const {open, high, low, close} of past) {
      expect(Math.min(open, close)).toBeGreaterThanOrEqual(low);
      expect(Math.max(open, close)).toBeLessThanOrEqual(high);
    }
  });

  it('have next to none where the terminal has few, and none of what was never quoted', () => {
    expect(aHistory(true).closed('XAUUSD', 'M1', 100, START_MS)).toHaveLength(3);
    expect(aHistory().closed('EURUSD', 'M1', 100, START_MS)).toEqual([]);
  });
});
