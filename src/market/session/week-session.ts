import {minuteOfWeek, type WeekSession} from './market-hours.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const WEEK_MINUTES = 7 * 24 * 60;

/** `Sun 17:00-Fri 17:00`: days of the week and the clock on the wall of the exchange. */
const FORM =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01]\d|2[0-4]):([0-5]\d)-(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01]\d|2[0-4]):([0-5]\d)$/;

/**
 * Reads the hours of a market, as `Sun 17:00-Fri 17:00`; one that passes the end of the week becomes two.
 *
 * @returns Undefined where the text is not of that form, or the session has no length.
 */
export function weekSessions(text: string): readonly WeekSession[] | undefined {
  const [, fromDay, fromHour, fromMinute, toDay, toHour, toMinute] = FORM.exec(text) ?? [];
  const from = minuteNamed(fromDay, fromHour, fromMinute);
  const to = minuteNamed(toDay, toHour, toMinute);
  if (from === undefined || to === undefined || from === to) return undefined;
  if (from < to) return [{from, to}];
  return [
    {from, to: WEEK_MINUTES},
    {from: 0, to},
  ].filter((session) => session.from < session.to);
}

function minuteNamed(day: string | undefined, hour = '', minute = ''): number | undefined {
  const index = DAYS.findIndex((name) => name === day);
  return index < 0 ? undefined : minuteOfWeek(index, Number(hour), Number(minute));
}
