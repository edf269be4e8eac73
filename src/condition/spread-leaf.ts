import {differenceAtMost, slackOf} from '../market/price.ts';
import {lineValue, type Quote, roughLineValue} from '../market/quote.ts';
import type {Leaf} from './leaf.ts';
import {MET, NO_QUOTE, NOTHING_SEEN, UNMET, type Verdict} from './verdict.ts';
import {AT_NEXT_QUOTE, type Wakes} from './wake.ts';

/**
 * A wait ends in time while the price stays below so many times what it was when the wait began: the
 * rounding error of ask − bid grows with the price. Still far below any tick.
 */
const PRICE_GROWTH_MAX = 1024;

/** When the spread, which is more than that now, can be at most `atMost`. */
export function untilSpreadAtMost(atMost: number, quote: Quote): Wakes {
  return [{on: 'line', line: 'spread', direction: 'down', boundary: atMost + slackAt(atMost, quote)}];
}

/** ask − bid ≤ atMost, in decimals. @param unmet What is said of a spread that is wider. */
export function spreadLeaf(atMost: number, unmet: Verdict = UNMET): Leaf {
  const holdsAt = ({ask, bid}: Quote) => differenceAtMost(ask, bid, atMost);
  return {
    threshold: `ask − bid ≤ ${atMost}`,
    judge: ({quote}) => {
      if (quote === undefined) return NO_QUOTE;
      return holdsAt(quote) ? MET : unmet;
    },
    observe: ({quote}) =>
      quote === undefined ? NOTHING_SEEN : {observed: lineValue(quote, 'spread'), dataTimeMs: quote.timeMs},
    wakes: ({quote}) => {
      if (quote === undefined) return AT_NEXT_QUOTE;
      if (!holdsAt(quote)) return untilSpreadAtMost(atMost, quote);
      return [{on: 'line', line: 'spread', direction: 'up', boundary: atMost - slackAt(atMost, quote)}];
    },
    distance: ({quote}) => {
      if (quote === undefined) return undefined;
      return {away: Math.abs(roughLineValue(quote, 'spread') - atMost), scale: quote.ask};
    },
  };
}

function slackAt(atMost: number, {ask, bid}: Quote): number {
  return slackOf(ask, bid, atMost) * PRICE_GROWTH_MAX;
}
