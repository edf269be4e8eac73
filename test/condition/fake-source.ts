import type {Condition} from '../../src/condition/condition-kind.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {SourceAnswer, SourceQuestion} from '../../src/condition/source-question.ts';

const MINUTE_MS = 60_000;
const PERIOD_MS = 7 * MINUTE_MS;

/** Questions that the fake source answers each in its own way, and one that nobody answers. */
export const SOURCED: readonly Condition[] = [
  {news: {is: 'quiet', impact: 'high'}},
  {news: {is: 'quiet', impact: 'ultra'}},
  {crossMarket: {is: 'vixAbove', value: 20}},
];

/** What a view has of the fake source at a time. */
export function asking(nowMs: number): Pick<MarketView, 'ask'> {
  return {ask: (question) => fakeAnswer(question, nowMs)};
}

/**
 * A source whose answers are a function of time. For `high` they last seven minutes, in a round of met, unmet, nothing
 * known, and met on data that is too old after two of them; for `ultra` they may change at any quote.
 */
export function fakeAnswer({family, params}: SourceQuestion, nowMs: number): SourceAnswer {
  if (family !== 'news') return {state: 'unknown', reason: 'noSource', untilMs: Number.POSITIVE_INFINITY};
  const dated = {observed: 'the fake', dataTimeMs: nowMs, dataAgeMaxMs: MINUTE_MS};
  if (params['impact'] === 'ultra') {
    return {...dated, state: Math.floor(nowMs / 1000) % 3 === 0 ? 'met' : 'unmet', untilMs: null};
  }
  const period = Math.floor(nowMs / PERIOD_MS);
  const untilMs = (period + 1) * PERIOD_MS;
  switch (period % 4) {
    case 0:
      return {...dated, state: 'met', dataTimeMs: untilMs, untilMs};
    case 1:
      return {...dated, state: 'unmet', dataTimeMs: untilMs, untilMs};
    case 2:
      return {state: 'unknown', reason: 'sourceSilent', untilMs};
    default:
      return {
        ...dated,
        state: 'met',
        dataTimeMs: period * PERIOD_MS,
        dataAgeMaxMs: 2 * MINUTE_MS,
        untilMs,
      };
  }
}
