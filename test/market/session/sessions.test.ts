import {describe, expect, it} from 'vitest';
import {
  killZoneAt,
  SESSION_NAMES,
  SESSIONS,
  sessionAt,
  sessionTimesAt,
} from '../../../src/market/session/sessions.ts';

const DAY_MS = 86_400_000;
const at = (time: string) => Date.parse(`2024-05-06T${time}Z`);

describe('sessionAt', () => {
  it.each([
    ['00:00', 'ASIAN'],
    ['07:59:59.999', 'ASIAN'],
    ['08:00', 'LONDON'],
    ['12:59:59.999', 'LONDON'],
    ['13:00', 'OVERLAP'],
    ['15:59:59.999', 'OVERLAP'],
    ['16:00', 'NY'],
    ['20:59:59.999', 'NY'],
    ['21:00', 'POST_NY'],
    ['23:59:59.999', 'POST_NY'],
  ])('at %s UTC is %s', (time, name) => {
    expect(sessionAt(at(time.length === 5 ? `${time}:00` : time))).toBe(name);
  });

  it('is the same hours before 1970 and in summer', () => {
    expect(sessionAt(Date.UTC(1969, 11, 31, 7, 59))).toBe('ASIAN');
    expect(sessionAt(Date.UTC(1969, 11, 31, 21))).toBe('POST_NY');
    expect(sessionAt(Date.UTC(2024, 6, 1, 8))).toBe('LONDON');
  });

  it('has sessions that cover the day without a hole', () => {
    const ends = SESSION_NAMES.map((name) => SESSIONS[name].endHour);
    expect(SESSION_NAMES.map((name) => SESSIONS[name].startHour)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(24);
  });
});

describe('sessionTimesAt', () => {
  it('gives the instants between which every instant is of that session', () => {
    for (let timeMs = at('00:07:00') - DAY_MS; timeMs < at('00:07:00') + DAY_MS; timeMs += 13 * 60_000) {
      const {name, startMs, endMs} = sessionTimesAt(timeMs);
      expect(startMs <= timeMs && timeMs < endMs).toBe(true);
      expect([sessionAt(startMs), sessionAt(endMs - 1), sessionAt(timeMs)]).toEqual([name, name, name]);
      expect([sessionAt(startMs - 1), sessionAt(endMs)]).not.toContain(name);
    }
  });
});

describe('killZoneAt', () => {
  it.each([
    ['06:59:59.999', undefined],
    ['07:00:00', 'LONDON'],
    ['09:59:59.999', 'LONDON'],
    ['10:00:00', undefined],
    ['12:00:00', 'NEW_YORK'],
    ['14:59:59.999', 'NEW_YORK'],
    ['15:00:00', undefined],
  ])('at %s UTC is %s', (time, name) => {
    expect(killZoneAt(at(time))).toBe(name);
  });
});
