import {IANAZone} from 'luxon';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {describeClock} from '../../../src/feed/replay/clock-measuring.ts';
import {zoneChoice} from '../../../src/feed/replay/local-clock.ts';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {sessionClock} from '../../../src/feed/replay/session-clock.ts';
import type {Closure} from '../../../src/feed/replay/weekend.ts';
import {Zone} from '../../../src/market/zone.ts';
import {aFile, replayed} from './recorded-files.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;
const NEW_YORK = IANAZone.create('America/New_York');
/** A Saturday, noon UTC. */
const SATURDAY_MS = Date.UTC(2024, 0, 6, 12);

/** Local ms of an instant by the clock that is to be found. */
type Clock = (timeMs: number) => number;
const byZone =
  (name: string, aheadMs = 0): Clock =>
  (timeMs) =>
    timeMs + IANAZone.create(name).offset(timeMs) * MINUTE_MS + aheadMs;
const fixed =
  (hours: number): Clock =>
  (timeMs) =>
    timeMs + hours * HOUR_MS;

/** 17:00 in New York on the Friday or Sunday beside a Saturday noon. */
function newYork17(saturdayMs: number, days: number): number {
  const noonMs = saturdayMs + days * 24 * HOUR_MS;
  return noonMs + (5 - NEW_YORK.offset(noonMs + 10 * HOUR_MS) / 60) * HOUR_MS;
}

function closures(
  clock: Clock,
  weeks: readonly number[],
  {earlyMs = 0, lateMs = 0}: Readonly<{earlyMs?: number; lateMs?: number}> = {},
): Closure[] {
  return weeks.map((week) => {
    const saturdayMs = SATURDAY_MS + week * WEEK_MS;
    return {
      endMs: clock(newYork17(saturdayMs, -1) - 1 - earlyMs),
      startMs: clock(newYork17(saturdayMs, 1) + lateMs),
    };
  });
}

function found(list: readonly Closure[]) {
  const first = list[0]?.endMs ?? 0;
  const last = list.at(-1)?.startMs ?? 0;
  return sessionClock(list, {endMs: first - HOUR_MS, startMs: last + HOUR_MS});
}

const YEAR = Array.from({length: 52}, (_, week) => week);

describe('sessionClock', () => {
  it.each([
    ['UTC+3', fixed(3)],
    ['UTC', fixed(0)],
    ['UTC−5', fixed(-5)],
    ['UTC+5:30', fixed(5.5)],
    ['UTC+2 and in summer UTC+3, set when New York sets its clocks', byZone('America/New_York', 7 * HOUR_MS)],
    ['UTC+2 and in summer UTC+3, set when London sets its clocks', byZone('Europe/Athens')],
    ['UTC−5 and in summer UTC−4, set when New York sets its clocks', byZone('America/New_York')],
  ])('finds %s from the weekends of a year', (name, clock) => {
    for (const lateMs of [0, HOUR_MS + 5 * MINUTE_MS]) {
      const verdict = found(closures(clock, YEAR, {earlyMs: 3 * MINUTE_MS, lateMs}));
      expect(verdict.kind === 'found' ? verdict.session : verdict).toMatchObject({
        name,
        agreeing: 52,
        weekends: 52,
        market: lateMs === 0 ? 'currencies' : 'metals',
      });
    }
  });

  it('gives back the instants of any clock and any weeks', () => {
    fc.assert(
      fc.property(
        fc.integer({min: -12, max: 14}),
        fc.constantFrom('UTC', 'America/New_York', 'Europe/London'),
        fc.integer({min: 0, max: 300}),
        fc.integer({min: 1, max: 30}),
        (hours, rule, start, count) => {
          const weeks = Array.from({length: count}, (_, index) => start + index);
          const summer = IANAZone.create(rule);
          const base = summer.offset(Date.UTC(2024, 0, 1)) * MINUTE_MS;
          const clock = byZone(rule, Math.min(hours, 13) * HOUR_MS - base);
          const list = closures(clock, weeks);
          const verdict = found(list);
          // One weekend on which a clock is set may fit two rules; then nothing is said.
          if (verdict.kind === 'manyFit') return;
          if (verdict.kind !== 'found') expect.fail(verdict.kind);
          const instants = closures(fixed(0), weeks).flatMap(({endMs, startMs}) => [endMs, startMs]);
          const read = list
            .flatMap(({endMs, startMs}) => [endMs, startMs])
            .map((localMs) => verdict.session.clock.toUtcMs(localMs));
          expect(read).toEqual(instants);
        },
      ),
      {numRuns: 60},
    );
  });

  it('goes by the weekends that say something: one closed early, one is a hole, one has a stray quote', () => {
    const clock = fixed(2);
    const list = closures(clock, YEAR.slice(0, 20));
    const early = closures(clock, [20], {earlyMs: 4 * HOUR_MS});
    const hole = [
      {endMs: clock(SATURDAY_MS + 21 * WEEK_MS - 40 * HOUR_MS), startMs: clock(SATURDAY_MS + 24 * WEEK_MS)},
    ];
    const stray = closures(clock, [25], {earlyMs: -30 * MINUTE_MS});
    const verdict = found([...list, ...early, ...hole, ...stray]);
    expect(verdict.kind === 'found' ? verdict.session : verdict).toMatchObject({
      name: 'UTC+2',
      agreeing: 20,
      weekends: 22,
    });
  });

  it('does not go by a clock that a tenth of the weekends contradicts', () => {
    const list = closures(fixed(2), YEAR.slice(0, 20));
    const strays = closures(fixed(2), [20, 21, 22], {earlyMs: -30 * MINUTE_MS});
    expect(found([...list, ...strays])).toEqual({kind: 'noneFits', agreeing: 0, weekends: 23});
  });

  it('finds nothing where no weekend is closed, or it is by other hours', () => {
    expect(found([])).toEqual({kind: 'noWeekend'});
    const night = [
      {endMs: SATURDAY_MS + 3 * 24 * HOUR_MS, startMs: SATURDAY_MS + 3 * 24 * HOUR_MS + 31 * HOUR_MS},
    ];
    expect(found(night)).toEqual({kind: 'noWeekend'});
    const xetra = closures(fixed(1), YEAR, {earlyMs: 5 * HOUR_MS + 30 * MINUTE_MS, lateMs: 10 * HOUR_MS});
    expect(found(xetra)).toEqual({kind: 'noneFits', agreeing: 0, weekends: 52});
  });

  it('does not choose between two clocks that read the recording differently', () => {
    // Only of the weeks between the two changes of March is it known that they differ, and those are missing.
    const weeks = [0, 1, 2];
    const list = closures(byZone('America/New_York', 7 * HOUR_MS), weeks);
    const later = SATURDAY_MS + 40 * WEEK_MS;
    const verdict = sessionClock(list, {endMs: list[0]?.endMs ?? 0, startMs: later - 8 * 24 * HOUR_MS});
    expect(verdict.kind).toBe('manyFit');
  });
});

/** M1 bars of MetaTrader 4 by a clock, the first and last hour of each trading week. */
function mt4Lines(clock: Clock, weeks: readonly number[]): string[] {
  return weeks.flatMap((week) => {
    const saturdayMs = SATURDAY_MS + week * WEEK_MS;
    const opens = newYork17(saturdayMs - WEEK_MS, 1);
    const closes = newYork17(saturdayMs, -1);
    return [opens, opens + MINUTE_MS, closes - 2 * MINUTE_MS, closes - MINUTE_MS].map((timeMs) => {
      const [date = '', time = ''] = new Date(clock(timeMs)).toISOString().split('T');
      return `${date.replaceAll('-', '.')},${time.slice(0, 5)},1,1,1,1,1`;
    });
  });
}

describe('openRecording with a clock that is to be measured', () => {
  const athens = byZone('Europe/Athens');

  it('reads local times by it, and says how sure it is', async () => {
    const path = aFile('EURUSD1.csv', mt4Lines(athens, [8, 9, 10, 11, 12, 13, 14]));
    const measured = await replayed(path, {zone: 'auto'});
    const told = await replayed(path, {zone: new Zone('Europe/Athens')});
    expect(measured.rows).toEqual(told.rows);
    expect(measured.recording.clocks.map(describeClock)).toEqual([
      'the clock of "EURUSD1.csv" is UTC+2 and in summer UTC+3, set when London sets its clocks: 6 of 6 weekends agree',
    ]);
  });

  it('is less sure of one weekend', async () => {
    const {recording} = await replayed(aFile('EURUSD1.csv', mt4Lines(athens, [1, 2])), {zone: 'auto'});
    expect(recording.clocks.map(describeClock)).toEqual([
      'the clock of "EURUSD1.csv" is likely UTC+2: 1 of 1 weekends agree; one weekend is little to go by',
    ]);
  });

  it.each([
    ['no weekend', mt4Lines(athens, [1]), {}, 'it spans no weekend on which its market was closed'],
    ['long bars', mt4Lines(athens, [1, 2, 3]), {timeframe: 'H4'}, 'its bars are longer than an hour'],
    [
      'a market that never closes',
      Array.from({length: 200}, (_, hour) => {
        const [date = '', time = ''] = new Date(SATURDAY_MS + hour * HOUR_MS).toISOString().split('T');
        return `${date.replaceAll('-', '.')},${time.slice(0, 5)},1,1,1,1,1`;
      }),
      {},
      'it spans no weekend on which its market was closed',
    ],
  ])('refuses, and says why: %s', async (_case, lines, options, why) => {
    await expect(
      openRecording([aFile('EURUSD.csv', lines)], {zone: 'auto', ...options}),
    ).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      field: 'zone',
      message: `the clock of "EURUSD.csv" cannot be measured: ${why}`,
      hint: 'say it: --zone Europe/Athens, or --zone +03:00',
    });
  });

  it('leaves files alone that say their zone, or hold nothing', async () => {
    const quotes = aFile('EURUSD.csv', ['time,bid,ask', '2024-01-02T03:04:05Z,1,2', '1704164646,1,2']);
    const {rows, recording} = await replayed([quotes, aFile('XAUUSD.csv', [])], {zone: 'auto'});
    expect(rows).toHaveLength(2);
    expect(recording.clocks).toEqual([]);
  });

  it("takes MetaTrader 5's seconds since 1970 for the broker's", async () => {
    const path = aFile('EURUSD_M1.csv', [
      'time,open,high,low,close,tick_volume,spread,real_volume',
      '1704164640,1,1,1,1,9,0,0',
    ]);
    expect((await replayed(path)).rows[0]).toMatch(/^2024-01-02T03:04/);
    expect((await replayed(path, {zone: new Zone('+03:00')})).rows[0]).toMatch(/^2024-01-02T00:04/);
  });
});

describe('zoneChoice', () => {
  it.each([
    ['+03:00', 3],
    ['UTC+3', 3],
    ['utc-5', -5],
    ['+0530', 5.5],
    ['-10', -10],
    ['Europe/Moscow', 3],
  ])('reads %s', (text, hours) => {
    const choice = zoneChoice(text);
    expect(choice === 'auto' ? choice : choice?.offsetMs(Date.UTC(2024, 6, 1))).toBe(hours * HOUR_MS);
  });

  it.each(['GMT+3', '+15', 'UTC+3:75', 'Mars/Base', '', '3', '+3:0'])('refuses %j', (text) => {
    expect(zoneChoice(text)).toBeUndefined();
  });

  it('knows auto', () => {
    expect(zoneChoice('AUTO')).toBe('auto');
  });
});
