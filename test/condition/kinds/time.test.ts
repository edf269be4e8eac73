import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {aView, stateOf} from '../views.ts';
import {problemsOf} from './problems.ts';

describe('time', () => {
  it.each([
    // [from, to)
    ['07:00', '16:00', 'UTC', '2024-01-15T06:59:59.999Z', 'unmet'],
    ['07:00', '16:00', 'UTC', '2024-01-15T07:00:00.000Z', 'met'],
    ['07:00', '16:00', 'UTC', '2024-01-15T15:59:59.999Z', 'met'],
    ['07:00', '16:00', 'UTC', '2024-01-15T16:00:00.000Z', 'unmet'],
    // Across midnight.
    ['22:00', '02:00', 'UTC', '2024-01-15T21:59:59.999Z', 'unmet'],
    ['22:00', '02:00', 'UTC', '2024-01-15T22:00:00.000Z', 'met'],
    ['22:00', '02:00', 'UTC', '2024-01-15T00:00:00.000Z', 'met'],
    ['22:00', '02:00', 'UTC', '2024-01-15T02:00:00.000Z', 'unmet'],
    ['22:00', '00:00', 'UTC', '2024-01-15T23:59:59.999Z', 'met'],
    ['22:00', '00:00', 'UTC', '2024-01-15T00:00:00.000Z', 'unmet'],
    ['00:00', '01:00', 'UTC', '2024-01-15T00:00:00.000Z', 'met'],
    // Winter and summer.
    ['07:00', '16:00', 'Europe/London', '2024-01-15T07:00:00Z', 'met'],
    ['07:00', '16:00', 'Europe/London', '2024-07-15T06:00:00Z', 'met'],
    ['07:00', '16:00', 'Europe/London', '2024-07-15T15:00:00Z', 'unmet'],
    ['09:30', '16:00', 'America/New_York', '2024-01-15T14:30:00Z', 'met'],
    ['09:30', '16:00', 'America/New_York', '2024-07-15T13:29:59Z', 'unmet'],
    ['09:30', '16:00', 'America/New_York', '2024-07-15T13:30:00Z', 'met'],
    ['05:45', '05:46', 'Asia/Kathmandu', '2024-07-15T00:00:00Z', 'met'],
    // London springs forward: 00:59 GMT is followed by 02:00 BST, so 01:30 never shows.
    ['01:00', '02:00', 'Europe/London', '2024-03-31T00:59:59.999Z', 'unmet'],
    ['01:00', '02:00', 'Europe/London', '2024-03-31T01:00:00Z', 'unmet'],
    ['00:30', '01:30', 'Europe/London', '2024-03-31T00:59:59.999Z', 'met'],
    ['00:30', '01:30', 'Europe/London', '2024-03-31T01:00:00Z', 'unmet'],
    ['01:30', '03:00', 'Europe/London', '2024-03-31T01:00:00Z', 'met'],
    // London falls back: 01:00 to 02:00 shows twice, and the window holds twice.
    ['01:30', '01:45', 'Europe/London', '2024-10-27T00:30:00Z', 'met'],
    ['01:30', '01:45', 'Europe/London', '2024-10-27T00:45:00Z', 'unmet'],
    ['01:30', '01:45', 'Europe/London', '2024-10-27T01:29:59.999Z', 'unmet'],
    ['01:30', '01:45', 'Europe/London', '2024-10-27T01:30:00Z', 'met'],
    // New York, a week later; Lord Howe by half an hour.
    ['01:00', '01:30', 'America/New_York', '2024-11-03T05:00:00Z', 'met'],
    ['01:00', '01:30', 'America/New_York', '2024-11-03T05:30:00Z', 'unmet'],
    ['01:00', '01:30', 'America/New_York', '2024-11-03T06:00:00Z', 'met'],
    ['02:00', '02:30', 'Australia/Lord_Howe', '2024-10-05T15:30:00Z', 'unmet'],
    ['01:45', '02:00', 'Australia/Lord_Howe', '2024-04-06T14:45:00Z', 'met'],
    ['01:45', '02:00', 'Australia/Lord_Howe', '2024-04-06T15:15:00Z', 'met'],
  ])('from %s to %s in %s at %s is %s', (from, to, zone, now, state) => {
    expect(stateOf({time: {between: [from, to], zone}}, aView({nowMs: Date.parse(now)}))).toBe(state);
  });

  it('is in UTC without a zone, and takes a zone in any case', () => {
    const nowMs = Date.UTC(2024, 6, 15, 7);
    expect(stateOf({time: {between: ['07:00', '08:00']}}, aView({nowMs}))).toBe('met');
    expect(stateOf({time: {between: ['08:00', '09:00'], zone: 'europe/london'}}, aView({nowMs}))).toBe('met');
  });

  it('shows the wall clock and the time to the next change', () => {
    const condition = compileCondition({time: {between: ['07:00', '16:00'], zone: 'Europe/London'}}, 'buy');
    expect(condition.explain(aView({nowMs: Date.UTC(2024, 6, 15, 5, 30)}))).toEqual([
      {
        path: 'when.time',
        kind: 'time',
        verdict: 'unmet',
        observed: '06:30:00',
        threshold: '07:00 to 16:00 Europe/London',
        ageMs: null,
        reason: 'unmet',
        distance: 30 * 60_000,
      },
    ]);
  });
});

const AFTER = '2026-12-01T09:00:00Z';
const BEFORE = '2026-12-01T17:30:00+01:00';

const at = (written: object, instant: string) =>
  stateOf({time: written}, aView({nowMs: Date.parse(instant)}));
const wakesAt = (written: object, instant: string) =>
  compileCondition({time: {zone: 'UTC', ...written}}, 'buy')
    .wakes(aView({nowMs: Date.parse(instant)}), at(written, instant) === 'met' ? 'unmet' : 'met')
    .map((wake) => (wake.on === 'time' ? new Date(wake.atMs).toISOString() : wake.on));

describe('time with instants', () => {
  it.each([
    [{after: AFTER}, '2026-12-01T08:59:59.999Z', 'unmet'],
    [{after: AFTER}, '2026-12-01T09:00:00Z', 'met'],
    [{after: AFTER}, '2030-01-01T00:00:00Z', 'met'],
    [{before: BEFORE}, '1970-01-01T00:00:00Z', 'met'],
    [{before: BEFORE}, '2026-12-01T16:29:59.999Z', 'met'],
    [{before: BEFORE}, '2026-12-01T16:30:00Z', 'unmet'],
    [{after: AFTER, before: BEFORE}, '2026-12-01T08:59:59Z', 'unmet'],
    [{after: AFTER, before: BEFORE}, '2026-12-01T12:00:00Z', 'met'],
    [{after: AFTER, before: BEFORE}, '2026-12-01T16:30:00Z', 'unmet'],
    // Beside a window both have to hold.
    [{after: AFTER, between: ['08:00', '10:00']}, '2026-12-01T08:30:00Z', 'unmet'],
    [{after: AFTER, between: ['08:00', '10:00']}, '2026-12-01T09:30:00Z', 'met'],
    [{after: AFTER, between: ['08:00', '10:00']}, '2026-12-01T10:00:00Z', 'unmet'],
    [{after: AFTER, between: ['08:00', '10:00']}, '2026-12-02T08:00:00Z', 'met'],
    // The zone is that of the window: eight in New York is 13:00Z.
    [{after: AFTER, between: ['08:00', '10:00'], zone: 'America/New_York'}, '2026-12-01T13:00:00Z', 'met'],
    [{after: AFTER, between: ['08:00', '10:00'], zone: 'America/New_York'}, '2026-12-01T09:30:00Z', 'unmet'],
  ])('%j at %s is %s (D-62)', (written, instant, state) => {
    expect(at(written, instant)).toBe(state);
  });

  it.each([
    // At the very change, and not at one that changes nothing.
    [{after: AFTER}, '2026-11-01T00:00:00Z', ['2026-12-01T09:00:00.000Z']],
    [{after: AFTER}, AFTER, []],
    [{before: BEFORE}, '2026-11-01T00:00:00Z', ['2026-12-01T16:30:00.000Z']],
    [{before: BEFORE}, BEFORE, []],
    [{after: AFTER, before: BEFORE}, '2026-11-01T00:00:00Z', ['2026-12-01T09:00:00.000Z']],
    [{after: AFTER, before: BEFORE}, AFTER, ['2026-12-01T16:30:00.000Z']],
    [{after: AFTER, before: BEFORE}, '2026-12-02T00:00:00Z', []],
    // The window is closed at the instant: not before it opens.
    [{after: AFTER, between: ['07:00', '08:00']}, '2026-11-01T00:00:00Z', ['2026-12-02T07:00:00.000Z']],
    [{after: AFTER, between: ['07:00', '12:00']}, '2026-11-01T07:30:00Z', ['2026-12-01T09:00:00.000Z']],
    [{after: AFTER, between: ['07:00', '12:00']}, '2026-12-01T10:00:00Z', ['2026-12-01T12:00:00.000Z']],
    [{before: BEFORE, between: ['07:00', '20:00']}, '2026-12-01T10:00:00Z', ['2026-12-01T16:30:00.000Z']],
    [{before: BEFORE, between: ['07:00', '12:00']}, '2026-12-01T10:00:00Z', ['2026-12-01T12:00:00.000Z']],
    // It will not open again in time.
    [{before: BEFORE, between: ['07:00', '12:00']}, '2026-12-01T12:00:00Z', []],
    [{before: BEFORE, between: ['07:00', '12:00']}, '2026-11-30T12:00:00Z', ['2026-12-01T07:00:00.000Z']],
  ])('%j at %s changes next at %j', (written, instant, expected) => {
    expect(wakesAt(written, instant)).toEqual(expected);
  });

  it('shows the instant, and the wall clock where there is a window', () => {
    const nowMs = Date.parse('2026-12-01T08:30:00Z');
    const rowOf = (time: object) => compileCondition({time}, 'buy').explain(aView({nowMs}))[0];
    expect(rowOf({after: AFTER, before: BEFORE, zone: 'UTC'})).toMatchObject({
      observed: '2026-12-01T08:30:00.000Z',
      threshold: 'from 2026-12-01T09:00:00Z, before 2026-12-01T17:30:00+01:00',
      distance: 1_800_000,
    });
    expect(rowOf({between: ['07:00', '16:00'], before: BEFORE, zone: 'Europe/Paris'})).toMatchObject({
      observed: '09:30:00, 2026-12-01T08:30:00.000Z',
      threshold: '07:00 to 16:00 Europe/Paris, before 2026-12-01T17:30:00+01:00',
    });
    expect(rowOf({before: '2026-12-01T00:00:00Z', zone: 'UTC'})).not.toHaveProperty('distance');
  });

  const INSTANT = 'which is not an ISO-8601 instant with a zone';
  const REMEDY = 'write for example "2026-12-01T09:00:00Z", or for a time of every day between';

  it.each([
    [{after: '09:30'}, 'when.time.after', `when.time.after is "09:30", ${INSTANT}`, REMEDY],
    [
      {before: '2026-12-01T09:00:00'},
      'when.time.before',
      `when.time.before is "2026-12-01T09:00:00", ${INSTANT}`,
      REMEDY,
    ],
    [{after: '2026-12-01'}, 'when.time.after', `when.time.after is "2026-12-01", ${INSTANT}`, REMEDY],
    [
      {after: '2026-02-30T09:00:00Z'},
      'when.time.after',
      `when.time.after is "2026-02-30T09:00:00Z", ${INSTANT}`,
      REMEDY,
    ],
    [{after: 1_796_000_000}, 'when.time.after', `when.time.after is 1796000000, ${INSTANT}`, REMEDY],
    [
      {after: '1969-12-31T23:59:59Z'},
      'when.time.after',
      'when.time.after is "1969-12-31T23:59:59Z", which is not between the years 1970 and 9999',
      'mend the year',
    ],
    [{}, 'when.time', 'when.time says nothing of the time', 'give between, after or before'],
    [{zone: 'UTC'}, 'when.time', 'when.time says nothing of the time', 'give between, after or before'],
    [
      {after: BEFORE, before: AFTER},
      'when.time.after',
      `when.time.after is "${BEFORE}", not earlier than before, which is ${AFTER}`,
      'no time is between them: exchange them',
    ],
    [
      {after: AFTER, before: '2026-12-01T10:00:00+01:00'},
      'when.time.after',
      `when.time.after is "${AFTER}", not earlier than before, which is 2026-12-01T10:00:00+01:00`,
      'no time is between them: exchange them',
    ],
    [
      {after: AFTER, before: BEFORE, between: ['17:00', '20:00']},
      'when.time.between',
      `when.time.between starts and ends while the instant is not after ${AFTER} and before ${BEFORE}`,
      'give a window that is open then',
    ],
  ])('%j is refused', (time, ...problem) => {
    expect(problemsOf({time})).toEqual([problem]);
  });

  it.each([
    [{after: AFTER, before: BEFORE, between: ['16:29', '20:00']}],
    [{after: AFTER, before: BEFORE, between: ['17:00', '09:01']}],
    [{after: AFTER, before: '2026-12-02T09:00:00Z', between: ['08:59', '09:00']}],
    [{after: AFTER, before: BEFORE, between: ['17:29', '20:00'], zone: 'Europe/Paris'}],
  ])('%j is no contradiction', (time) => {
    expect(problemsOf({time})).toEqual([]);
  });

  it('names what is missing only once where a key is misspelt', () => {
    expect(problemsOf({time: {afer: AFTER}}).map(([, message]) => message)).toEqual([
      'when.time.afer is not a known key',
    ]);
  });
});
