import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {aView, stateOf} from '../views.ts';

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
