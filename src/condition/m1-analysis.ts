import {alignment, type LongerTrends, type Trend} from '../market/microstructure/alignment.ts';
import type {Microstructure} from '../market/microstructure/analyse.ts';
import type {MicrostructureDefinition} from '../market/microstructure/microstructure.ts';
import {type SwingBias, swings} from '../market/structure/swings.ts';
import type {StudyNeed} from '../market/study/study.ts';

/** The analysis of the minutes; one for all conditions of one profile. */
export function ofMinutes(definition: MicrostructureDefinition): StudyNeed<Microstructure> {
  return {timeframe: 'M1', definition};
}

/** Trends of M5, M15 and H1, by their swings; see `longerTrends`. */
export const LONGER_TRENDS = [
  {timeframe: 'M5', definition: swings()},
  {timeframe: 'M15', definition: swings()},
  {timeframe: 'H1', definition: swings()},
] as const;

type Biased = Readonly<{bias: SwingBias}>;

export function longerTrends(m5: Biased, m15: Biased, h1: Biased): LongerTrends {
  const trendOf = ({bias}: Biased): Trend => (bias === 'range' ? 'none' : bias);
  return {m5: trendOf(m5), m15: trendOf(m15), h1: trendOf(h1)};
}

/** How many of the trends agree with the minutes; here all are known. */
export function alignmentWith(trends: LongerTrends, {structure}: Pick<Microstructure, 'structure'>) {
  const aligned = alignment(structure.type, trends);
  if (aligned === undefined) throw new Error('Invariant: the trends of longer timeframes are known');
  return aligned;
}
