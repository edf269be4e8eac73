import {type ContractFacts, NO_FACTS} from '../../../src/market/symbol/contract-facts.ts';
import type {Listed} from '../../../src/market/symbol/listed-symbol.ts';
import {type Resolution, SymbolResolver} from '../../../src/market/symbol/symbol-resolver.ts';

/** A list without facts: symbols parted by "|". */
export function listOf(symbols: string): Listed[] {
  return symbols.split('|').map((symbol) => ({symbol, facts: NO_FACTS}));
}

export function contract(symbol: string, facts: Partial<ContractFacts>): Listed {
  return {symbol, facts: {...NO_FACTS, ...facts}};
}

/** The symbol, or "ambiguous: …", or "unknown". */
export function answerOf({verdict, symbol, candidates}: Resolution): string {
  if (symbol !== null) return symbol;
  return verdict === 'ambiguous' ? `ambiguous: ${candidates.join(' ')}` : 'unknown';
}

export function resolveIn(list: readonly Listed[], name: string): string {
  return answerOf(new SymbolResolver(list).resolve(name));
}
