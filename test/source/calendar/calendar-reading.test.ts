import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {NewsImpact} from '../../../src/condition/source-measures.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import {type CalendarEvent, EVENT_IMPACTS} from '../../../src/source/calendar/calendar-event.ts';
import {CalendarReading} from '../../../src/source/calendar/calendar-reading.ts';
import {aView} from '../../condition/views.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON_MS = Date.UTC(2026, 0, 9, 12);

const anEvent = (minutes: number, overrides: Partial<CalendarEvent> = {}): CalendarEvent => ({
  timeMs: NOON_MS + minutes * MINUTE_MS,
  currencies: ['USD'],
  impact: 'high',
  title: 'Payrolls',
  ...overrides,
});

const readingOf = (events: readonly CalendarEvent[]) =>
  new CalendarReading(events, {ageMaxMs: 6 * HOUR_MS, instruments: new InstrumentBook()});

const asked = (symbol: string, impact: NewsImpact = 'high', beforeMinutes = 30, afterMinutes = 30) => ({
  family: 'news' as const,
  measure: 'quiet',
  params: {impact, beforeMinutes, afterMinutes},
  symbol,
});

describe('a calendar', () => {
  it.each([
    [-31, 'met', -30],
    [-30, 'unmet', 30],
    [0, 'unmet', 30],
    [29.999, 'unmet', 30],
    [30, 'met', Number.POSITIVE_INFINITY],
  ])('%d minutes from an event: quiet is %s, until minute %d', (minutes, state, untilMinutes) => {
    const answer = readingOf([anEvent(0)]).answer(asked('EURUSD'), NOON_MS + minutes * MINUTE_MS);
    expect(answer).toMatchObject({
      state,
      untilMs: NOON_MS + untilMinutes * MINUTE_MS,
      dataTimeMs: NOON_MS,
      dataAgeMaxMs: 6 * HOUR_MS,
    });
  });

  it.each<[string, CalendarEvent['currencies'], boolean]>([
    ['EURUSD', ['USD'], true],
    ['EURUSD', ['EUR'], true],
    ['EURUSD', ['JPY', 'EUR'], true],
    ['EURUSD', ['GBP'], false],
    ['EURUSD', 'all', true],
    ['EURGBP', ['USD'], false],
    ['XAUUSD', ['USD'], true],
    ['XAUUSD', ['EUR'], false],
    ['BTCUSD', ['BTC'], true],
    ['ETHUSD', ['BTC'], false],
    ['DE40', ['USD'], true],
    ['DE40', ['EUR'], true],
    // Nobody can tell what moves it, so everything may.
    ['NOBODY-KNOWS', ['NZD'], true],
  ])('disturbs %s by an event of %j: %s', (symbol, currencies, isDisturbed) => {
    const {state} = readingOf([anEvent(0, {currencies})]).answer(asked(symbol), NOON_MS);
    expect(state).toBe(isDisturbed ? 'unmet' : 'met');
  });

  it('takes the currencies of a contract where the settings state them', () => {
    const instruments = new InstrumentBook([{symbol: 'KIWI', baseCurrency: 'NZD', quoteCurrency: 'JPY'}]);
    const reading = new CalendarReading([anEvent(0)], {ageMaxMs: 0, instruments});
    expect(reading.answer(asked('KIWI'), NOON_MS).state).toBe('met');
  });

  it.each<[NewsImpact, readonly string[]]>([
    ['high', ['high', 'ultra']],
    ['ultra', ['ultra']],
    ['crypto', ['crypto']],
  ])('counts for %s events of impact %j', (impact, counted) => {
    const disturbing = EVENT_IMPACTS.filter(
      (own) =>
        readingOf([anEvent(0, {impact: own})]).answer(asked('EURUSD', impact), NOON_MS).state === 'unmet',
    );
    expect(disturbing).toEqual(counted);
  });

  it.each([
    // Its last event is at noon, and it may be six hours old.
    [6 * 60, 'met', 'met'],
    [6 * 60 + 0.001, 'unknown', 'sourceStale'],
    // A calendar that begins more than a week later is of another time.
    [-7 * 24 * 60, 'met', 'met'],
    [-7 * 24 * 60 - 0.001, 'unknown', 'sourceStale: the calendar begins on 2026-01-09T12:00:00.000Z'],
  ])('%d minutes from its only event: %s, %s', (minutes, verdict, reason) => {
    const reading = readingOf([anEvent(0)]);
    const nowMs = NOON_MS + minutes * MINUTE_MS;
    const view = aView({nowMs, ask: (question) => reading.answer({...question, symbol: 'EURUSD'}, nowMs)});
    const condition = compileCondition(conditionSchema.parse({news: {is: 'quiet'}}), 'buy');
    expect(condition.explain(view)).toMatchObject([{verdict, reason}]);
    expect(compileCondition({not: {news: {is: 'quiet'}}}, 'buy').state(view)).not.toBe('met');
    expect(reading.covers(nowMs)).toBe(verdict === 'met');
  });

  it('names the event that disturbs, or the next one', () => {
    const reading = readingOf([anEvent(0), anEvent(300, {currencies: 'all', title: 'Summit'})]);
    const observed = (minutes: number) => reading.answer(asked('EURUSD'), NOON_MS + minutes * MINUTE_MS);
    expect(observed(10)).toMatchObject({observed: '2026-01-09T12:00:00.000Z Payrolls (USD, high)'});
    expect(observed(60)).toMatchObject({observed: '2026-01-09T17:00:00.000Z Summit (all, high)'});
    expect(observed(400)).toMatchObject({
      observed: 'nothing is due before the calendar ends, 2026-01-09T17:00:00.000Z',
    });
  });

  it('throws when it is asked for what it does not answer', () => {
    const reading = readingOf([anEvent(0)]);
    expect(() => reading.answer({...asked('EURUSD'), measure: 'reclaimed'}, NOON_MS)).toThrow('reclaimed');
    expect(() => reading.answer({...asked('EURUSD'), params: {}}, NOON_MS)).toThrow();
  });

  it('lets a condition sleep no longer than its verdict lasts, as looking at every minute shows', () => {
    const aCalendar = fc.array(
      fc.record({
        minutes: fc.integer({min: -600, max: 600}),
        currency: fc.constantFrom('USD', 'EUR', 'JPY'),
        impact: fc.constantFrom(...EVENT_IMPACTS),
      }),
      {minLength: 1, maxLength: 15},
    );
    const aQuestion = fc.record({
      impact: fc.constantFrom('high' as const, 'ultra' as const, 'crypto' as const),
      beforeMinutes: fc.integer({min: 0, max: 200}),
      afterMinutes: fc.integer({min: 0, max: 200}),
    });
    fc.assert(
      fc.property(aCalendar, aQuestion, (written, question) => {
        const events = written
          .map(({minutes, currency, impact}) => anEvent(minutes, {currencies: [currency], impact}))
          .sort((a, b) => a.timeMs - b.timeMs);
        const reading = readingOf(events);
        const condition = compileCondition(conditionSchema.parse({news: {is: 'quiet', ...question}}), 'buy');
        const viewAt = (nowMs: number) =>
          aView({nowMs, ask: (one) => reading.answer({...one, symbol: 'EURUSD'}, nowMs)});
        /** By looking at every event. */
        const stateAt = (nowMs: number) => {
          const lastMs = Math.max(...events.map(({timeMs}) => timeMs));
          if (nowMs > lastMs + 6 * HOUR_MS) return 'unknown';
          const isDisturbed = events.some(
            ({timeMs, currencies, impact}) =>
              currencies !== 'all' &&
              currencies.some((code) => code === 'EUR' || code === 'USD') &&
              (impact === question.impact || (impact === 'ultra' && question.impact === 'high')) &&
              nowMs >= timeMs - question.beforeMinutes * MINUTE_MS &&
              nowMs < timeMs + question.afterMinutes * MINUTE_MS,
          );
          return isDisturbed ? 'unmet' : 'met';
        };
        const wrong: string[] = [];
        let sleepsUntilMs = Number.NEGATIVE_INFINITY;
        let last: string | undefined;
        for (let minutes = -900; minutes < 1100; minutes += 1) {
          const nowMs = NOON_MS + minutes * MINUTE_MS;
          const state = condition.state(viewAt(nowMs));
          if (state !== stateAt(nowMs)) wrong.push(`${state} at ${minutes}`);
          if (nowMs < sleepsUntilMs) {
            if (state !== last) wrong.push(`asleep at ${minutes}`);
            continue;
          }
          last = state;
          const [wake] = condition.wakes(viewAt(nowMs), state === 'met' ? 'unmet' : 'met');
          sleepsUntilMs =
            wake === undefined ? Number.POSITIVE_INFINITY : wake.on === 'time' ? wake.atMs : nowMs;
        }
        expect(wrong).toEqual([]);
      }),
      {numRuns: 60},
    );
  });
});
