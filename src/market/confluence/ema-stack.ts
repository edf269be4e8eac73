import type {Heading} from '../structure/heading.ts';
import type {TrendContext} from './trend-context.ts';

/**
 * How the close and its averages stand along a way.
 *
 * | stack   | on the way up                         |
 * | ------- | ------------------------------------- |
 * | full    | close > EMA(20) > EMA(50) > EMA(200)  |
 * | partial | close > EMA(20) > EMA(50)             |
 * | side    | close > EMA(20)                       |
 * | none    | anything else                         |
 */
export type EmaStack = 'full' | 'partial' | 'side' | 'none';

type Averages = Pick<TrendContext, 'close' | 'ema20' | 'ema50' | 'ema200'>;

/** The strictest that holds; equal prices are on neither side. */
export function emaStack({beyond}: Heading, {close, ema20, ema50, ema200}: Averages): EmaStack {
  if (beyond(close, ema20) <= 0) return 'none';
  if (beyond(ema20, ema50) <= 0) return 'side';
  return beyond(ema50, ema200) > 0 ? 'full' : 'partial';
}
