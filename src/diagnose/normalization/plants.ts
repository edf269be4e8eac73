import type {NormalizationPlant} from './normalization-plant.ts';
import {firstMatchWins} from './plants/first-match-wins.ts';
import {stripTrailingC} from './plants/strip-trailing-c.ts';
import {uppercaseAll} from './plants/uppercase-all.ts';

/** Every defect that the harness can plant. */
export const NORMALIZATION_PLANTS: readonly NormalizationPlant[] = [
  stripTrailingC,
  uppercaseAll,
  firstMatchWins,
];
