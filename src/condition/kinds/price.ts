import {z} from 'zod';
import {lineValue, openingLine, type PriceOf, type Side} from '../../market/quote.ts';
import {leafKind} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {intersection, union} from '../possible.ts';
import {aboveRule, belowRule, crossingRule, nearRule, type PriceRule} from '../price-rule.ts';
import {allOf, MET, NO_QUOTE, NOTHING_SEEN, UNMET, type Verdict, type VerdictState} from '../verdict.ts';
import {AT_NEXT_QUOTE, calmest} from '../wake.ts';

type PriceParams = Readonly<{
  near?: number | undefined;
  within?: number | undefined;
  above?: number | undefined;
  below?: number | undefined;
  crossesAbove?: number | undefined;
  crossesBelow?: number | undefined;
  of?: PriceOf | undefined;
}>;

const TESTS = ['near', 'within', 'above', 'below', 'crossesAbove', 'crossesBelow'] as const;

const price = () => z.number().positive('not above zero; give a price above zero');

const params = z
  .strictObject({
    near: price().optional().describe('Holds while |price − near| ≤ within.'),
    within: z
      .number()
      .nonnegative('which is below zero; give the distance from near, in price units')
      .optional()
      .describe('Distance from `near`, in price units.'),
    above: price().optional().describe('Holds while price > above.'),
    below: price().optional().describe('Holds while price < below.'),
    crossesAbove: price()
      .optional()
      .describe('Holds at the quote that goes from at or below this price to above it.'),
    crossesBelow: price()
      .optional()
      .describe('Holds at the quote that goes from at or above this price to below it.'),
    of: z
      .enum(['bid', 'ask', 'mid'])
      .optional()
      .describe('The price to look at; without it ask for a buy, bid for a sell.'),
  })
  .readonly()
  .superRefine((value, context) => {
    const problem = (path: string[], message: string) =>
      context.addIssue({code: 'custom', path, message, input: value});
    if (value.above !== undefined && value.below !== undefined && value.above >= value.below) {
      problem(
        ['above'],
        `not less than below, which is ${value.below}; no price is between them: exchange them, or put two price conditions under "any"`,
      );
    }
    // What seems to be missing may be what an unknown key was meant to say.
    if (context.issues.some(({code}) => code === 'unrecognized_keys')) return;
    if ((value.near === undefined) !== (value.within === undefined)) {
      const [missing, given] = value.near === undefined ? ['near', 'within'] : ['within', 'near'];
      problem([missing], `is missing; ${given} needs it: the rule is |price − near| ≤ within`);
    }
    if (TESTS.every((test) => value[test] === undefined)) {
      problem(
        [],
        `says nothing of the price; give near and within, above, below, crossesAbove or crossesBelow`,
      );
    }
  });

function rulesOf(value: PriceParams, line: PriceOf): PriceRule[] {
  const rules: PriceRule[] = [];
  if (value.near !== undefined && value.within !== undefined) {
    rules.push(nearRule(line, value.near, value.within));
  }
  if (value.above !== undefined) rules.push(aboveRule(line, value.above));
  if (value.below !== undefined) rules.push(belowRule(line, value.below));
  if (value.crossesAbove !== undefined) rules.push(crossingRule(line, value.crossesAbove, 'above'));
  if (value.crossesBelow !== undefined) rules.push(crossingRule(line, value.crossesBelow, 'below'));
  return rules;
}

function lineOf(value: PriceParams, side: Side): PriceOf {
  return value.of ?? openingLine(side);
}

const NO_PREVIOUS_QUOTE: Verdict = {state: 'unknown', reason: 'noPreviousQuote'};

const kind = leafKind<PriceParams>({
  name: 'price',
  summary:
    'The price is near, above or below a level, or crosses it; several tests in one must hold together. ' +
    'The price is ask for a buy and bid for a sell, or what `of` says.',
  example: {near: 1301.5, within: 0.5},
  params: () => params,
  compile: (value, {side}) => {
    const line = lineOf(value, side);
    const rules = rulesOf(value, line);
    /** What each rule says, with the price it looked at; undefined without a quote. */
    const look = ({quote, previous}: MarketView) => {
      if (quote === undefined) return undefined;
      const observed = lineValue(quote, line);
      const before = previous === undefined ? undefined : lineValue(previous, line);
      const states = rules.map((rule) => rule.state(observed, before));
      return {observed, states, state: allOf(states, (one) => one)};
    };
    /** Something of each rule that does not hold, or of all when all do. */
    const ofBlocking = <Part>(
      {states, state: together}: NonNullable<ReturnType<typeof look>>,
      part: (rule: PriceRule, state: VerdictState) => Part,
    ) =>
      rules.flatMap((rule, index) => {
        const state = states[index] ?? 'unknown';
        return together === 'met' || state !== 'met' ? [part(rule, state)] : [];
      });
    return {
      threshold: rules.map((rule) => rule.threshold).join(' and '),
      judge: (view) => {
        const seen = look(view);
        if (seen === undefined) return NO_QUOTE;
        if (seen.state === 'unknown') return NO_PREVIOUS_QUOTE;
        return seen.state === 'met' ? MET : UNMET;
      },
      observe: ({quote}) =>
        quote === undefined ? NOTHING_SEEN : {observed: lineValue(quote, line), dataTimeMs: quote.timeMs},
      wakes: (view) => {
        const seen = look(view);
        if (seen === undefined) return AT_NEXT_QUOTE;
        const waits = ofBlocking(seen, (rule, state) => rule.wakes(seen.observed, state));
        // All that block must change, so one is enough to wait for; when none does, any may.
        return seen.state === 'met' ? waits.flat() : calmest(waits);
      },
      distance: (view) => {
        const seen = look(view);
        if (seen === undefined) return undefined;
        const distances = ofBlocking(seen, (rule) => rule.distance(seen.observed));
        const away = seen.state === 'met' ? Math.min(...distances) : Math.max(...distances);
        return {away, scale: seen.observed};
      },
    };
  },
  possible: (value, negated, {side}) => {
    const rules = rulesOf(value, lineOf(value, side));
    return (negated ? union : intersection)(rules.map((rule) => rule.possible(negated)));
  },
});

export const kinds = [kind];
