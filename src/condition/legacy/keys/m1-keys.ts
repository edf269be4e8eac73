import type {Condition} from '../../condition-kind.ts';
import {flagKey, numberKey, refusedKey, wordKey} from '../legacy-key.ts';
import type {OldConditions} from '../old-conditions.ts';

/** The microstructure of one minute, and several time frames together. */

const QUALITIES = {CHOPPY: 'choppy', FAIR: 'fair', GOOD: 'good', EXCELLENT: 'excellent'};
const STRUCTURES = {HIGHER_HIGH: 'higherHighs', LOWER_LOW: 'lowerLows', EQUAL: 'equal', CHOPPY: 'choppy'};
const STRENGTHS = {WEAK: 'weak', MODERATE: 'moderate', STRONG: 'strong'};
const SIGNALS = {BULLISH_MICROSTRUCTURE: 'bullish', BEARISH_MICROSTRUCTURE: 'bearish', NEUTRAL: 'neutral'};
const BIASES = {BULLISH: 'bull', BEARISH: 'bear', NEUTRAL: 'neutral'};

/** `range_scalp_confluence` came first: the other was then not asked. */
function confluence(old: OldConditions, atLeast: number): Condition | undefined {
  if (!old.has('range_scalp_confluence')) return {confluence: {atLeast}};
  old.warn('min_confluence was left out: range_scalp_confluence is asked in its place');
  return undefined;
}

/** With the direction of the plan: rising structure for a buy, falling for a sell. */
function combo(old: OldConditions): Condition {
  const {side} = old.context;
  const is = side === 'sell' ? 'lowerLows' : 'higherHighs';
  return {all: [{m1Signal: {is: side === 'sell' ? 'bearish' : 'bullish'}}, {m1Structure: {is}}]};
}

export const M1_KEYS = [
  flagKey('m1_choch', () => ({m1Break: {event: 'choch'}})),
  flagKey('m1_bos', () => ({m1Break: {event: 'bos'}})),
  flagKey('m1_choch_bos_combo', () => ({m1Break: {event: 'both'}})),
  ...(['bull', 'bear'] as const).map((direction) =>
    flagKey(`m1_choch_${direction}`, () => ({m1Break: {event: 'choch', direction}})),
  ),
  flagKey('m1_volatility_contracting', () => ({m1Volatility: {is: 'contracting'}})),
  flagKey('m1_volatility_expanding', () => ({m1Volatility: {is: 'expanding'}})),
  numberKey('m1_squeeze_duration', 10, (_, atLeast) => ({m1Squeeze: {atLeast}})),
  wordKey('m1_momentum_quality', QUALITIES, (_, atLeast) => ({m1Momentum: {atLeast}})),
  wordKey('m1_structure_type', STRUCTURES, (_, is) => ({m1Structure: {is}})),
  wordKey('m1_trend_alignment', STRENGTHS, (_, atLeast) => ({m1Trend: {atLeast}})),
  wordKey('m1_signal_summary', SIGNALS, (_, is) => ({m1Signal: {is}})),
  flagKey('m1_rejection_wick', () => ({rejectionWick: {timeframe: 'M1'}})),
  flagKey('m1_order_block', (old) => {
    const within = old.context.toleranceWidth;
    return {orderBlock: {timeframe: 'M1', ...(within === null ? {} : {within})}};
  }),
  flagKey('require_vwap_microstructure_combo', combo),
  numberKey('mtf_alignment_score', 70, (_, atLeast) => ({alignment: {atLeast}})),
  wordKey('h4_bias', BIASES, (_, is) => ({bias: {timeframe: 'H4', is}})),
  wordKey('h1_bias', BIASES, (_, is) => ({bias: {timeframe: 'H1', is}})),
  numberKey('min_confluence', 70, confluence, {aliases: ['confluence_min']}),
  numberKey('range_scalp_confluence', 80, (_, atLeast) => ({rangeScalp: {atLeast}})),
  refusedKey(
    'confluence',
    'is ambiguous, and was refused by the old program too',
    'write min_confluence: 80, or range_scalp_confluence: 80',
  ),
];
