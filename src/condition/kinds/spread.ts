import {z} from 'zod';
import {differenceAtMost, slackOf} from '../../market/price.ts';
import {lineValue, roughLineValue} from '../../market/quote.ts';
import {leafKind} from '../condition-kind.ts';
import {range, within} from '../possible.ts';
import {MET, NO_QUOTE, NOTHING_SEEN, UNMET} from '../verdict.ts';
import {AT_NEXT_QUOTE} from '../wake.ts';

type SpreadParams = Readonly<{atMost: number}>;

/**
 * A wait ends in time while the price stays below so many times what it was when the wait began: the
 * rounding error of ask − bid grows with the price. Still far below any tick.
 */
const PRICE_GROWTH_MAX = 1024;

export const kind = leafKind<SpreadParams>({
  name: 'spread',
  summary: 'Ask less bid is at most so much, in price units.',
  example: {atMost: 0.6},
  params: () =>
    z
      .strictObject({
        atMost: z
          .number()
          .nonnegative('which is below zero, and ask is never below bid; give zero or more')
          .describe('Largest ask − bid at which the condition holds, in price units.'),
      })
      .readonly(),
  compile: ({atMost}) => ({
    threshold: `ask − bid ≤ ${atMost}`,
    judge: ({quote}) => {
      if (quote === undefined) return NO_QUOTE;
      return differenceAtMost(quote.ask, quote.bid, atMost) ? MET : UNMET;
    },
    observe: ({quote}) =>
      quote === undefined ? NOTHING_SEEN : {observed: lineValue(quote, 'spread'), dataTimeMs: quote.timeMs},
    wakes: ({quote}) => {
      if (quote === undefined) return AT_NEXT_QUOTE;
      const slack = slackOf(quote.ask, quote.bid, atMost) * PRICE_GROWTH_MAX;
      return differenceAtMost(quote.ask, quote.bid, atMost)
        ? [{on: 'line', line: 'spread', direction: 'up', boundary: atMost - slack}]
        : [{on: 'line', line: 'spread', direction: 'down', boundary: atMost + slack}];
    },
    distance: ({quote}) => {
      if (quote === undefined) return undefined;
      return {away: Math.abs(roughLineValue(quote, 'spread') - atMost), scale: quote.ask};
    },
  }),
  possible: ({atMost}, negated) =>
    within('spread', negated ? range(atMost, Infinity, {from: true}) : range(0, atMost)),
});
