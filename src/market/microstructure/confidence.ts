import type {Break} from './breaks.ts';
import type {Direction} from '../structure/heading.ts';
import type {RejectionWick} from './rejection-wicks.ts';
import type {VolatilityState} from '../indicator/volatility-state.ts';

/** Where no wick points that way. */
const WITHOUT_WICK = 50;

const OF_VOLATILITY: Readonly<Record<VolatilityState, number>> = {expanding: 90, stable: 70, contracting: 60};

/** How much speaks for one direction. */
export type Confidence = Readonly<{
  /** 0.5 of the break's confidence, 0.3 of the volatility's, 0.2 of the wicks'; 0 to 100. */
  linear: number;
  minimum: number;
  /** `linear` is at least the minimum: compared as it is, since a sigmoid never falls below. */
  isEnough: boolean;
}>;

/**
 * Only what points in the direction counts: a break or a wick of the other one is none.
 *
 * @param minimum T, of the instrument.
 */
export function confidenceOf(
  direction: Direction,
  {
    current,
    volatility,
    wicks,
  }: Readonly<{
    current: Break | undefined;
    volatility: VolatilityState;
    wicks: readonly RejectionWick[];
  }>,
  minimum: number,
): Confidence {
  const ofBreak = breakConfidence(direction, current);
  const linear = (5 * ofBreak + 3 * OF_VOLATILITY[volatility] + 2 * wickConfidence(direction, wicks)) / 10;
  return {linear, minimum, isEnough: linear >= minimum};
}

/** 0 where nothing breaks that way. */
export function breakConfidence(direction: Direction, current: Break | undefined): number {
  return current?.direction === direction ? current.confidence : 0;
}

/** Mean over the wicks of that direction. */
function wickConfidence(direction: Direction, wicks: readonly RejectionWick[]): number {
  const along = wicks.filter((wick) => wick.direction === direction);
  if (along.length === 0) return WITHOUT_WICK;
  const sum = along.reduce((total, {wickToBody, bodyShare}) => {
    return total + Math.min(100, 30 * wickToBody) - 20 * bodyShare;
  }, 0);
  return sum / along.length;
}
