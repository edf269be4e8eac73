import {SymbolDirectory} from '../../engine/symbol-directory.ts';
import type {Symbols} from '../../ports/symbols.ts';

/** How symbols begin that nobody lists. */
const UNLISTED = 'NOWHERE';
/** Symbols that are sought in vain again and again. */
const UNLISTED_POOL = 5;

/** A symbol that nobody lists. @param isNew One that nobody has sought before. */
export function unlistedSymbol(number: number, isNew: boolean): string {
  return isNew ? `${UNLISTED}-${number}` : `${UNLISTED}${number % UNLISTED_POOL}`;
}

/** The product's own directory over the list of a broker that has everything but those. */
export function soakSymbols(): Symbols {
  const facts = {digits: null, contractSize: null, baseCurrency: null, quoteCurrency: null};
  return new SymbolDirectory({
    feed: [],
    // Not empty, or names would be taken as they are written.
    broker: [{symbol: 'S0', facts}],
    resolverOf: () => ({
      meaningOf: () => undefined,
      resolve: (query) =>
        query.startsWith(UNLISTED)
          ? {query, verdict: 'unknown', symbol: null, candidates: ['S0', 'S1'], trace: []}
          : {query, verdict: 'resolved', symbol: query, candidates: [query], trace: []},
    }),
  });
}
