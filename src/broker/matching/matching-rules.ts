import type {RetryHint} from '../../ports/broker.ts';

/**
 * What makes a pretended broker less kind than its quotes. Everything off is the ideal fill: the side
 * price of the quote in hand, at its time, nothing checked and nothing rounded. As soon as one rule is
 * on, the broker also keeps its instruments' terms: digits, volume step and minimum, stop level.
 */
export type MatchingRules = Readonly<{
  /** Added to the ask of every quote. */
  extraSpreadPoints: number;
  /** Entries and stop losses are filled up to so many points worse, drawn evenly in whole points. */
  slippagePointsMax: number;
  /** How long an order is on its way; it is filled at the price that stands when it arrives. */
  latencyMs: number;
  /** Share of the orders, 0 to 1, that are refused for no reason of their own, and how. */
  rejection: Readonly<{share: number; code: string; retry: RetryHint}>;
  /** Least distance of stop loss and take profit from the closing price; the instrument's own may be more. */
  stopLevelPoints: number;
  /** Keeps the instruments' terms, even when nothing else is on. */
  keepsTerms: boolean;
  /** An order on a quote that was received longer ago than this is refused; 0: any age will do. */
  quoteAgeMsMax: number;
  /**
   * Share of the orders, 0 to 1, that are filled in so many parts, one a quote, each a whole number of
   * the instrument's steps. The rest of a resting order goes on resting; a market order takes one part
   * and the rest is withdrawn.
   */
  partialFills: Readonly<{share: number; parts: number}>;
  /**
   * Whether each order holds a position of its own (hedging), or all orders on one symbol hold one
   * together (netting). Either is an ideal broker.
   */
  positionMode: PositionMode;
}>;

export type PositionMode = 'hedging' | 'netting';

export const IDEAL_RULES: MatchingRules = {
  extraSpreadPoints: 0,
  slippagePointsMax: 0,
  latencyMs: 0,
  rejection: {share: 0, code: 'REJECTED', retry: 'later'},
  stopLevelPoints: 0,
  keepsTerms: false,
  quoteAgeMsMax: 0,
  partialFills: {share: 0, parts: 2},
  positionMode: 'hedging',
};

/** Parts beyond this are no test of anything, and each is a write. */
const PARTS_MAX = 100;

/** Whether every rule is off that makes the broker less kind. */
export function isIdeal(rules: MatchingRules): boolean {
  return (
    !rules.keepsTerms &&
    rules.extraSpreadPoints === 0 &&
    rules.slippagePointsMax === 0 &&
    rules.latencyMs === 0 &&
    rules.rejection.share === 0 &&
    rules.stopLevelPoints === 0 &&
    rules.quoteAgeMsMax === 0 &&
    rules.partialFills.share === 0
  );
}

/** @throws {RangeError} When a number is negative or not finite, points or parts are not whole, or a share is above 1. */
export function checkedRules(rules: MatchingRules): MatchingRules {
  const {extraSpreadPoints, slippagePointsMax, latencyMs, rejection, stopLevelPoints, quoteAgeMsMax} = rules;
  const {partialFills} = rules;
  const numbers = {extraSpreadPoints, slippagePointsMax, latencyMs, stopLevelPoints, quoteAgeMsMax};
  for (const [name, value] of Object.entries(numbers)) {
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`${name} ${value} is below zero or not a number`);
    if (name.includes('Points') && !Number.isInteger(value))
      throw new RangeError(`${name} ${value} is not whole`);
  }
  for (const [name, {share}] of Object.entries({rejection, partialFills})) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name}.share ${share} is not between 0 and 1`);
  }
  const {parts} = partialFills;
  if (!(Number.isInteger(parts) && parts >= 2 && parts <= PARTS_MAX)) {
    throw new RangeError(`partialFills.parts ${parts} is not a whole number from 2 to ${PARTS_MAX}`);
  }
  return rules;
}
