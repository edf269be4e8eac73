import {describe, expect, it} from 'vitest';
import {BarSeries} from '../../../src/market/bar-series.ts';
import {previousDay} from '../../../src/market/liquidity/previous-day.ts';
import {Zone} from '../../../src/market/zone.ts';

const HOUR_MS = 3_600_000;

describe('previousDay', () => {
  it.each([
    ['UTC', '2024-05-07T00:00Z'],
    ['Europe/Athens', '2024-05-06T21:00Z'],
    ['America/New_York', '2024-05-06T04:00Z'],
  ])('is the last whole day from midnight to midnight of the broker: %s', (name, midnight) => {
    const series = new BarSeries(new Zone(name));
    const study = previousDay().create('D1');
    const startMs = Date.parse('2024-05-05T00:00Z');
    // An hour's price is its number: a day is known by the hours that it contains.
    for (let hour = 0; hour <= 72; hour++) {
      const timeMs = startMs + hour * HOUR_MS;
      if (timeMs > Date.parse(midnight) + 24 * HOUR_MS) break;
      if (series.accept({bid: 1000 + hour, timeMs}).includes('D1')) {
        const bar = series.lastClosed('D1');
        if (bar !== undefined) study.add(bar);
      }
    }
    const first = 1000 + (Date.parse(midnight) - startMs) / HOUR_MS;
    expect(study.result).toEqual({
      low: first,
      high: first + 23,
      close: first + 23,
      timeMs: Date.parse(midnight),
    });
  });

  it('says nothing before a day has closed, and takes day bars only', () => {
    expect(previousDay().create('D1').result).toBeUndefined();
    expect(() => previousDay().create('M15')).toThrow('a day bar, and this is M15');
  });
});
