import {z} from 'zod';
import {alignment, type LongerTrends, type Trend} from '../market/microstructure/alignment.ts';
import type {Microstructure} from '../market/microstructure/analyse.ts';
import {microstructure} from '../market/microstructure/microstructure.ts';
import {DEFAULT_PROFILES, profileFor} from '../market/microstructure/profiles.ts';
import {type SwingBias, swings} from '../market/structure/swings.ts';
import type {StudyDefinition, StudyNeed} from '../market/study/study.ts';

/** The row for instruments that have none of their own. */
const OTHER = 'other';
const PROFILE_NAMES = [OTHER, ...Object.keys(DEFAULT_PROFILES.instruments)];

/** Made once for each row of the table: its key is long, and thousands of plans may ask. */
const definitions = new Map<string, StudyDefinition<Microstructure>>();

/** The analysis of the minutes; one for all conditions of one profile. */
export function m1Need(profile: string): StudyNeed<Microstructure> {
  let definition = definitions.get(profile);
  if (definition === undefined) {
    definition = microstructure(profileFor(profile));
    definitions.set(profile, definition);
  }
  return {timeframe: 'M1', definition};
}

/** A condition does not know its instrument, so the plan says by whose numbers it is judged. */
export const profileParam = () =>
  z
    .enum(PROFILE_NAMES)
    .default(OTHER)
    .describe(
      'Row of the table of instruments: that of gold is XAUUSD, under whatever name the broker has it. Only ' +
        '`m1Confidence` reckons with it; conditions with the same profile share one analysis.',
    );

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
