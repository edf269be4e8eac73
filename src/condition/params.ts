import {z} from 'zod';
import {TIMEFRAMES, type Timeframe} from '../market/bar.ts';
import type {Side} from '../market/quote.ts';

/** Which way a rule looks. What is bullish for one is bearish for the mirror image of the market. */
export type Direction = 'bull' | 'bear';

/** The direction of a rule that names none: up for a buy, down for a sell. */
export function directionOf(named: Direction | undefined, side: Side): Direction {
  return named ?? (side === 'buy' ? 'bull' : 'bear');
}

/** Parameters that many conditions have, with one meaning and one wording. */
export const timeframeParam = () =>
  z
    .enum(TIMEFRAMES, {error: `not a timeframe; give one of ${TIMEFRAMES.join(', ')}`})
    .describe('Length of the closed bars that are looked at.');

export const directionParam = () =>
  z
    .enum(['bull', 'bear'], {
      error: 'not a direction; give bull or bear, or leave it out for that of the plan',
    })
    .optional()
    .describe('Without it bull for a buy, bear for a sell.');

/** A number of bars. @param bounds What the analysis needs, and what it can look back. */
export const barsParam = (
  fallback: number,
  {least = 1, most}: Readonly<{least?: number; most: number}>,
  meaning: string,
) =>
  z
    .number()
    .int('not a whole number of bars; give one')
    .min(least, `fewer bars than it needs; give ${least} or more`)
    .max(most, `more bars than are kept for it; give ${most} or fewer`)
    .default(fallback)
    .describe(meaning);

/** A threshold that may be any number. */
export const levelParam = (meaning: string) => z.number().optional().describe(meaning);

/** A number that makes sense above zero only, such as a multiple or a distance. */
export const positiveParam = (fallback: number, meaning: string) =>
  z.number().positive('not above zero; give more').default(fallback).describe(meaning);

/** `RSI(14) of M15`. */
export function ofBars(what: string, timeframe: Timeframe): string {
  return `${what} of ${timeframe}`;
}
