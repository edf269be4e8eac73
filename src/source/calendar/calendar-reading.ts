import {z} from 'zod';
import type {SourceAnswer} from '../../condition/source-question.ts';
import type {NewsImpact} from '../../condition/source-measures.ts';
import type {InstrumentBook} from '../../market/instrument.ts';
import {currenciesOf} from '../../market/symbol/symbol-currencies.ts';
import type {InstrumentQuestion, SourceReading} from '../../ports/source.ts';
import type {CalendarEvent, EventImpact} from './calendar-event.ts';
import {quietAt} from './quiet-times.ts';

const MINUTE_MS = 60_000;
/** A calendar that begins later than this is one of another time: of a replay, nearly always. */
const AHEAD_MAX_MS = 7 * 24 * 60 * MINUTE_MS;
/** Instruments whose events are kept ready. */
const CHOICES_MAX = 1000;

/** What of the events counts for each kind that a plan may name: the highest are high ones too. */
const COUNTED: Readonly<Record<NewsImpact, readonly EventImpact[]>> = {
  high: ['high', 'ultra'],
  ultra: ['ultra'],
  crypto: ['crypto'],
};

const minutes = z.number().nonnegative();
const quietParams = z.object({
  impact: z.enum(['high', 'ultra', 'crypto']),
  beforeMinutes: minutes,
  afterMinutes: minutes,
});

/** What a calendar answers. */
export const CALENDAR_MEASURES = ['quiet'] as const;

export type CalendarTerms = Readonly<{
  /** So long after its last event it still says that nothing is due. */
  ageMaxMs: number;
  instruments: Pick<InstrumentBook, 'of'>;
}>;

type Choice = Readonly<{events: readonly CalendarEvent[]; timesMs: readonly number[]}>;

/** A calendar as it was read: whether a time is quiet for an instrument, and until when that stays so. */
export class CalendarReading implements SourceReading {
  /** In order of time; at least one. */
  readonly events: readonly CalendarEvent[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly #terms: CalendarTerms;
  readonly #choices = new Map<string, Choice>();

  constructor(events: readonly CalendarEvent[], terms: CalendarTerms) {
    this.events = events;
    this.#terms = terms;
    this.firstMs = events[0]?.timeMs ?? Number.NaN;
    this.lastMs = events.at(-1)?.timeMs ?? Number.NaN;
  }

  /** Whether it says anything of a time. */
  covers(nowMs: number): boolean {
    return nowMs >= this.firstMs - AHEAD_MAX_MS && nowMs <= this.lastMs + this.#terms.ageMaxMs;
  }

  answer({symbol, measure, params}: InstrumentQuestion, nowMs: number): SourceAnswer {
    if (measure !== 'quiet') throw new Error(`a calendar is not asked for ${measure}`);
    const {impact, beforeMinutes, afterMinutes} = quietParams.parse(params);
    const beginsMs = this.firstMs - AHEAD_MAX_MS;
    if (nowMs < beginsMs) {
      const detail = `the calendar begins on ${isoTime(this.firstMs)}`;
      return {state: 'unknown', reason: 'sourceStale', detail, untilMs: beginsMs};
    }
    const {events, timesMs} = this.#choice(symbol, impact);
    const window = {beforeMs: beforeMinutes * MINUTE_MS, afterMs: afterMinutes * MINUTE_MS};
    const {isQuiet, untilMs, nearest} = quietAt(nowMs, timesMs, window);
    const event = nearest === undefined ? undefined : events[nearest];
    const end = `nothing is due before the calendar ends, ${isoTime(this.lastMs)}`;
    return {
      state: isQuiet ? 'met' : 'unmet',
      observed: event === undefined ? end : eventText(event),
      dataTimeMs: this.lastMs,
      dataAgeMaxMs: this.#terms.ageMaxMs,
      untilMs,
    };
  }

  /** The events that count for an instrument; all of the kind where nobody can tell what moves it. */
  #choice(symbol: string, impact: NewsImpact): Choice {
    const key = `${impact} ${symbol}`;
    const known = this.#choices.get(key);
    if (known !== undefined) return known;
    const codes = currenciesOf(this.#terms.instruments.of(symbol));
    const events = this.events.filter(
      ({impact: own, currencies}) =>
        COUNTED[impact].includes(own) &&
        (codes === undefined || currencies === 'all' || currencies.some((code) => codes.has(code))),
    );
    const choice = {events, timesMs: events.map(({timeMs}) => timeMs)};
    if (this.#choices.size >= CHOICES_MAX) this.#choices.clear();
    this.#choices.set(key, choice);
    return choice;
  }
}

/** `2026-01-09T13:30:00.000Z Nonfarm Payrolls (USD, ultra)`. */
function eventText({timeMs, title, currencies, impact}: CalendarEvent): string {
  return `${isoTime(timeMs)} ${title} (${currencies === 'all' ? 'all' : currencies.join(', ')}, ${impact})`;
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
