import type {Problem} from '../../errors.ts';
import {assetOf} from '../../market/symbol/assets.ts';
import {type CalendarEvent, EVENT_IMPACTS, type EventImpact} from './calendar-event.ts';
import {currencyOfCountry} from './country-currency.ts';
import {type Row, rowsOf} from './calendar-rows.ts';

/** Problems that are told; the first of them is what gets mended first. */
const PROBLEMS_MAX = 20;
const TITLE_LENGTH_MAX = 200;

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i;

export type ParsedCalendar =
  | Readonly<{ok: true; events: readonly CalendarEvent[]}>
  | Readonly<{ok: false; problems: readonly Problem[]}>;

/**
 * Reads a calendar: JSON Lines, or CSV with the names of its columns. Each event has `time`, `currency` or `country`,
 * `impact` and `title`; whatever else it has is not looked at.
 *
 * One bad line makes the whole file bad: it may be the one event that matters, and without it the calendar would
 * seem quiet.
 *
 * @param name What to call the file in messages.
 * @returns The events in order of time.
 */
export function parseCalendar(text: string, name: string): ParsedCalendar {
  const {rows, problems: unreadable} = rowsOf(text, name);
  const problems = [...unreadable];
  const events: CalendarEvent[] = [];
  for (const row of rows) {
    if (problems.length >= PROBLEMS_MAX) break;
    const event = eventOf(row, (problem) => problems.push(problem));
    if (event !== undefined) events.push(event);
  }
  if (problems.length > 0) return {ok: false, problems: problems.slice(0, PROBLEMS_MAX)};
  if (events.length === 0) {
    const message = `${name} has no events`;
    return {ok: false, problems: [{field: name, message, hint: 'a calendar that is empty says nothing'}]};
  }
  return {ok: true, events: events.sort((a, b) => a.timeMs - b.timeMs)};
}

function eventOf(row: Row, tell: (problem: Problem) => void): CalendarEvent | undefined {
  const timeMs = timeOf(row, tell);
  const currencies = currenciesOf(row, tell);
  const impact = impactOf(row, tell);
  const title = row.fields.title;
  if (title === undefined) tell(missing(row, 'title', 'name the event'));
  if (timeMs === undefined || currencies === undefined || impact === undefined || title === undefined)
    return undefined;
  // It is shown in terminals.
  return {timeMs, currencies, impact, title: title.replaceAll(/\p{C}/gu, '?').slice(0, TITLE_LENGTH_MAX)};
}

const TIME_HINT = 'write an ISO-8601 time with its offset, such as 2026-01-09T13:30:00Z';

function timeOf(row: Row, tell: (problem: Problem) => void): number | undefined {
  const {time} = row.fields;
  if (time === undefined) {
    tell(missing(row, 'time', TIME_HINT));
    return undefined;
  }
  const [, day, offset] = INSTANT.exec(time) ?? [];
  const timeMs = Date.parse(time.replace(' ', 'T'));
  const isTime = day !== undefined && !Number.isNaN(timeMs) && isDay(day);
  if (isTime && offset !== undefined) return timeMs;
  // Whose local time it is nobody knows, and an hour beside the event is as bad as no calendar.
  const isLocal = isTime && offset === undefined;
  const what = isLocal ? 'which has no offset from UTC' : 'which is not an ISO-8601 time';
  const hint = isLocal ? 'add it: Z, or such as -05:00 for New York in winter' : TIME_HINT;
  tell(wrong(row, 'time', time, what, hint));
  return undefined;
}

/** Dates are parsed also where the month has no such day. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

const CURRENCY_HINT = 'give a currency such as USD, or ALL for what moves everything';
const COUNTRY_HINT = 'give two letters such as US, or its currency';

function currenciesOf(row: Row, tell: (problem: Problem) => void): CalendarEvent['currencies'] | undefined {
  const {currency, country} = row.fields;
  const upper = (text: string) => text.toUpperCase();
  const named = [currency, country].flatMap((text) => (text === undefined ? [] : [upper(text)]));
  if (named.length === 0) {
    tell(missing(row, 'currency', CURRENCY_HINT));
    return undefined;
  }
  if (named.includes('ALL')) return 'all';
  const ofCurrency = currency === undefined ? undefined : assetOf(upper(currency))?.code;
  if (currency !== undefined && ofCurrency === undefined)
    tell(wrong(row, 'currency', currency, 'which is no currency', CURRENCY_HINT));
  // Calendars write the currency where they say country.
  const ofCountry =
    country === undefined ? undefined : (currencyOfCountry(upper(country)) ?? assetOf(upper(country))?.code);
  if (country !== undefined && ofCountry === undefined)
    tell(wrong(row, 'country', country, 'which is no country with a known currency', COUNTRY_HINT));
  const codes = [ofCurrency, ofCountry].filter((code) => code !== undefined);
  return codes.length === named.length ? [...new Set(codes)] : undefined;
}

function impactOf(row: Row, tell: (problem: Problem) => void): EventImpact | undefined {
  const written = row.fields.impact;
  const hint = `give one of ${EVENT_IMPACTS.join(', ')}`;
  if (written === undefined) {
    tell(missing(row, 'impact', hint));
    return undefined;
  }
  const impact = EVENT_IMPACTS.find((one) => one === written.toLowerCase());
  if (impact === undefined) tell(wrong(row, 'impact', written, 'which is none', hint));
  return impact;
}

function missing({at}: Row, field: string, hint: string): Problem {
  return {field: `${at} ${field}`, message: `${at} ${field} is missing`, hint};
}

function wrong({at}: Row, field: string, value: string, what: string, hint: string): Problem {
  return {field: `${at} ${field}`, message: `${at} ${field} is ${JSON.stringify(value)}, ${what}`, hint};
}
