import type {NormalizationPlant} from '../normalization-plant.ts';
import {shortcut} from './shortcut.ts';

export const firstMatchWins: NormalizationPlant = {
  name: 'first-match-wins',
  does: 'takes the first symbol of the list that begins with the name',
  resolverOf: shortcut(
    (listed, name) => listed.find(({symbol}) => symbol.startsWith(name)),
    'the first that begins with the name',
  ),
};
