import {mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {JournalEntry} from '../../../src/ports/journal.ts';
import {CalendarSource} from '../../../src/source/calendar/calendar-source.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const NOON_MS = Date.UTC(2026, 0, 9, 12);
const HOUR_MS = 3_600_000;
const QUIET = {
  family: 'news',
  measure: 'quiet',
  params: {impact: 'high', beforeMinutes: 30, afterMinutes: 30},
  symbol: 'EURUSD',
} as const;

let path = '';

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-calendar-'));
  path = join(folder, 'news.csv');
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
});

/** A calendar with events so many hours from noon. */
function write(...hours: readonly number[]): void {
  const rows = hours.map((hour) => `${new Date(NOON_MS + hour * HOUR_MS).toISOString()},USD,high,at ${hour}`);
  // As it should be written: never half.
  writeFileSync(`${path}.new`, ['time,currency,impact,title', ...rows].join('\n'));
  renameSync(`${path}.new`, path);
}

async function opened() {
  const journal: JournalEntry[] = [];
  const clock = new VirtualClock(NOON_MS);
  const source = await CalendarSource.open({
    path,
    ageMaxMs: 6 * HOUR_MS,
    instruments: new InstrumentBook(),
    clock,
    journal: {record: (entry) => journal.push(entry)},
  });
  let changes = 0;
  source.onChange(() => (changes += 1));
  return {
    source,
    clock,
    journal,
    changes: () => changes,
    stateAt: (hours: number) => source.reading().answer(QUIET, NOON_MS + hours * HOUR_MS),
    told: () => journal.map((entry) => (entry.kind === 'source' ? entry.state : entry.kind)),
    /** Two looks: what has changed is left alone until it has stood still for one. */
    look: async () => {
      await source.look();
      await source.look();
    },
  };
}

describe('a calendar file', () => {
  it('is read at the start', async () => {
    write(1, 5);
    const {source, stateAt, journal} = await opened();
    expect(stateAt(1)).toMatchObject({state: 'unmet'});
    expect(stateAt(3)).toMatchObject({state: 'met'});
    expect(source.report(NOON_MS)).toEqual({
      state: 'fresh',
      dataTimeMs: NOON_MS + 5 * HOUR_MS,
      lastError: null,
    });
    expect(source.report(NOON_MS + 12 * HOUR_MS)).toMatchObject({state: 'stale'});
    expect(journal).toEqual([
      {
        kind: 'source',
        family: 'news',
        state: 'read',
        message: `calendar ${path}: 2 events, 2026-01-09T13:00:00.000Z to 2026-01-09T17:00:00.000Z`,
      },
    ]);
  });

  it.each([
    ['is not there', () => undefined, /news\.csv cannot be read: ENOENT/],
    [
      'is broken',
      () => writeFileSync(path, 'time,currency,impact,title\n2026-01-09T13:30:00,USD,high,x\n'),
      /news\.csv:2 time is "2026-01-09T13:30:00", which has no offset from UTC; add it/,
    ],
    ['is too large', () => writeFileSync(path, 'x'.repeat(5 * 2 ** 20)), /it has 5242880 bytes/],
  ])('that %s makes everything unknown, and says why', async (_name, make, why) => {
    make();
    const {source, stateAt, told, changes, look} = await opened();
    expect(stateAt(0)).toMatchObject({
      state: 'unknown',
      reason: 'sourceSilent',
      detail: expect.stringMatching(why) as string,
    });
    expect(source.report(NOON_MS)).toMatchObject({state: 'silent', dataTimeMs: null});
    expect(told()).toEqual(['silent']);
    write(1);
    await look();
    expect(stateAt(1)).toMatchObject({state: 'unmet'});
    expect(told()).toEqual(['silent', 'read']);
    expect(changes()).toBe(1);
    expect(source.report(NOON_MS)).toMatchObject({state: 'fresh', lastError: null});
  });

  it('is read again when it has changed, and only then', async () => {
    write(1);
    const {stateAt, told, changes, look} = await opened();
    await look();
    expect(changes()).toBe(0);
    write(3);
    await look();
    expect(stateAt(3)).toMatchObject({state: 'unmet'});
    expect(stateAt(1.6)).toMatchObject({state: 'met'});
    expect(told()).toEqual(['read', 'read']);
    expect(changes()).toBe(1);
  });

  it('is left alone while it is being written', async () => {
    write(1);
    const {source, changes} = await opened();
    for (const hour of [2, 3, 4]) {
      write(hour);
      await source.look();
    }
    expect(changes()).toBe(0);
    await source.look();
    expect(changes()).toBe(1);
  });

  it.each([
    [
      'broken',
      () => writeFileSync(path, 'time,currency,impact,title\n2026-01-09T13:30:00,USD,high,x\n'),
      'no offset',
    ],
    ['empty', () => writeFileSync(path, ''), 'no events'],
    ['removed', () => rmSync(path), 'ENOENT'],
  ])('that is %s later leaves the old one, and is told once', async (_name, spoil, why) => {
    write(1);
    const {source, stateAt, told, changes, look} = await opened();
    const before = source.reading();
    spoil();
    for (let looks = 0; looks < 5; looks += 1) await look();
    expect(source.reading()).toBe(before);
    expect(stateAt(1)).toMatchObject({state: 'unmet'});
    expect(told()).toEqual(['read', 'kept']);
    expect(changes()).toBe(0);
    expect(source.report(NOON_MS)).toMatchObject({
      state: 'fresh',
      lastError: expect.stringContaining(why) as string,
    });
    write(5);
    await look();
    expect(source.report(NOON_MS)).toMatchObject({lastError: null});
  });

  it('keeps the events of the last day of which a new file, which begins later, knows nothing', async () => {
    write(-25, -0.25, 1, 2);
    const {stateAt, look} = await opened();
    write(1.5, 4);
    await look();
    expect(stateAt(0)).toMatchObject({
      state: 'unmet',
      observed: expect.stringContaining('at -0.25') as string,
    });
    // What was to come is as the new one says, and what was long ago no longer matters.
    expect(stateAt(0.9)).toMatchObject({state: 'met'});
    expect(stateAt(-25)).toMatchObject({state: 'met'});
  });

  it('does not change what was handed out', async () => {
    write(1);
    const {source, look} = await opened();
    const before = source.reading();
    write(3);
    await look();
    expect(before.answer(QUIET, NOON_MS + HOUR_MS)).toMatchObject({state: 'unmet'});
  });

  it('is looked at from time to time until the signal', async () => {
    write(1);
    const {source, clock, changes} = await opened();
    const end = new AbortController();
    const looks: Promise<void>[] = [];
    const look = source.look.bind(source);
    source.look = () => {
      const looking = look();
      looks.push(looking);
      return looking;
    };
    const following = source.follow(5000, end.signal);
    write(3);
    for (let seconds = 0; seconds < 15; seconds += 5) {
      await clock.advance(5000);
      await Promise.all(looks);
    }
    expect(looks.length).toBeGreaterThan(1);
    expect(changes()).toBe(1);
    end.abort();
    await following;
  });
});
