import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {blindView} from '../../../src/condition/market-view.ts';
import type {Condition} from '../../../src/condition/condition-kind.ts';
import {compileLevel} from '../../../src/engine/compile-level.ts';
import {unknownInstrument} from '../../../src/market/instrument.ts';
import {entryLevels} from '../../../src/plan/entry-levels.ts';
import {GUARDS_OFF} from '../../../src/plan/guards.ts';
import {type Plan, writtenForm} from '../../../src/plan/plan.ts';
import {HeardQuotes, isMetBy} from '../../../src/simulate/judge/heard.ts';
import {aPlan} from '../../ports/stored-values.ts';
import {aHeard} from './fabricated.ts';

/** Quotes are on even hundredths and rules on odd ones, so that no price is where a rule changes. */
const priceOf = (hundredths: number) => Number((2000 + hundredths / 100).toFixed(2));
const aQuoted = fc.integer({min: -10, max: 10}).map((steps) => priceOf(2 * steps));
const aRuled = fc.integer({min: -10, max: 10}).map((steps) => priceOf(2 * steps + 1));
const aWidth = fc.integer({min: 0, max: 6}).map((steps) => Number((steps * 0.02).toFixed(2)));
const aSpread = fc.integer({min: 0, max: 6}).map((steps) => Number((steps * 0.02 + 0.01).toFixed(2)));

type Pair = Readonly<{bid: number; ask: number}>;
const aQuote: fc.Arbitrary<Pair> = fc
  .tuple(aQuoted, fc.integer({min: 0, max: 6}))
  .map(([bid, steps]) => ({bid, ask: Number((bid + 0.02 * steps).toFixed(2))}));

const aPriceRule = fc.oneof(
  fc.record({above: aRuled}),
  fc.record({below: aRuled}),
  fc.record({near: aRuled, within: aWidth}),
  fc.record({above: aRuled, below: aRuled}),
  fc.record({near: aRuled, within: aWidth, above: aRuled}),
);
const aCrossing = fc.oneof(
  fc.record({crossesAbove: aRuled}),
  fc.record({crossesBelow: aRuled}),
  fc.record({crossesAbove: aRuled, below: aRuled}),
);

function aCondition(leaf: fc.Arbitrary<Condition>, withNot: boolean): fc.Arbitrary<Condition> {
  return fc.letrec<{condition: Condition}>((tie) => {
    const parts = fc.array(tie('condition'), {minLength: 1, maxLength: 3});
    return {
      condition: fc.oneof(
        {depthSize: 'small', withCrossShrink: true},
        {arbitrary: leaf, weight: 5},
        {arbitrary: aSpread.map((atMost): Condition => ({spread: {atMost}})), weight: 2},
        {arbitrary: fc.constant<Condition>({always: true}), weight: 1},
        {arbitrary: parts.map((all): Condition => ({all})), weight: 2},
        {arbitrary: parts.map((any): Condition => ({any})), weight: 2},
        ...(withNot ? [{arbitrary: tie('condition').map((not): Condition => ({not})), weight: 2}] : []),
      ),
    };
  }).condition;
}

const anEntry: fc.Arbitrary<Pick<Plan, 'entry' | 'levels'>> = fc.oneof(
  fc.constant({entry: {type: 'market'} as const, levels: null}),
  fc.record({
    entry: fc.record({type: fc.constant('market' as const), price: aRuled, tolerance: aWidth}),
    levels: fc.constant(null),
  }),
  fc.record({
    entry: fc.record({type: fc.constantFrom('limit' as const, 'stop' as const), price: aRuled}),
    levels: fc.constant(null),
  }),
  fc.record({
    entry: fc.record({type: fc.constant('market' as const), tolerance: aWidth}),
    levels: fc.array(fc.record({price: aRuled}), {minLength: 2, maxLength: 3}),
  }),
);

const aPlanOf = (condition: fc.Arbitrary<Condition>): fc.Arbitrary<Plan> =>
  fc
    .record({when: condition, side: fc.constantFrom('buy', 'sell'), entry: anEntry})
    .map(({entry, ...rest}) => aPlan({...entry, ...rest}));

const quoted = ({bid, ask}: Pair) => ({symbol: 'XAUUSD', bid, ask, timeMs: 0, receivedAtMs: 0});

/** What the product says of each level of a plan. */
function verdicts(plan: Plan, quote: Pair, previous: Pair): readonly boolean[] {
  const when = compileCondition(plan.when, plan.side);
  const view = {...blindView(0), quote: quoted(quote), previous: quoted(previous)};
  return entryLevels(plan).map((level) => {
    const terms = {guards: GUARDS_OFF, instrument: unknownInstrument('XAUUSD')};
    return compileLevel(plan, level, when, terms).whole.state(view) === 'met';
  });
}

/** What the judge says. */
const judged = (plan: Plan, quote: Pair) =>
  entryLevels(plan).map(({level}) => isMetBy(writtenForm(plan), level, quote));

describe('isMetBy', () => {
  it('says of every quote what the product’s own conditions say', () => {
    const counts = {met: 0, unmet: 0};
    fc.assert(
      fc.property(
        aPlanOf(
          aCondition(
            aPriceRule.map((price) => ({price})),
            true,
          ),
        ),
        aQuote,
        (plan, quote) => {
          const expected = verdicts(plan, quote, quote);
          for (const isMet of expected) counts[isMet ? 'met' : 'unmet'] += 1;
          expect(judged(plan, quote)).toEqual(expected);
        },
      ),
      {numRuns: 2000},
    );
    expect(Math.min(counts.met, counts.unmet)).toBeGreaterThan(400);
  });

  it('never calls a crossing unmet that the product calls met', () => {
    const aPlanThatCrosses = aPlanOf(
      aCondition(
        aCrossing.map((price) => ({price})),
        false,
      ),
    );
    fc.assert(
      fc.property(aPlanThatCrosses, aQuote, aQuote, (plan, quote, previous) => {
        const expected = verdicts(plan, quote, previous);
        // About one case of five says something.
        fc.pre(expected.includes(true));
        for (const [index, isMet] of judged(plan, quote).entries()) {
          if (expected[index] === true) expect(isMet).toBe(true);
        }
      }),
      {numRuns: 450},
    );
  });

  it('asks of a crossing whether the price is beyond', () => {
    const plan = aPlan({when: {price: {crossesAbove: 2000}}, entry: {type: 'market'}});
    expect(judged(plan, {bid: 1999, ask: 2000})).toEqual([false]);
    expect(judged(plan, {bid: 1999, ask: 2000.01})).toEqual([true]);
  });

  it.each<[string, Partial<Plan>, Pair, boolean]>([
    ['a price at a level', {when: {price: {above: 1.1}}}, {bid: 1.1, ask: 1.1}, false],
    [
      'a price at the end of what is near',
      {when: {price: {near: 1.1, within: 0.0001}}},
      {bid: 1, ask: 1.1001},
      true,
    ],
    ['a spread of what it may be', {when: {spread: {atMost: 0.0001}}}, {bid: 1.1, ask: 1.1001}, true],
    [
      'the end of the entry gate',
      {when: {always: true}, entry: {type: 'market', price: 1.1, tolerance: 0.0001}},
      {bid: 1, ask: 1.1001},
      true,
    ],
  ])('agrees at a tie: %s', (_, changes, quote, isMet) => {
    const plan = aPlan({entry: {type: 'market'}, ...changes});
    expect([verdicts(plan, quote, quote), judged(plan, quote)]).toEqual([[isMet], [isMet]]);
  });
});

describe('the quotes that were heard', () => {
  it('are kept by who heard them and by symbol, the last 400 in order', () => {
    const heard = new HeardQuotes();
    for (let atMs = 0; atMs < 500; atMs++) heard.note('monitor 1.1', aHeard({atMs}));
    heard.note('monitor 2.1', aHeard({atMs: 7}));
    heard.note('monitor 1.1', aHeard({symbol: 'EURUSD', atMs: 8}));
    const times = (process: string, symbol: string) => heard.of(process, symbol).map(({atMs}) => atMs);
    expect(times('monitor 1.1', 'XAUUSD')).toEqual(Array.from({length: 400}, (_, index) => index + 100));
    expect(times('monitor 2.1', 'XAUUSD')).toEqual([7]);
    expect(times('monitor 1.1', 'EURUSD')).toEqual([8]);
    expect(times('monitor 1.2', 'XAUUSD')).toEqual([]);
  });
});
