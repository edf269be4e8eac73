import {assetOf} from './assets.ts';

/**
 * What stands before or after an instrument's own name.
 *
 * `neutral`  another account or another way of writing, the same contract;
 * `suspect`  often just the broker's way, but elsewhere a smaller contract: cent, mini, micro;
 * `venue`    a perpetual: the only kind there is at some venues, another contract at the rest;
 * `dated`    a future by its month: _Z3 is December 2023;
 * `variant`  another contract: a future, a size, a unit, another currency;
 * `unknown`  anything else; only the list itself can tell.
 */
export type AffixKind = 'neutral' | 'suspect' | 'venue' | 'dated' | 'variant' | 'unknown';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Account types of MetaTrader brokers, and words for the spot contract (FTMO, XM, RoboForex). */
const NEUTRAL = set('R RAW PRO PRIME ECN STP STD STANDARD VIP I Z ZERO CASH SPOT ROLL');
/** Exness writes its standard accounts with m and its cent accounts with c; elsewhere m is mini. */
const SUSPECT = set('C CENT M MICRO MINI NANO');
const VENUE = set('PERP PERPETUAL SWAP');
const VARIANT = set(`
  G GR GRAM GRAMS KG KILO OZ OUNCE TOLA F FT FUT FUTURE FUTURES FWD FORWARD OPT CALL PUT UP DOWN BULL BEAR
  LONG SHORT HALF DOUBLE HEDGE INV INVERSE WEEKEND WKND OTC BASKET ETF VOL TR DIV EW QUANTO DEMO TEST XX YY`);

/** Parts of what follows a name, in order: ".i#" is ".i" and "#"; "Roll.sd" is "Roll" and ".sd". */
export function affixParts(affix: string): readonly string[] {
  return affix.match(/[ ._=-]*[A-Za-z0-9]+|[^A-Za-z0-9]+/g) ?? [];
}

/** Kind of one part of a suffix. */
export function suffixKind(part: string): AffixKind {
  const word = part.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  if (word === '') return /^[-+#._*!\]]+$/.test(part) ? 'neutral' : 'unknown';
  if (part === '=X') return 'neutral'; // Yahoo Finance
  if (/^[ ._-][FGHJKMNQUVXZ]\d{1,2}$/.test(part)) return 'dated';
  if (/\d/.test(word) || VARIANT.has(word) || part.startsWith('=')) return 'variant';
  if (VENUE.has(word)) return 'venue';
  if (SUSPECT.has(word)) return 'suspect';
  // A bare capital may be part of a code that is not in our tables: EURUSDR.
  if (NEUTRAL.has(word)) return /^[A-Z]$/.test(part) ? 'unknown' : 'neutral';
  return assetOf(word) === undefined ? 'unknown' : 'variant';
}

/** Kind of one part of a prefix. frx and cry: the market prefixes of Deriv's interface. */
export function prefixKind(part: string): AffixKind {
  if (/^[#.^[]+$/.test(part) || part === 'frx' || part === 'cry') return 'neutral';
  return /\d/.test(part) ? 'variant' : 'unknown';
}

/** Whether a suffix has no sign between it and the name. */
export function isBare(part: string): boolean {
  return /^[A-Za-z0-9]/.test(part);
}
