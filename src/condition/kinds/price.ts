import {z} from 'zod';
import {distanceAtMost, slackOf} from '../../market/price.ts';
import {lineValue, openingLine, type PriceOf, type Quote, type Side} from '../../market/quote.ts';
import {leafKind} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {ANYTHING, intersection, type Possibilities, range, union, within as rangesOf} from '../possible.ts';
import {allOf, type Verdict, type VerdictState} from '../verdict.ts';
import {AT_NEXT_QUOTE, calmest, type Wakes} from '../wake.ts';

type PriceParams = Readonly<{
  near?: number | undefined;
  within?: number | undefined;
  above?: number | undefined;
  below?: number | undefined;
  crossesAbove?: number | undefined;
  crossesBelow?: number | undefined;
  of?: PriceOf | undefined;
}>;

const price = () => z.number().positive('is not above zero; prices are');

const params = z
  .strictObject({
    near: price().optional().describe('Holds while |price − near| ≤ within.'),
    within: z
      .number()
      .nonnegative('is below zero; give the distance from `near` in price units')
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
    const problem = (path: string, message: string) =>
      context.addIssue({code: 'custom', path: path === '' ? [] : [path], message, input: value});
    if ((value.near === undefined) !== (value.within === undefined)) {
      const missing = value.near === undefined ? 'near' : 'within';
      problem(missing, `is missing; \`near\` and \`within\` go together`);
    }
    if (value.above !== undefined && value.below !== undefined && value.above >= value.below) {
      problem('above', `is ${value.above}, not less than below (${value.below}); no price is between them`);
    }
    const tests: (keyof PriceParams)[] = ['near', 'within', 'above', 'below', 'crossesAbove', 'crossesBelow'];
    if (tests.every((test) => value[test] === undefined)) {
      problem(
        '',
        'says nothing of the price; give near and within, above, below, crossesAbove or crossesBelow',
      );
    }
  });

/** One rule about the price; several in one `price` must hold together. */
type Test = Readonly<{
  threshold: string;
  state(view: MarketView, value: number): VerdictState;
  /** When the state can change; the present one is known. */
  wakes(value: number, state: VerdictState): Wakes;
  /** Price units to the next change of state. */
  distance(value: number): number;
  possible: Possibilities;
  impossible: Possibilities;
}>;

const upTo = (line: PriceOf, boundary: number): Wakes => [{on: 'line', line, direction: 'up', boundary}];
const downTo = (line: PriceOf, boundary: number): Wakes => [{on: 'line', line, direction: 'down', boundary}];
const stateOf = (holds: boolean): VerdictState => (holds ? 'met' : 'unmet');

function nearTest(line: PriceOf, near: number, within: number): Test {
  const slack = slackOf(near, within);
  const from = near - within;
  const to = near + within;
  return {
    threshold: `|${line} − ${near}| ≤ ${within}`,
    state: (_view, value) => stateOf(distanceAtMost(value, near, within)),
    wakes: (value, state) => {
      if (state === 'met') return [...upTo(line, to - slack), ...downTo(line, from + slack)];
      return value > near ? downTo(line, to + slack) : upTo(line, from - slack);
    },
    distance: (value) => Math.abs(Math.abs(value - near) - within),
    possible: rangesOf(line, range(from - slack, to + slack)),
    impossible: rangesOf(
      line,
      range(-Infinity, from + slack, {to: true}),
      range(to - slack, Infinity, {from: true}),
    ),
  };
}

function aboveTest(line: PriceOf, above: number): Test {
  return {
    threshold: `${line} > ${above}`,
    state: (_view, value) => stateOf(value > above),
    wakes: (_value, state) => (state === 'met' ? downTo(line, above) : upTo(line, above)),
    distance: (value) => Math.abs(value - above),
    possible: rangesOf(line, range(above, Infinity, {from: true})),
    impossible: rangesOf(line, range(-Infinity, above)),
  };
}

function belowTest(line: PriceOf, below: number): Test {
  return {
    threshold: `${line} < ${below}`,
    state: (_view, value) => stateOf(value < below),
    wakes: (_value, state) => (state === 'met' ? upTo(line, below) : downTo(line, below)),
    distance: (value) => Math.abs(value - below),
    possible: rangesOf(line, range(-Infinity, below, {to: true})),
    impossible: rangesOf(line, range(below, Infinity)),
  };
}

/**
 * A crossing holds for one quote only. Before it can come (again) the price must be on the near side,
 * so a wait on the far side ends when the price returns, and starts anew there.
 */
function crossingTest(line: PriceOf, level: number, up: boolean): Test {
  const isBeyond = (value: number) => (up ? value > level : value < level);
  return {
    threshold: up ? `${line} crosses above ${level}` : `${line} crosses below ${level}`,
    state: ({previous}, value) => {
      if (previous === undefined) return 'unknown';
      return stateOf(isBeyond(value) && !isBeyond(lineValue(previous, line)));
    },
    wakes: (value, state) => {
      if (state !== 'unmet') return AT_NEXT_QUOTE;
      return isBeyond(value) === up ? downTo(line, level) : upTo(line, level);
    },
    distance: (value) => Math.abs(value - level),
    possible: up
      ? rangesOf(line, range(level, Infinity, {from: true}))
      : rangesOf(line, range(-Infinity, level, {to: true})),
    impossible: ANYTHING,
  };
}

function testsOf(value: PriceParams, line: PriceOf): Test[] {
  const tests: Test[] = [];
  if (value.near !== undefined && value.within !== undefined) {
    tests.push(nearTest(line, value.near, value.within));
  }
  if (value.above !== undefined) tests.push(aboveTest(line, value.above));
  if (value.below !== undefined) tests.push(belowTest(line, value.below));
  if (value.crossesAbove !== undefined) tests.push(crossingTest(line, value.crossesAbove, true));
  if (value.crossesBelow !== undefined) tests.push(crossingTest(line, value.crossesBelow, false));
  return tests;
}

function lineOf(value: PriceParams, side: Side): PriceOf {
  return value.of ?? openingLine(side);
}

export const kind = leafKind<PriceParams>({
  name: 'price',
  summary:
    'The price is near, above or below a level, or crosses it; several tests in one must hold together. ' +
    'The price is ask for a buy and bid for a sell, or what `of` says.',
  example: {near: 1301.5, within: 0.5},
  params: () => params,
  compile: (value, {side}) => {
    const line = lineOf(value, side);
    const tests = testsOf(value, line);
    const priceOf = (quote: Quote) => lineValue(quote, line);
    return {
      threshold: tests.map((test) => test.threshold).join(' and '),
      evaluate: (view): Verdict => {
        const {quote} = view;
        if (quote === undefined)
          return {state: 'unknown', reason: 'noQuote', observed: null, dataTimeMs: null};
        const observed = priceOf(quote);
        const state = allOf(tests.map((test) => test.state(view, observed)));
        const reason = state === 'unknown' ? 'noPreviousQuote' : state;
        return {state, reason, observed, dataTimeMs: quote.timeMs};
      },
      wakes: (view) => {
        if (view.quote === undefined) return AT_NEXT_QUOTE;
        const observed = priceOf(view.quote);
        const asked = tests.map((test) => ({test, state: test.state(view, observed)}));
        const waits = asked.map(({test, state}) => test.wakes(observed, state));
        const blocking = waits.filter((_, index) => asked[index]?.state !== 'met');
        return blocking.length > 0 ? calmest(blocking) : waits.flat();
      },
      distance: ({quote, previous, nowMs}) => {
        if (quote === undefined) return undefined;
        const observed = priceOf(quote);
        const blocking = tests.filter((test) => test.state({quote, previous, nowMs}, observed) !== 'met');
        return blocking.length > 0
          ? Math.max(...blocking.map((test) => test.distance(observed)))
          : Math.min(...tests.map((test) => test.distance(observed)));
      },
    };
  },
  possible: (value, negated, {side}) => {
    const tests = testsOf(value, lineOf(value, side));
    return negated
      ? union(tests.map((test) => test.impossible))
      : intersection(tests.map((test) => test.possible));
  },
});
