import {z} from 'zod';
import {differenceAtMost, slackOf} from '../../market/price.ts';
import {lineValue} from '../../market/quote.ts';
import {leafKind} from '../condition-kind.ts';
import {range, within} from '../possible.ts';
import {AT_NEXT_QUOTE} from '../wake.ts';

type SpreadParams = Readonly<{atMost: number}>;

export const kind = leafKind<SpreadParams>({
  name: 'spread',
  summary: 'Ask less bid is at most so much, in price units.',
  example: {atMost: 0.6},
  params: () =>
    z
      .strictObject({
        atMost: z
          .number()
          .nonnegative('is below zero, but ask is never below bid; give zero or more')
          .describe('Largest ask − bid at which the condition holds, in price units.'),
      })
      .readonly(),
  compile: ({atMost}) => ({
    threshold: `ask − bid ≤ ${atMost}`,
    evaluate: ({quote}) => {
      if (quote === undefined) return {state: 'unknown', reason: 'noQuote', observed: null, dataTimeMs: null};
      const state = differenceAtMost(quote.ask, quote.bid, atMost) ? 'met' : 'unmet';
      return {state, reason: state, observed: lineValue(quote, 'spread'), dataTimeMs: quote.timeMs};
    },
    wakes: ({quote}) => {
      if (quote === undefined) return AT_NEXT_QUOTE;
      // Later quotes may be larger than this one, and so their rounding error.
      const slack = slackOf(quote.ask, quote.bid, atMost) * 16;
      return differenceAtMost(quote.ask, quote.bid, atMost)
        ? [{on: 'line', line: 'spread', direction: 'up', boundary: atMost - slack}]
        : [{on: 'line', line: 'spread', direction: 'down', boundary: atMost + slack}];
    },
    distance: ({quote}) => (quote === undefined ? undefined : lineValue(quote, 'spread') - atMost),
  }),
  possible: ({atMost}, negated) =>
    within('spread', negated ? range(atMost, Infinity, {from: true}) : range(0, atMost)),
});
