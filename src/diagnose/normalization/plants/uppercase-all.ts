import {SymbolResolver} from '../../../market/symbol/symbol-resolver.ts';
import type {NormalizationPlant} from '../normalization-plant.ts';

export const uppercaseAll: NormalizationPlant = {
  name: 'uppercase-all',
  does: 'compares and sends all names in capitals',
  resolverOf: (listed) => {
    const careful = new SymbolResolver(
      listed.map(({symbol, facts}) => ({symbol: symbol.toUpperCase(), facts})),
    );
    return {
      meaningOf: (symbol) => careful.meaningOf(symbol),
      resolve: (name) => careful.resolve(name.toUpperCase()),
    };
  },
};
