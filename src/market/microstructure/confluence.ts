import type {AlignmentLevel} from './alignment.ts';
import type {Direction} from '../structure/heading.ts';
import type {LiquidityState} from './liquidity.ts';
import type {Momentum, MomentumQuality} from './momentum.ts';
import type {VolatilityTier} from './profile.ts';

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** Each 0 to 100, before it is weighted. */
export type ConfluenceComponents = Readonly<{
  /** Confidence of the break in that direction. */
  signal: number;
  session: number;
  momentum: number;
  liquidity: number;
  trend: number;
}>;

/** How much comes together for one direction. */
export type Confluence = Readonly<{
  /** 0 to 100. */
  score: number;
  /** A from 90, B from 80, C from 70, D from 60. A needs a session of tier `veryHigh`: without, 89.75 is the most. */
  grade: Grade;
  components: ConfluenceComponents;
}>;

const OF_SESSION: Readonly<Record<VolatilityTier, number>> = {low: 60, normal: 80, high: 90, veryHigh: 95};
const OF_MOMENTUM: Readonly<Record<MomentumQuality, number>> = {
  excellent: 95,
  good: 80,
  fair: 60,
  choppy: 40,
};
const OF_LIQUIDITY: Readonly<Record<LiquidityState, number>> = {
  nearHigh: 80,
  nearLow: 80,
  between: 70,
  away: 50,
};
const OF_TREND: Readonly<Record<AlignmentLevel, number>> = {strong: 90, moderate: 80, weak: 70};

/**
 * 0.30 signal, 0.25 momentum, 0.20 session, 0.15 liquidity, 0.10 trend. A run of closes the
 * other way is worth as little as none (`choppy`). The session's bias is no part of it: it raises the score
 * that is asked for, and must not raise the score too. The trend counts as weak until
 * `withAlignment` says better.
 */
export function confluenceOf(
  direction: Direction,
  {
    signal,
    tier,
    momentum,
    liquidity,
  }: Readonly<{
    signal: number;
    tier: VolatilityTier;
    momentum: Pick<Momentum, 'direction' | 'quality'>;
    liquidity: LiquidityState;
  }>,
): Confluence {
  return weighed({
    signal,
    session: OF_SESSION[tier],
    momentum: OF_MOMENTUM[momentum.direction === direction ? momentum.quality : 'choppy'],
    liquidity: OF_LIQUIDITY[liquidity],
    trend: OF_TREND.weak,
  });
}

/** The same with what longer timeframes say; a handful of sums, for conditions that know them. */
export function withAlignment({components}: Confluence, level: AlignmentLevel): Confluence {
  return weighed({...components, trend: OF_TREND[level]});
}

function weighed(components: ConfluenceComponents): Confluence {
  const {signal, session, momentum, liquidity, trend} = components;
  const score = (30 * signal + 20 * session + 25 * momentum + 15 * liquidity + 10 * trend) / 100;
  return {score, grade: gradeOf(score), components};
}

export function gradeOf(score: number): Grade {
  if (score >= 90) return 'A';
  if (score >= 80) return 'B';
  if (score >= 70) return 'C';
  return score >= 60 ? 'D' : 'F';
}
