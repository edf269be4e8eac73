import type {AssetClass} from './assets.ts';

/**
 * What a name may stand for: something, and what its price is given in. Two names mean the same
 * instrument when their meanings are equal; an unknown quote equals nothing but itself.
 */
export type Meaning = Readonly<{
  asset: string;
  /** Null for shares and for names of which nothing is known but their letters. */
  quote: string | null;
  assetClass: AssetClass;
  /**
   * `known`: every part is in a table. `spelled`: the quote is, the base is taken as it is spelled.
   * `letters`: nothing is known but the letters.
   */
  evidence: 'known' | 'spelled' | 'letters';
  /** Whether the name alone could as well be a company's ticker: GOLD, DASH, CL. */
  isTicker: boolean;
}>;

/** Equal for equal meanings. */
export function meaningKey({asset, quote, assetClass}: Meaning): string {
  if (quote !== null) return `${asset}/${quote}`;
  return assetClass === 'share' ? `share ${asset}` : asset;
}

/** The key of what is meant, where that is one thing and every part of it is known. It means itself as a name, too. */
export function knownKey(meanings: readonly Meaning[]): string | undefined {
  const [meaning, ...others] = meanings;
  return meaning?.evidence === 'known' && others.length === 0 ? meaningKey(meaning) : undefined;
}

/** A meaning in words, for traces and lists. */
export function meaningText(meaning: Meaning): string {
  const {asset, quote, assetClass, evidence} = meaning;
  if (quote === null) return assetClass === 'share' ? `the share ${asset}` : `"${asset}"`;
  return evidence === 'known' || evidence === 'spelled' ? `${asset}/${quote}` : `"${asset}"`;
}

/** Meanings without repetition, the first of each. */
export function distinct(meanings: readonly Meaning[]): Meaning[] {
  return [
    ...new Map(meanings.toReversed().map((meaning) => [meaningKey(meaning), meaning])).values(),
  ].reverse();
}
