import {type Asset, assetOf, isDollarToken, quoteOf} from './assets.ts';
import type {Meaning} from './meaning.ts';
import {futuresRoot, isTickerToo, namedInstrument} from './spellings.ts';

/** Habits of a whole list that change how a name in it is read. */
export type Dialect = Readonly<{
  /** The quote stands first: USDT_ETH is ETH/USDT (Poloniex until 2020). */
  isReversed: boolean;
  /** X stands before coins and metals and Z before currencies: XXBTZUSD (Kraken). */
  hasLegPrefixes: boolean;
  /** Codes of three letters for tokens: UST is USDT (Bitfinex). */
  hasShortTokens: boolean;
  /** The list names instruments by the roots of their futures: CL, ES. */
  hasRoots: boolean;
}>;

export const USUAL_DIALECT: Dialect = {
  isReversed: false,
  hasLegPrefixes: false,
  hasShortTokens: false,
  hasRoots: false,
};

/** https://api-pub.bitfinex.com/v2/conf/pub:map:currency:sym */
const SHORT_TOKENS: Readonly<Record<string, string>> = {UST: 'USDT', EUT: 'EURT', UDC: 'USDC'};

const READABLE = /^[A-Za-z0-9]+(?:[ ._/:&-]{1,3}[A-Za-z0-9]+)*$/;
const SEPARATORS = /[ ._/:&-]+/g;

/** A leg is in one case, or capitalised: the c of BTCUSDc belongs to no leg. */
const LEG = /^(?:[A-Z0-9]+|[a-z0-9]+|[A-Z][a-z]+)$/;

/** Capitals without separators. Other characters stay: "#DOW" and "DOW" are two names. */
export function lettersOf(name: string): string {
  return name.replaceAll(SEPARATORS, '').toUpperCase();
}

/** Whether a name could as well be a ticker of a share. */
export function isTickerShaped(name: string): boolean {
  return /^[A-Z]{1,5}$/.test(name);
}

/**
 * What a name without anything before or after it may mean. All that it is known to mean; or, when that
 * is nothing, what it means if an unknown base stands before a known quote.
 */
export function coreMeanings(core: string, dialect: Dialect = USUAL_DIALECT): readonly Meaning[] {
  if (!READABLE.test(core)) return [];
  const named = namedMeaning(core, dialect);
  if (named !== undefined) return [named];
  const pairs = legsOf(core, dialect).flatMap(([base, quote]) => pairMeaning(base, quote, dialect) ?? []);
  const known = pairs.filter(({evidence}) => evidence === 'known');
  return known.length > 0 ? known : pairs;
}

function namedMeaning(core: string, {hasRoots}: Dialect): Meaning | undefined {
  const letters = lettersOf(core);
  const named = namedInstrument(letters) ?? (hasRoots ? futuresRoot(letters) : undefined);
  if (named !== undefined) {
    const {code, quote, assetClass} = named;
    return {asset: code, quote, assetClass, evidence: 'known', isTicker: isTickerToo(core)};
  }
  const coin = assetOf(letters);
  if (coin?.assetClass !== 'crypto' || !LEG.test(core)) return undefined;
  // A coin alone is quoted in dollars: Bitcoin, XRP.
  return {
    asset: coin.code,
    quote: 'USD',
    assetClass: 'crypto',
    evidence: 'known',
    isTicker: isTickerShaped(core),
  };
}

/** The ways to part a name into base and quote. */
function legsOf(core: string, {isReversed}: Dialect): readonly (readonly [string, string])[] {
  const tokens = core.split(SEPARATORS);
  const [first = '', second = ''] = tokens;
  if (tokens.length === 2) return [isReversed ? [second, first] : [first, second]];
  if (tokens.length > 2) return [];
  const ways: (readonly [string, string])[] = [];
  for (let length = 2; length <= 5 && length < core.length; length += 1) {
    ways.push([core.slice(0, -length), core.slice(-length)]);
  }
  return ways;
}

function pairMeaning(baseText: string, quoteText: string, dialect: Dialect): Meaning | undefined {
  if (!LEG.test(baseText) || !LEG.test(quoteText)) return undefined;
  const baseCode = codeOf(baseText, dialect);
  const quoteCode = codeOf(quoteText, dialect);
  const base = baseOf(baseCode);
  const quote = quoteOf(quoteCode) ?? dollarToken(quoteCode, base);
  if (quote === undefined || base?.code === quote.code) return undefined;
  const {assetClass} = base ?? {assetClass: 'other' as const};
  const isMoney = quote.assetClass === 'fiat' || quote.assetClass === 'stablecoin';
  if (!isMoney && ['index', 'energy', 'commodity', 'baseMetal'].includes(assetClass)) return undefined;
  return {
    asset: base?.code ?? baseCode,
    quote: quote.code,
    assetClass,
    evidence: base === undefined ? 'spelled' : 'known',
    isTicker: false,
  };
}

function baseOf(code: string): Asset | undefined {
  const named = namedInstrument(code);
  return (
    assetOf(code) ?? (named === undefined ? undefined : {code: named.code, assetClass: named.assetClass})
  );
}

/** A dollar token that is in no table. Nobody quotes currencies and metals in one. */
function dollarToken(code: string, base: Asset | undefined): Asset | undefined {
  const isCoin = base === undefined || base.assetClass === 'crypto' || base.assetClass === 'stablecoin';
  return isCoin && isDollarToken(code) ? {code, assetClass: 'stablecoin'} : undefined;
}

function codeOf(text: string, {hasLegPrefixes, hasShortTokens}: Dialect): string {
  const code = text.toUpperCase();
  if (hasShortTokens) return SHORT_TOKENS[code] ?? code;
  return hasLegPrefixes ? (withoutLegPrefix(code) ?? code) : code;
}

/** XXBT → XBT and ZUSD → USD; undefined for what carries no such prefix. */
export function withoutLegPrefix(code: string): string | undefined {
  if (code.length !== 4 || assetOf(code) !== undefined) return undefined;
  const rest = code.slice(1);
  const assetClass = assetOf(rest)?.assetClass;
  if (code.startsWith('Z')) return assetClass === 'fiat' ? rest : undefined;
  return code.startsWith('X') && (assetClass === 'crypto' || assetClass === 'metal') ? rest : undefined;
}
