import type {StructureType} from './structure.ts';

/** Where a longer timeframe goes; `none` is known to go nowhere. */
export type Trend = 'up' | 'down' | 'none';

/** By their own analyses; what is undefined is not known (yet). */
export type LongerTrends = Readonly<{
  m5?: Trend | undefined;
  m15?: Trend | undefined;
  h1?: Trend | undefined;
}>;

/** From worst to best. */
export const ALIGNMENT_LEVELS = ['weak', 'moderate', 'strong'] as const;
export type AlignmentLevel = (typeof ALIGNMENT_LEVELS)[number];

export type Alignment = Readonly<{
  /** Two trends or more agree: strong; one: moderate; none: weak. */
  level: AlignmentLevel;
  confidence: 30 | 60 | 90;
  /** Trends that go where the minutes go. */
  agreeing: number;
  /** Trends that go the other way; they do not lower the level. */
  opposing: number;
  /** Trends that are not known: the level may be higher than it is said to be. */
  missing: number;
}>;

/**
 * How many longer trends agree with the structure of the minutes
 *
 * @param trends From the studies of those timeframes: 200 minutes hold three hours, which is no trend of H1.
 * @returns Undefined where no trend is known (never a level that rests on nothing).
 */
export function alignment(structure: StructureType, {m5, m15, h1}: LongerTrends): Alignment | undefined {
  const known = [m5, m15, h1].filter((trend) => trend !== undefined);
  if (known.length === 0) return undefined;
  const count = (along: StructureType, against: StructureType) =>
    known.filter(
      (trend) => (trend === 'up' && structure === along) || (trend === 'down' && structure === against),
    ).length;
  const agreeing = count('higherHighs', 'lowerLows');
  return {
    ...levelOf(agreeing),
    agreeing,
    opposing: count('lowerLows', 'higherHighs'),
    missing: 3 - known.length,
  };
}

function levelOf(agreeing: number): Pick<Alignment, 'level' | 'confidence'> {
  if (agreeing >= 2) return {level: 'strong', confidence: 90};
  return agreeing === 1 ? {level: 'moderate', confidence: 60} : {level: 'weak', confidence: 30};
}
