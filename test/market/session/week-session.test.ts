import {describe, expect, it} from 'vitest';
import {weekSessions} from '../../../src/market/session/week-session.ts';

const DAY = 24 * 60;

describe('weekSessions', () => {
  it.each([
    ['Mon 09:30-Mon 16:00', [{from: DAY + 570, to: DAY + 960}]],
    ['Sun 17:00-Fri 17:00', [{from: 1020, to: 5 * DAY + 1020}]],
    ['Mon 00:00-Mon 24:00', [{from: DAY, to: 2 * DAY}]],
    // Over the end of the week.
    [
      'Fri 18:00-Mon 06:00',
      [
        {from: 5 * DAY + 1080, to: 7 * DAY},
        {from: 0, to: DAY + 360},
      ],
    ],
    ['Sat 22:00-Sun 00:00', [{from: 6 * DAY + 1320, to: 7 * DAY}]],
  ])('reads %s', (text, sessions) => {
    expect(weekSessions(text)).toEqual(sessions);
  });

  it.each([
    '',
    'Mon',
    'Mon 9:30-Mon 16:00',
    'Mon 09:30-Mon 09:30',
    'Mon 09:60-Mon 16:00',
    'Mo 09:30-Mo 16:00',
    'Mon 25:00-Tue 01:00',
  ])('takes "%s" for no hours', (text) => {
    expect(weekSessions(text)).toBeUndefined();
  });
});
