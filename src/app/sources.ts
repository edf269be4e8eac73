import type {SourcedMeasures} from '../condition/source-question.ts';
import type {Closers} from '../closers.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import {CALENDAR_MEASURES} from '../source/calendar/calendar-reading.ts';
import {CalendarSource} from '../source/calendar/calendar-source.ts';
import type {Settings} from './settings.ts';
import {untilClosed} from './until-closed.ts';

/** What the configured sources answer; nothing of them is opened. */
export function sourcedMeasuresOf({sources: {news}}: Pick<Settings, 'sources'>): SourcedMeasures {
  return news.calendar === undefined ? {} : {news: CALENDAR_MEASURES};
}

/** The sources that the settings name. One without usable data says nothing, and why; that stops nobody. */
export async function openSources(
  {sources: {news}}: Pick<Settings, 'sources'>,
  parts: Readonly<{clock: Clock; journal: Journal; instruments: InstrumentBook}>,
): Promise<readonly CalendarSource[]> {
  const {calendar: path, ageMaxMs} = news;
  return path === undefined ? [] : [await CalendarSource.open({...parts, path, ageMaxMs})];
}

/** Lets sources look for new data until the work ends. */
export function followSources(
  opened: readonly CalendarSource[],
  {sources: {news}}: Pick<Settings, 'sources'>,
  closers: Closers,
): void {
  for (const source of opened) untilClosed(closers, (signal) => source.follow(news.lookMs, signal));
}
