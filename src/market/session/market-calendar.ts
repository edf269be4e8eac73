import type {Instrument} from '../instrument.ts';
import {FOREX_WEEK, type MarketHours} from './market-hours.ts';

/** What is known of when the market of an instrument is open. */
export type MarketCalendar = Readonly<{
  /** By which it is known to be closed; undefined: it never closes, or nobody knows when. */
  hours: MarketHours | undefined;
  /** By which it may be closed: a bar is not old because of a weekend in which nothing may have been quoted. */
  possibleHours: MarketHours | undefined;
}>;

/** @param configured Hours that the user has given: without them nobody knows that a market is closed. */
export function calendarOf(
  {closesAtWeekend}: Pick<Instrument, 'closesAtWeekend'>,
  configured: MarketHours | undefined,
): MarketCalendar {
  if (configured !== undefined) return {hours: configured, possibleHours: configured};
  return {hours: undefined, possibleHours: closesAtWeekend === false ? undefined : FOREX_WEEK};
}
