import {describe, expect, it} from 'vitest';
import {SaidMinutes} from '../../../src/diagnose/recovery/said-minutes.ts';

const NOON_MS = Date.UTC(2026, 0, 5, 12);
const SECOND_MS = 1000;

/** With quotes at these seconds after noon. */
function said(...seconds: readonly number[]): SaidMinutes {
  const minutes = new SaidMinutes(NOON_MS);
  for (const second of seconds) minutes.note({symbol: 'A', timeMs: NOON_MS + second * SECOND_MS});
  return minutes;
}

describe('SaidMinutes', () => {
  it.each<[string, readonly number[], number, number]>([
    ['before the first quote, since the minute before', [], 5, 65],
    ['in the first minute, likewise', [1, 5], 5, 65],
    ['in the next minute, since the first', [1, 5, 60], 60, 60],
    ['after a stall, since the last minute with quotes', [1, 5, 155], 155, 155],
    ['a minute after the stall, since the one that ended it', [1, 5, 155, 180], 180, 60],
    ['whatever was said later', [1, 5, 60, 130, 200], 60, 60],
    ['where a quote keeps an old time, since the minute before that', [61, 61, 61], 61, 121],
  ])('knows how old the newest closed minute is %s', (_, quotes, at, ageSeconds) => {
    expect(said(...quotes).newestAgeMs('A', NOON_MS + at * SECOND_MS)).toBe(ageSeconds * SECOND_MS);
  });

  it('keeps symbols apart', () => {
    const minutes = said(1, 61, 121);
    expect(minutes.newestAgeMs('B', NOON_MS + 121 * SECOND_MS)).toBe(181 * SECOND_MS);
    expect([minutes.lastMs('A'), minutes.lastMs('B')]).toEqual([NOON_MS + 121 * SECOND_MS, NOON_MS]);
  });
});
