import {HEADINGS} from '../structure/heading.ts';
import {emaStack} from './ema-stack.ts';
import type {TrendContext} from './trend-context.ts';

export const BIASES = ['bull', 'bear', 'neutral'] as const;
export type Bias = (typeof BIASES)[number];

/** Where a timeframe leads by its own averages. */
export type TimeframeBias = Readonly<{
  bias: Bias;
  /** 85: full stack and ADX above 25; 70: full stack; 65: close, EMA(20) and EMA(50) only; 40: neutral. */
  confidence: 85 | 70 | 65 | 40;
}>;

/** Above it a trend is strong. */
const STRONG_ADX_ABOVE = 25;

/** As for H4; every timeframe has its own in the same way. */
export function timeframeBias(context: TrendContext): TimeframeBias {
  for (const heading of HEADINGS) {
    const stack = emaStack(heading, context);
    const {direction: bias} = heading;
    if (stack === 'full') return {bias, confidence: context.adx.adx > STRONG_ADX_ABOVE ? 85 : 70};
    if (stack === 'partial') return {bias, confidence: 65};
  }
  return {bias: 'neutral', confidence: 40};
}
