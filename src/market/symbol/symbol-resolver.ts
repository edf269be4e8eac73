import {distance} from 'fastest-levenshtein';
import {contradiction, sizeFactor} from './contract-facts.ts';
import {Convention} from './convention.ts';
import {isTickerShaped, lettersOf} from './core-reading.ts';
import {type Listed, type ListedSymbol, meaningsText, readListed} from './listed-symbol.ts';
import {knownKey, meaningKey} from './meaning.ts';
import {readQuery} from './query.ts';

/** The answer for one name. */
export type Resolution = Readonly<{
  query: string;
  verdict: 'resolved' | 'ambiguous' | 'unknown';
  /** The broker's symbol, exactly as it writes it; null unless resolved. */
  symbol: string | null;
  /** Resolved: the symbol. Ambiguous: all that it could be. Unknown: the nearest, none of which is it. */
  candidates: readonly string[];
  /** The steps, in words. */
  trace: readonly string[];
}>;

/** Candidates that are shown for a name that is unknown. */
const NEAREST_MAX = 5;

/**
 * Finds a plan's instrument in a broker's own list: one, or several to choose from, or none.
 *
 * Names are not compared but what they mean, so that no letter is ever cut off blindly. A symbol answers
 * a name only if all that the symbol may mean is something that the name may mean. The list decides how
 * its names are read; the contracts, where they are given, decide what the names leave open. It never
 * guesses between two.
 */
export class SymbolResolver {
  readonly #convention: Convention;
  readonly #listed: ReadonlyMap<string, ListedSymbol>;

  /** @param list Order does not matter; of a symbol that is repeated the last counts. */
  constructor(list: readonly Listed[]) {
    const bySymbol = new Map(list.map((one) => [one.symbol, one]));
    this.#convention = new Convention([...bySymbol.keys()]);
    const readAll = (usualFactor: number) =>
      [...bySymbol.values()].map((one) => readListed(one, this.#convention, usualFactor));
    const usualFactor = usualFactorOf(readAll);
    const sorted = readAll(usualFactor).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    this.#listed = new Map(sorted.map((one) => [one.symbol, one]));
  }

  /** Every symbol of the list, in order of the alphabet, with what it is taken to mean. */
  list(): readonly ListedSymbol[] {
    return [...this.#listed.values()];
  }

  /** What a symbol of the list means, such as XAU/USD for XAUUSDm; undefined where there is any doubt. */
  meaningOf(symbol: string): string | undefined {
    return knownKey(this.#listed.get(symbol)?.meanings ?? []);
  }

  resolve(name: string): Resolution {
    const query = name.trim();
    const {meanings, isDoubtful, how} = readQuery(query, this.#convention);
    const trace = [`"${query}" means ${meaningsText(meanings)} (${how})`];
    const answer = (
      verdict: Resolution['verdict'],
      candidates: readonly string[],
      why: string,
    ): Resolution => ({
      query: name,
      verdict,
      symbol: verdict === 'resolved' ? (candidates[0] ?? null) : null,
      candidates,
      trace: [...trace, why],
    });

    const exact = this.#listed.get(query);
    if (exact !== undefined) {
      const others = this.#otherNames(exact);
      if (others.length > 0) {
        const why = `"${query}" could be a share here: the list holds shares, and has the instrument by another name`;
        return answer('ambiguous', [query, ...others], why);
      }
      const against = this.#mayBeShare(exact) ? contradictionOf(exact) : undefined;
      if (against !== undefined) {
        return answer('ambiguous', [query], `"${query}" could be a share here: ${against}`);
      }
      if (exact.meanings.length > 0) return answer('resolved', [query], `the list has exactly "${query}"`);
      trace.push(`the list has "${query}", but its contract is another: ${exact.refused[0]?.why}`);
    }

    const keys = new Set(meanings.map(meaningKey));
    const certain: ListedSymbol[] = [];
    const uncertain: ListedSymbol[] = [];
    for (const one of this.#listed.values()) {
      const hits = one.meanings.filter((meaning) => keys.has(meaningKey(meaning)));
      if (hits.length === 0) continue;
      (hits.length === one.meanings.length ? certain : uncertain).push(one);
      trace.push(`"${one.symbol}" means ${meaningsText(one.meanings)} (${one.how})`);
    }
    for (const {symbol, why} of this.#lookalikes(keys)) trace.push(`"${symbol}" is not taken: ${why}`);
    const spelledAlike = certain.filter(
      ({symbol, hasAffix}) => !hasAffix && lettersOf(symbol) === lettersOf(query),
    );
    const fitting = spelledAlike.length === 1 ? spelledAlike : this.#withUsualContract(certain);
    const symbols = fitting.map(({symbol}) => symbol);
    if (isDoubtful && certain.length + uncertain.length > 0) {
      return answer(
        'ambiguous',
        symbolsOf([...certain, ...uncertain]),
        `"${query}" could mean any of them, or none`,
      );
    }
    const [only, ...more] = symbols;
    if (only !== undefined && more.length === 0) return answer('resolved', [only], `only "${only}" is that`);
    if (more.length > 0)
      return answer('ambiguous', symbols, `nothing tells which of ${symbols.length} is meant`);
    if (uncertain.length > 0) {
      return answer('ambiguous', symbolsOf(uncertain), 'it may be that, or something else');
    }
    return answer('unknown', this.#nearest(query, keys), 'nothing in the list is that for certain');
  }

  /**
   * Of contracts with the same meaning those whose size is that of the plain name. Where the sizes are
   * not given, or say nothing, all stay.
   */
  #withUsualContract(candidates: readonly ListedSymbol[]): readonly ListedSymbol[] {
    const [plain, ...more] = candidates.filter(({hasAffix}) => !hasAffix);
    const size = plain?.facts.contractSize ?? null;
    if (more.length > 0 || size === null) return candidates;
    return candidates.filter(({facts}) => facts.contractSize === null || facts.contractSize === size);
  }

  /** Symbols that look like what is meant and are another contract. */
  #lookalikes(keys: ReadonlySet<string>): {symbol: string; why: string}[] {
    return [...this.#listed.values()].flatMap(({symbol, meanings, refused}) => {
      if (meanings.some((meaning) => keys.has(meaningKey(meaning)))) return [];
      const hit = refused.find(({meaning}) => keys.has(meaningKey(meaning)));
      return hit === undefined ? [] : [{symbol, why: hit.why}];
    });
  }

  /** Other names of the instrument that a ticker in a list of shares may or may not be. */
  #otherNames(listed: ListedSymbol): string[] {
    if (!this.#mayBeShare(listed)) return [];
    const {symbol, refused} = listed;
    const keys = new Set(refused.map(({meaning}) => meaningKey(meaning)));
    const same = [...this.#listed.values()].filter(
      (other) => other.symbol !== symbol && other.meanings.some((meaning) => keys.has(meaningKey(meaning))),
    );
    return symbolsOf(same);
  }

  #mayBeShare({symbol, meanings}: ListedSymbol): boolean {
    const isUnread = meanings.every(({evidence}) => evidence === 'letters');
    return this.#convention.hasBareShares && isUnread && isTickerShaped(symbol);
  }

  /** Lookalikes first, then what is spelled most like the name. */
  #nearest(query: string, keys: ReadonlySet<string>): string[] {
    const asked = lettersOf(query);
    const reach = Math.max(1, Math.floor(asked.length / 2));
    const spelled = [...this.#listed.keys()]
      .map((symbol) => ({symbol, steps: distance(asked, lettersOf(symbol))}))
      .filter(({steps}) => steps <= reach)
      .sort((a, b) => a.steps - b.steps)
      .map(({symbol}) => symbol);
    const lookalikes = this.#lookalikes(keys).map(({symbol}) => symbol);
    return [...new Set([...lookalikes, ...spelled])].slice(0, NEAREST_MAX);
  }
}

/** Why the contract of a symbol is not what its name says, where it says something. */
function contradictionOf({refused, facts}: ListedSymbol): string | undefined {
  for (const {meaning} of refused) {
    const against = contradiction(meaning, facts);
    if (against !== undefined) return against;
  }
  return undefined;
}

function symbolsOf(listed: readonly ListedSymbol[]): string[] {
  return listed.map(({symbol}) => symbol);
}

/**
 * The factor by which the list's contracts differ from the usual ones: 0.01 for a cent account. It takes
 * three contracts that agree and are most of those known, and is 1 otherwise.
 */
function usualFactorOf(read: (usualFactor: number) => readonly ListedSymbol[]): number {
  const factors = read(1).flatMap(({meanings, refused, facts}) => {
    const readings = [...meanings, ...refused.map((one) => one.meaning)];
    return readings.map((meaning) => sizeFactor(meaning, facts)).find((factor) => factor !== null) ?? [];
  });
  const counts = new Map<number, number>();
  for (const factor of factors) counts.set(factor, (counts.get(factor) ?? 0) + 1);
  const most = [...counts].find(([, count]) => count >= 3 && count > factors.length / 2);
  return most?.[0] ?? 1;
}
