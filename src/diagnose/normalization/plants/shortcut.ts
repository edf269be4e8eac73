import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import {SymbolResolver} from '../../../market/symbol/symbol-resolver.ts';
import type {ResolverOf} from '../normalization-plant.ts';

/**
 * A resolver with a rule of thumb in front of it: what the rule finds is answered at once, and only what
 * it does not find is looked for with care. So the rule shows by nothing but what it gets wrong.
 *
 * @param find The rule: a symbol of the list for a name, or undefined.
 * @param why  What the trace says of it.
 */
export function shortcut(
  find: (listed: readonly Listed[], name: string) => Listed | undefined,
  why: string,
): ResolverOf {
  return (listed) => {
    const careful = new SymbolResolver(listed);
    return {
      meaningOf: (symbol) => careful.meaningOf(symbol),
      resolve: (name) => {
        const symbol = find(listed, name)?.symbol;
        if (symbol === undefined) return careful.resolve(name);
        return {query: name, verdict: 'resolved', symbol, candidates: [symbol], trace: [why]};
      },
    };
  };
}
