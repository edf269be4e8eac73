import {type Confidence, breakConfidence, confidenceOf} from './confidence.ts';
import {type Confluence, confluenceOf} from './confluence.ts';
import type {Break} from './breaks.ts';
import type {Direction} from '../structure/heading.ts';
import type {LiquidityState} from './liquidity.ts';
import type {Momentum} from './momentum.ts';
import type {InstrumentProfile, VolatilityTier} from './profile.ts';
import type {RejectionWick} from './rejection-wicks.ts';
import type {VolatilityState} from '../indicator/volatility-state.ts';

/** What the parts are worth to somebody who wants to go one way. */
export type Scores = Readonly<{
  confidence: Confidence;
  confluence: Confluence;
  /** For the reader: see `suitsInstrument`. */
  suitsInstrument: boolean;
}>;

/** What is scored. */
export type ScoredParts = Readonly<{
  current: Break | undefined;
  volatility: VolatilityState;
  wicks: readonly RejectionWick[];
  momentum: Momentum;
  liquidity: LiquidityState;
  tier: VolatilityTier;
}>;

/**
 * For one direction. A score for both at once would let a falling market speak for a buy.
 */
export function scoresOf(
  direction: Direction,
  {current, volatility, wicks, momentum, liquidity, tier}: ScoredParts,
  instrument: InstrumentProfile,
): Scores {
  const signal = breakConfidence(direction, current);
  const confluence = confluenceOf(direction, {signal, tier, momentum, liquidity});
  return {
    confidence: confidenceOf(direction, {current, volatility, wicks}, instrument.confidenceMin),
    confluence,
    suitsInstrument: suitsInstrument(confluence.score, volatility, instrument),
  };
}

/** Enough confluence for the instrument; and movement, where it is one that lives by it. */
export function suitsInstrument(
  score: number,
  volatility: VolatilityState,
  {confluenceMin, personality}: Pick<InstrumentProfile, 'confluenceMin' | 'personality'>,
): boolean {
  return score >= confluenceMin && (personality !== 'veryHigh' || volatility !== 'stable');
}
