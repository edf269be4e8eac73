import type {ThresholdProfile} from './profile.ts';

const THRESHOLD_MIN = 50;
const THRESHOLD_MAX = 95;

/**
 * The confluence score that is asked for now: more in a moving market and in a session whose bias is above 1;
 * to one decimal, 50 to 95. The bias works here and nowhere else.
 *
 * @param bias Of the session.
 * @param volatilityRatio ATR(14) over its median.
 */
export function dynamicThreshold(
  {base, volatilityWeight, sessionWeight}: ThresholdProfile,
  bias: number,
  volatilityRatio: number,
): number {
  const asked = base * (1 + (volatilityRatio - 1) * volatilityWeight) * bias ** sessionWeight;
  return Math.min(THRESHOLD_MAX, Math.max(THRESHOLD_MIN, Math.round(asked * 10) / 10));
}
