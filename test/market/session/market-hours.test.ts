import {DateTime} from 'luxon';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {FOREX_WEEK, MarketHours, minuteOfWeek} from '../../../src/market/session/market-hours.ts';
import {Zone} from '../../../src/market/zone.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEW_YORK = 'America/New_York';

const newYork = (text: string) => DateTime.fromISO(text, {zone: NEW_YORK}).toMillis();

/** The rule as it is said, by another library's calendar. */
function isForexOpen(timeMs: number): boolean {
  const {weekday, hour} = DateTime.fromMillis(timeMs, {zone: NEW_YORK});
  if (weekday === 6) return false;
  if (weekday === 7) return hour >= 17;
  return weekday < 5 || hour < 17;
}

describe('the week of currencies and metals', () => {
  it.each([
    ['2026-01-04T16:59:59', false],
    ['2026-01-04T17:00:00', true],
    ['2026-01-09T16:59:59', true],
    ['2026-01-09T17:00:00', false],
    ['2026-01-10T12:00:00', false],
    // By the clock on the wall, before and after it is set.
    ['2026-03-08T16:59:00', false],
    ['2026-03-08T17:00:00', true],
  ])('at %s in New York is open: %s', (text, isOpen) => {
    expect(FOREX_WEEK.isOpen(newYork(text))).toBe(isOpen);
  });

  it('is open for as long as its minutes are, over weekends and clock changes', () => {
    const anHour = fc
      .integer({min: Date.UTC(2025, 9, 20), max: Date.UTC(2026, 3, 5)})
      .map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS);
    fc.assert(
      fc.property(anHour, fc.integer({min: 0, max: 24 * 9}), (fromMs, hours) => {
        let openMs = 0;
        for (let hour = 0; hour < hours; hour++) if (isForexOpen(fromMs + hour * HOUR_MS)) openMs += HOUR_MS;
        expect(FOREX_WEEK.openMs(fromMs, fromMs + hours * HOUR_MS)).toBe(openMs);
        expect(FOREX_WEEK.isOpen(fromMs)).toBe(isForexOpen(fromMs));
      }),
      {numRuns: 200},
    );
  });

  it('counts parts of an hour, and nothing backwards', () => {
    const openMs = newYork('2026-01-09T16:59:30');
    expect(FOREX_WEEK.openMs(openMs, openMs + MINUTE_MS)).toBe(30_000);
    expect(FOREX_WEEK.openMs(openMs + 1, openMs)).toBe(0);
  });
});

describe('MarketHours', () => {
  it('has no hours on a holiday, which is a local day', () => {
    const session = {from: minuteOfWeek(1, 9, 30), to: minuteOfWeek(1, 16)};
    const hours = new MarketHours(new Zone(NEW_YORK), [session], ['2026-01-19']);
    const monday = newYork('2026-01-12T00:00:00');
    expect(hours.openMs(monday, monday + 7 * 24 * HOUR_MS)).toBe(6.5 * HOUR_MS);
    const holiday = newYork('2026-01-19T10:00:00');
    expect(hours.isOpen(holiday)).toBe(false);
    expect(hours.openMs(holiday, holiday + HOUR_MS)).toBe(0);
    expect(hours.isOpen(newYork('2026-01-26T10:00:00'))).toBe(true);
  });
});
