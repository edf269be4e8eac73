import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import type {Condition} from '../../../src/condition/condition-kind.ts';
import {blindView} from '../../../src/condition/market-view.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {
  CROSS_MARKET_MEASURES,
  type Measure,
  NEWS_MEASURES,
  ORDER_FLOW_MEASURES,
} from '../../../src/condition/source-measures.ts';
import {
  type Answered,
  NO_SOURCE,
  type SourceAnswer,
  type SourceQuestion,
} from '../../../src/condition/source-question.ts';
import type {Wakes} from '../../../src/condition/wake.ts';
import {aQuote, aView} from '../views.ts';
import {problemsOf} from './problems.ts';

const VALUES: Readonly<Record<string, unknown>> = {atLeast: 2, value: 0.5};

/** Every measure with what it must have. */
const MEASURES: readonly Condition[] = Object.entries<Readonly<Record<string, Measure>>>({
  orderFlow: ORDER_FLOW_MEASURES,
  crossMarket: CROSS_MARKET_MEASURES,
  news: NEWS_MEASURES,
}).flatMap(([kind, measures]) =>
  Object.entries(measures).map(([is, {needs = []}]) => ({
    [kind]: {is, ...Object.fromEntries(needs.map((name) => [name, VALUES[name]]))},
  })),
);

const VIEWS = [
  blindView(0),
  aView({quote: aQuote(1300, 1300.2)}),
  aView({quote: aQuote(1300, 1300.2), previous: aQuote(1299)}),
];

describe('a condition that needs a source', () => {
  // D-42, D-45, D-46: where nobody answers, nothing passes, for no instrument.
  it.each(MEASURES)('%j is unknown, and so is its opposite, whatever the market does', (written) => {
    const condition = conditionSchema.parse(written);
    for (const side of ['buy', 'sell'] as const) {
      for (const view of VIEWS) {
        const is = compileCondition(condition, side);
        expect(is.state(view)).toBe('unknown');
        expect(compileCondition({not: condition}, side).state(view)).toBe('unknown');
        expect(is.explain(view)).toMatchObject([{verdict: 'unknown', reason: 'noSource', observed: null}]);
        // Nothing that it could wait for ever comes.
        expect(is.wakes(view, 'met')).toEqual([]);
        expect(is.wakes(view, 'unmet')).toEqual([]);
      }
    }
  });

  it('does not keep another part of an any from firing', () => {
    const any = {any: [{news: {is: 'quiet'}}, {price: {above: 1300}}]};
    const condition = compileCondition(conditionSchema.parse(any), 'buy');
    const below = aView({quote: aQuote(1299, 1300)});
    expect(condition.state(below)).toBe('unknown');
    expect(condition.wakes(below, 'met')).toEqual([
      {on: 'line', line: 'ask', direction: 'up', boundary: 1300},
    ]);
    expect(condition.state(aView({quote: aQuote(1300, 1300.01)}))).toBe('met');
  });

  it('keeps what needs it as well from firing', () => {
    const all = {all: [{orderFlow: {is: 'cvdRising'}}, {price: {above: 1300}}]};
    const condition = compileCondition(conditionSchema.parse(all), 'buy');
    expect(condition.state(aView({quote: aQuote(1301)}))).toBe('unknown');
    // And lets it sleep without an alarm.
    expect(condition.wakes(aView({quote: aQuote(1301)}), 'met')).toEqual([]);
  });

  const answered = (answer: Partial<Answered> = {}): SourceAnswer => ({
    state: 'met',
    observed: 'seen',
    dataTimeMs: 1000,
    dataAgeMaxMs: 500,
    untilMs: 9000,
    ...answer,
  });
  const silent: SourceAnswer = {state: 'unknown', reason: 'sourceSilent', detail: 'no file', untilMs: 9000};

  it.each<[string, SourceAnswer, number, string, string, Wakes]>([
    ['an answer', answered(), 1200, 'met', 'met', [{on: 'quote'}]],
    ['its opposite', answered({state: 'unmet'}), 1200, 'unmet', 'unmet', [{on: 'time', atMs: 1500}]],
    ['data of the age that it may have', answered(), 1500, 'met', 'met', [{on: 'quote'}]],
    ['data that is older', answered(), 1501, 'unknown', 'sourceStale', [{on: 'time', atMs: 9000}]],
    ['data from ahead', answered({dataTimeMs: 99_000}), 1200, 'met', 'met', [{on: 'quote'}]],
    [
      'data of no time',
      answered({dataTimeMs: Number.NaN}),
      1200,
      'unknown',
      'sourceStale',
      [{on: 'time', atMs: 9000}],
    ],
    [
      'an end that comes first',
      answered({state: 'unmet', untilMs: 1300}),
      1200,
      'unmet',
      'unmet',
      [{on: 'time', atMs: 1300}],
    ],
    [
      'no end that is known',
      answered({state: 'unmet', untilMs: null}),
      1200,
      'unmet',
      'unmet',
      [{on: 'quote'}],
    ],
    [
      'an end that is no time',
      answered({state: 'unmet', untilMs: Number.NaN}),
      1200,
      'unmet',
      'unmet',
      [{on: 'quote'}],
    ],
    [
      'no end but that of the data, which is past',
      answered({untilMs: Number.POSITIVE_INFINITY}),
      9999,
      'unknown',
      'sourceStale',
      [],
    ],
    ['silence', silent, 1200, 'unknown', 'sourceSilent: no file', [{on: 'time', atMs: 9000}]],
  ])('judges and sleeps by %s', (_name, answer, nowMs, verdict, reason, wakes) => {
    const condition = compileCondition(conditionSchema.parse({news: {is: 'quiet'}}), 'buy');
    const view = aView({nowMs, ask: () => answer});
    expect(condition.explain(view)).toMatchObject([{verdict, reason}]);
    expect(condition.wakes(view, 'met')).toEqual(wakes);
    const opposite = compileCondition({not: {news: {is: 'quiet'}}}, 'buy');
    expect(opposite.state(view)).toBe(verdict === 'met' ? 'unmet' : verdict === 'unmet' ? 'met' : 'unknown');
  });

  it('tells what was observed, and how old the data is', () => {
    const condition = compileCondition(conditionSchema.parse({news: {is: 'quiet'}}), 'buy');
    expect(condition.explain(aView({nowMs: 1200, ask: () => answered()}))).toMatchObject([
      {observed: 'seen', ageMs: 200},
    ]);
  });

  it.each<[Condition, string, Readonly<Record<string, unknown>>]>([
    [{news: {is: 'quiet'}}, 'quiet', {impact: 'high', beforeMinutes: 30, afterMinutes: 30}],
    [{news: {is: 'quiet', impact: 'ultra'}}, 'quiet', {impact: 'ultra', beforeMinutes: 60, afterMinutes: 90}],
    [
      {news: {is: 'quiet', impact: 'crypto', afterMinutes: 0}},
      'quiet',
      {impact: 'crypto', beforeMinutes: 15, afterMinutes: 0},
    ],
    [{news: {is: 'reclaimed'}}, 'reclaimed', {withinPercent: 0.1}],
    [{orderFlow: {is: 'imbalance'}}, 'imbalance', {direction: 'bear', atLeast: 1.5}],
    [{orderFlow: {is: 'cvdFlip', direction: 'bull'}}, 'cvdFlip', {direction: 'bull'}],
    [{orderFlow: {is: 'spoof'}}, 'spoof', {}],
    [{crossMarket: {is: 'dxyChange', value: -0.3}}, 'dxyChange', {value: -0.3, minutes: 60}],
    [
      {crossMarket: {is: 'correlationDivergence'}},
      'correlationDivergence',
      {direction: 'bear', value: -0.5, bars: 60},
    ],
  ])('asks of %j for a sell %s with %j', (written, measure, params) => {
    const asked: SourceQuestion[] = [];
    const ask = (question: SourceQuestion) => {
      asked.push(question);
      return NO_SOURCE;
    };
    compileCondition(conditionSchema.parse(written), 'sell').state(aView({ask}));
    expect(asked).toEqual([{family: Object.keys(written)[0], measure, params}]);
  });

  it('names what it was asked, with its parameters', () => {
    const written = {crossMarket: {is: 'dxyChange', value: -0.3, minutes: 30}};
    const [row] = compileCondition(conditionSchema.parse(written), 'buy').explain(blindView(0));
    expect(row?.threshold).toBe('dxyChange, minutes 30, value -0.3');
  });

  it.each([
    [
      {orderFlow: {is: 'deltaPositiv'}},
      'when.orderFlow.is',
      /^when.orderFlow.is is "deltaPositiv", not one of deltaPositive, /,
      'did you mean "deltaPositive"?',
    ],
    [{orderFlow: {}}, 'when.orderFlow.is', /^when.orderFlow.is is missing$/, /^give deltaPositive or /],
    [
      {orderFlow: {is: 'deltaPositive', atLeast: 2}},
      'when.orderFlow.atLeast',
      'when.orderFlow.atLeast is 2, which is no parameter of deltaPositive',
      'leave it out: it has no parameters',
    ],
    [
      {orderFlow: {is: 'absorption', atLeast: 2}},
      'when.orderFlow.atLeast',
      'when.orderFlow.atLeast is 2, which is no parameter of absorption',
      'leave it out: it has direction, within',
    ],
    [
      {orderFlow: {is: 'bidRebuildSpeed'}},
      'when.orderFlow.atLeast',
      'when.orderFlow.atLeast is missing',
      'bidRebuildSpeed needs it',
    ],
    [
      {orderFlow: {is: 'imbalance', atLeast: 0}},
      'when.orderFlow.atLeast',
      'when.orderFlow.atLeast is 0, not above zero',
      'give the least value',
    ],
    [
      {orderFlow: {is: 'absorption', within: -1}},
      'when.orderFlow.within',
      'when.orderFlow.within is -1, which is below zero',
      'give a distance in price units',
    ],
    [
      {crossMarket: {is: 'spxUp'}},
      'when.crossMarket.value',
      'when.crossMarket.value is missing',
      'spxUp needs it',
    ],
    [
      {crossMarket: {is: 'spxUp', value: -0.5}},
      'when.crossMarket.value',
      'when.crossMarket.value is -0.5, not above zero',
      'give more',
    ],
    [
      {crossMarket: {is: 'dxyChange', value: 0}},
      'when.crossMarket.value',
      'when.crossMarket.value is 0, which is no change',
      'give more or less than zero',
    ],
    [
      {crossMarket: {is: 'correlationDivergence', value: 0.5}},
      'when.crossMarket.value',
      'when.crossMarket.value is 0.5, which is no negative correlation',
      'give −1 to below 0',
    ],
    [
      {crossMarket: {is: 'dxyChange', value: 1, minutes: 4}},
      'when.crossMarket.minutes',
      'when.crossMarket.minutes is 4, shorter than the bars that it is measured with',
      'give 5 or more',
    ],
    [
      {news: {is: 'reclaimed', afterMinutes: 5}},
      'when.news.afterMinutes',
      'when.news.afterMinutes is 5, which is no parameter of reclaimed',
      'leave it out: it has level, withinPercent',
    ],
  ] as const)('%j is refused', (written, field, message, hint) => {
    expect(problemsOf(written)).toEqual([
      [
        field,
        typeof message === 'string' ? message : expect.stringMatching(message),
        typeof hint === 'string' ? hint : expect.stringMatching(hint),
      ],
    ]);
  });

  it('reads whatever its measures take', () => {
    const anySource = fc.constantFrom(...MEASURES);
    fc.assert(
      fc.property(anySource, (written) => {
        const once = conditionSchema.parse(written);
        expect(conditionSchema.parse(once)).toEqual(once);
      }),
      {numRuns: 100},
    );
  });
});
