import {IANAZone} from 'luxon';
import {describe, expect, it} from 'vitest';
import {Zone} from '../../src/market/zone.ts';

const HOUR_MS = 3_600_000;
const iso = (timeMs: number) => new Date(timeMs).toISOString();
const ZONES = [
  'UTC',
  'Europe/Athens',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
];

describe('Zone.offsetMs', () => {
  it.each(ZONES)('gives what the zone data says, over years and around every change: %s', (name) => {
    const zone = new Zone(name);
    const data = IANAZone.create(name);
    for (let timeMs = Date.UTC(2013, 0, 1); timeMs < Date.UTC(2020, 0, 1); timeMs += 2.75 * HOUR_MS) {
      if (zone.offsetMs(timeMs) !== data.offset(timeMs) * 60_000) expect.fail(`differs at ${iso(timeMs)}`);
    }
  });
});

describe('Zone.toUtcMs', () => {
  it.each(ZONES)('is the way back from local time, but for the second showing of an hour: %s', (name) => {
    const zone = new Zone(name);
    for (let timeMs = Date.UTC(2016, 0, 1); timeMs < Date.UTC(2020, 0, 1); timeMs += 0.75 * HOUR_MS) {
      const localMs = timeMs + zone.offsetMs(timeMs);
      const back = zone.toUtcMs(localMs);
      if (back === timeMs) continue;
      const isSecondShowing = back < timeMs && back + zone.offsetMs(back) === localMs;
      if (!isSecondShowing) expect.fail(`${iso(timeMs)} came back as ${iso(back)}`);
    }
  });

  it.each([
    [
      'a skipped midnight is the start of its day',
      'America/Sao_Paulo',
      '2018-11-04T00:00Z',
      '2018-11-04T03:00:00.000Z',
    ],
    [
      'a skipped midnight east of Greenwich too',
      'Asia/Beirut',
      '2024-03-31T00:00Z',
      '2024-03-30T22:00:00.000Z',
    ],
    [
      'a skipped time counts on from before',
      'America/New_York',
      '2024-03-10T02:30Z',
      '2024-03-10T07:30:00.000Z',
    ],
    [
      'of a time shown twice it is the first',
      'America/New_York',
      '2024-11-03T01:30Z',
      '2024-11-03T05:30:00.000Z',
    ],
    [
      'the hour after the change is plain',
      'America/New_York',
      '2024-03-10T03:00Z',
      '2024-03-10T07:00:00.000Z',
    ],
  ])('%s', (_rule, name, local, utc) => {
    expect(iso(new Zone(name).toUtcMs(Date.parse(local)))).toBe(utc);
  });
});
