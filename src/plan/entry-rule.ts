import {constantLeaf} from '../condition/constant-leaf.ts';
import type {Leaf} from '../condition/leaf.ts';
import {NO_QUOTE, NOTHING_SEEN, type Verdict} from '../condition/verdict.ts';
import {AT_NEXT_QUOTE} from '../condition/wake.ts';
import {openingLine, type Side} from '../market/quote.ts';

/** A rule on the price at which a level enters: a number that follows from it is held against a limit. */
export type EntryRule = Readonly<{
  /** The rule in a few words. */
  threshold: string;
  judge(price: number): Verdict;
  /** What is held against the limit, for people; null where it has no meaning. */
  measured(price: number): number | null;
  limit: number;
  /** No price outside of these satisfies the rule; up to rounding errors, which widen them. */
  from: number;
  to: number;
}>;

/**
 * Asks a rule of the price that a level would get.
 *
 * @param orderPrice Where its order rests, of which the rule is true or not for good; null for a market
 *   entry, which gets the side price of the quote in hand.
 */
export function entryLeaf(rule: EntryRule, side: Side, orderPrice: number | null): Leaf {
  const {threshold, limit} = rule;
  if (orderPrice !== null) {
    return constantLeaf({verdict: rule.judge(orderPrice), threshold, observed: rule.measured(orderPrice)});
  }
  const line = openingLine(side);
  return {
    threshold,
    judge: ({quote}) => (quote === undefined ? NO_QUOTE : rule.judge(quote[line])),
    observe: ({quote}) =>
      quote === undefined ? NOTHING_SEEN : {observed: rule.measured(quote[line]), dataTimeMs: quote.timeMs},
    wakes: ({quote}) => {
      if (quote === undefined) return AT_NEXT_QUOTE;
      const price = quote[line];
      if (price > rule.to) return [{on: 'line', line, direction: 'down', boundary: rule.to}];
      if (price < rule.from) return [{on: 'line', line, direction: 'up', boundary: rule.from}];
      return AT_NEXT_QUOTE;
    },
    distance: ({quote}) => {
      const measured = quote === undefined ? null : rule.measured(quote[line]);
      if (measured === null) return undefined;
      return {away: Math.abs(measured - limit), scale: Math.max(Math.abs(measured), Math.abs(limit))};
    },
  };
}
