import type {RejectionWick} from '../pattern/rejection-wick.ts';
import {type Direction, DOWN, type Heading, UP} from '../structure/heading.ts';
import {type Score, weighed} from './score.ts';
import {TOUCH_MAX_ATR, type TradingRange} from './trading-range.ts';

/** Beyond it (bull: below 30, bear: above 70) the market has gone too far. */
const EXHAUSTED_RSI_BEYOND_50 = 20;
/** Distances from the middle of the range towards the edge that is traded away from. */
const FAR_ATR = 0.75;
const NEARER_ATR = 0.375;

type Said = readonly [value: number, why: string];

/**
 * How good a place this is to trade from an edge of a range back into it, 0 to 100; for a bull from the low edge.
 * With a direction.
 *
 * | part         | weight | value                                                                               |
 * | ------------ | ------ | ----------------------------------------------------------------------------------- |
 * | structure    | 0.40   | both edges touched three times 100, twice 70                                         |
 * | location     | 0.35   | close at the edge (0.5·ATR(14)), or 0.75·ATR from the middle towards it: 100; 0.375·ATR: 60 |
 * | confirmation | 0.25   | RSI(14) < 30 (bear: > 70), or a rejection wick of the newest bar: 100                  |
 *
 * A close outside the range is no location: the range is broken. Not built: the critical gap, for which no rule is
 * written, and the pressure of the tape, which no feed gives.
 */
export function rangeScalpScore(
  direction: Direction,
  range: TradingRange,
  {rsi, wick}: Readonly<{rsi: number; wick: Pick<RejectionWick, 'isRejected'>}>,
): Score {
  const heading = direction === 'bull' ? UP : DOWN;
  const [structure, ofStructure] = structureOf(range);
  const [location, ofLocation] = locationOf(heading, range);
  const [confirmation, ofConfirmation] = confirmationOf(heading, rsi, wick);
  return weighed([
    {name: 'structure', value: structure, weight: 40, why: ofStructure},
    {name: 'location', value: location, weight: 35, why: ofLocation},
    {name: 'confirmation', value: confirmation, weight: 25, why: ofConfirmation},
  ]);
}

function structureOf({highTouches, lowTouches}: TradingRange): Said {
  const touches = Math.min(highTouches, lowTouches);
  const why = `${highTouches} touches of the high, ${lowTouches} of the low`;
  if (touches >= 3) return [100, why];
  return [touches === 2 ? 70 : 0, why];
}

function locationOf({beyond, rear}: Heading, {high, low, close, atr}: TradingRange): Said {
  if (close > high || close < low) return [0, 'outside the range'];
  const middle = (high + low) / 2;
  const fromMiddle = beyond(middle, close);
  if (fromMiddle <= 0) return [0, 'the other half'];
  if (beyond(close, rear({high, low})) <= TOUCH_MAX_ATR * atr) return [100, 'at the edge'];
  if (fromMiddle >= FAR_ATR * atr) return [100, 'far from the middle'];
  return fromMiddle >= NEARER_ATR * atr ? [60, 'away from the middle'] : [0, 'near the middle'];
}

function confirmationOf(
  {direction, beyond}: Heading,
  rsi: number,
  {isRejected}: Pick<RejectionWick, 'isRejected'>,
): Said {
  if (beyond(50, rsi) > EXHAUSTED_RSI_BEYOND_50) return [100, 'RSI'];
  return isRejected[direction] ? [100, 'rejection wick'] : [0, 'none'];
}
