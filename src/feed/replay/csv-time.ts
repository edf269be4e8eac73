import {numberOf} from './cell-reader.ts';
import type {LocalClock} from './local-clock.ts';

const WRITTEN =
  /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?$/i;

/** Epoch values from here on are ms: as seconds they would lie beyond the year 5000. */
const EPOCH_MS_MIN = 1e11;
/** The year 5138; what lies beyond is in µs or ns, or no time. */
const EPOCH_MS_MAX = 1e14;

/**
 * Time of a cell, epoch ms UTC, or NaN: ISO-8601 with or without a zone, the same with dots or slashes,
 * a plain `YYYYMMDD`, seconds or ms since 1970. Times without a zone are local times of `clock`.
 *
 * @param epochClock The clock that counts the seconds since 1970, where that is not UTC.
 */
export function timeOf(cell: string, clock: LocalClock, epochClock?: LocalClock): number {
  const text = cell.trim();
  const match = WRITTEN.exec(text);
  if (match === null) return epochTime(text, epochClock);
  const [
    ,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction,
    utc,
    sign,
    offsetHour,
    offsetMinute,
  ] = match;
  const midnight = midnightOf(Number(year), Number(month), Number(day));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  const wholeMs = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const local = fraction === undefined ? wholeMs : wholeMs + Number(`0.${fraction}`) * 1000;
  if (Number.isNaN(local)) return local;
  if (utc !== undefined) return local;
  if (sign === undefined) return clock.toUtcMs(local);
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute ?? 0)) * 60_000;
  return sign === '+' ? local - offsetMs : local + offsetMs;
}

/** UTC midnight of a calendar day, or NaN when there is no such day. */
export function midnightOf(year: number, month: number, day: number): number {
  const midnight = Date.UTC(year, month - 1, day);
  const written = new Date(midnight);
  const isDay = written.getUTCMonth() === month - 1 && written.getUTCDate() === day;
  return isDay ? midnight : Number.NaN;
}

function epochTime(text: string, clock: LocalClock | undefined): number {
  const value = numberOf(text);
  const ms = value < EPOCH_MS_MIN ? value * 1000 : value;
  if (!(ms > 0 && ms < EPOCH_MS_MAX)) return Number.NaN;
  return clock === undefined ? ms : clock.toUtcMs(ms);
}
