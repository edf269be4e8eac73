import type {NormalizationPlant} from '../normalization-plant.ts';
import {shortcut} from './shortcut.ts';

/** In capitals and without the Cs at the end: right for BTCUSDc, wrong for BTCUSDC, ETHBTC and USTEC. */
function stripped(name: string): string {
  return name.toUpperCase().replace(/C+$/, '');
}

export const stripTrailingC: NormalizationPlant = {
  name: 'strip-trailing-c',
  does: 'cuts every c and C off the end of names before it compares them',
  resolverOf: shortcut(
    (listed, name) => listed.find(({symbol}) => stripped(symbol) === stripped(name)),
    'equal without the C at the end',
  ),
};
