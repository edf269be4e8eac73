import type {AssetClass} from './assets.ts';
import {USUAL_DIALECT} from './core-reading.ts';
import {isKnown, splitsOf} from './split.ts';

/** What is traded under a broker's name, as far as the name alone tells; `other` where it does not. */
export function assetClassOf(symbol: string): AssetClass {
  const known = splitsOf(symbol, USUAL_DIALECT).find(isKnown);
  return known?.meanings[0]?.assetClass ?? 'other';
}
