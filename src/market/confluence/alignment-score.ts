import type {Direction, Heading} from '../structure/heading.ts';
import {DOWN, UP} from '../structure/heading.ts';
import {type Score, type ScorePart, weighed} from './score.ts';
import {timeframeBias} from './timeframe-bias.ts';
import type {TrendContext} from './trend-context.ts';

export const ALIGNED_TIMEFRAMES = ['H4', 'H1', 'M30', 'M15', 'M5'] as const;
export type AlignedTimeframe = (typeof ALIGNED_TIMEFRAMES)[number];

/** In percent; those of normal volatility. */
const WEIGHTS: Readonly<Record<AlignedTimeframe, number>> = {H4: 40, H1: 25, M30: 15, M15: 12, M5: 8};

/** All timeframes as sure as they can be: 85 each, and 80 for H1. */
export const ALIGNMENT_MOST = 83.75;

const NEUTRAL = 40;
const CONTINUATION = 80;
const PULLBACK = 75;
const DIVERGENCE = 40;
const RANGING = 50;
const AGAINST = 0;

/** RSI(14) of a pullback, both ends included. */
const PULLBACK_RSI = {from: 40, to: 60};

/**
 * How far the timeframes agree on one direction, 0 to 83.75. With the weights of normal volatility:
 * 0.40 H4, 0.25 H1, 0.15 M30, 0.12 M15, 0.08 M5.
 *
 * H4, M30, M15 and M5 count the confidence of their bias (see `timeframeBias`) where it is along the direction, 40
 * where it is neutral, and 0 where it is against. H1 is measured against H4. With H4 along the direction: 80 where
 * H1 goes on (close beyond EMA(20), RSI(14) beyond 50), 75 where it pulls back (close behind EMA(20), RSI 40 to 60),
 * else 40. With H4 neutral: 50, or 0 where the bias of H1 itself is against. With H4 against: 0.
 *
 * Not built: the adjustment of ±20, for which no rule is written, and the memory of three samples, which mixed
 * instruments and counted calls.
 */
export function alignmentScore(
  direction: Direction,
  contexts: Readonly<Record<AlignedTimeframe, TrendContext>>,
): Score {
  const heading = direction === 'bull' ? UP : DOWN;
  const parts = ALIGNED_TIMEFRAMES.map((timeframe): ScorePart => {
    const [value, why] =
      timeframe === 'H1' ? ofH1(heading, contexts) : ofOwnBias(direction, contexts[timeframe]);
    return {name: timeframe, value, weight: WEIGHTS[timeframe], why};
  });
  return weighed(parts);
}

type Part = readonly [value: number, why: string];

function ofOwnBias(direction: Direction, context: TrendContext): Part {
  const {bias, confidence} = timeframeBias(context);
  if (bias === 'neutral') return [NEUTRAL, bias];
  return [bias === direction ? confidence : AGAINST, bias];
}

function ofH1({direction, beyond}: Heading, {H4, H1}: Readonly<Record<'H4' | 'H1', TrendContext>>): Part {
  const {bias: biasOfH4} = timeframeBias(H4);
  if (biasOfH4 === 'neutral') {
    const {bias} = timeframeBias(H1);
    return bias === 'neutral' || bias === direction ? [RANGING, 'ranging'] : [AGAINST, 'against'];
  }
  if (biasOfH4 !== direction) return [AGAINST, 'against'];
  const beyondAverage = beyond(H1.close, H1.ema20);
  if (beyondAverage > 0 && beyond(H1.rsi, 50) > 0) return [CONTINUATION, 'continuation'];
  const isBetween = H1.rsi >= PULLBACK_RSI.from && H1.rsi <= PULLBACK_RSI.to;
  return beyondAverage < 0 && isBetween ? [PULLBACK, 'pullback'] : [DIVERGENCE, 'divergence'];
}
