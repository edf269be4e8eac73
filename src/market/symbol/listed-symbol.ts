import type {InstrumentFacts} from '../instrument.ts';
import {affixParts, suffixKind} from './affix.ts';
import {SHARES} from './assets.ts';
import {type ContractFacts, contradiction, isConfirmed, sizeFactor} from './contract-facts.ts';
import type {Convention} from './convention.ts';
import {isTickerShaped, lettersOf} from './core-reading.ts';
import {distinct, type Meaning, meaningText} from './meaning.ts';
import {isPlain, type Split, splitsOf} from './split.ts';

/** An instrument of a broker's list. */
export type Listed = Readonly<{symbol: string; facts: ContractFacts}>;

/** The list of whoever quotes or trades these instruments; those without a symbol are left out. */
export function listedOf(instruments: readonly InstrumentFacts[]): readonly Listed[] {
  return instruments.flatMap(({symbol, digits, contractSize, baseCurrency, quoteCurrency}) => {
    if (symbol === undefined) return [];
    const facts: ContractFacts = {
      digits: digits ?? null,
      contractSize: contractSize ?? null,
      baseCurrency: baseCurrency ?? null,
      quoteCurrency: quoteCurrency ?? null,
    };
    return [{symbol, facts}];
  });
}

/** What a listed symbol is taken to mean. */
export type ListedSymbol = Readonly<{
  symbol: string;
  facts: ContractFacts;
  /** All that it may mean; more than one is a doubt. Empty when the contract contradicts every reading. */
  meanings: readonly Meaning[];
  /** What it looks like but is not, or not for certain. */
  refused: readonly Readonly<{meaning: Meaning; why: string; isByContract: boolean}>[];
  /** Whether something stands before or after the instrument's name. */
  hasAffix: boolean;
  /** How it was read, in words. */
  how: string;
}>;

/** Codes of exchanges after a ticker: Reuters, Yahoo, Infoway and brokers. */
const EXCHANGES = /^([A-Z0-9]{1,6})\.(?:US|O|OQ|N|NYSE|NAS|NASDAQ|L|LSE|DE|PA|HK|JP|T|AX|TO|SW|MI|AS|MC)$/;

/** The ticker of a name that is marked as a share: "#AAPL", "AAPL.US". */
export function markedTicker(name: string): string | undefined {
  const marked = /^#([A-Z]{1,5})$/.exec(name)?.[1];
  return marked ?? EXCHANGES.exec(name)?.[1];
}

/** Reads one symbol of a list by the list's own convention and by its contract. */
export function readListed(listed: Listed, convention: Convention, usualFactor: number): ListedSymbol {
  const {symbol, facts} = listed;
  const refused: {meaning: Meaning; why: string; isByContract: boolean}[] = [];
  const accepted: {split: Split; meaning: Meaning; how: string}[] = [];
  for (const {split, how, why} of judgedSplits(listed, convention, usualFactor)) {
    for (const meaning of split.meanings) {
      const against = why ?? contradiction(meaning, facts);
      if (against === undefined) accepted.push({split, meaning, how});
      else refused.push({meaning, why: against, isByContract: why === undefined});
    }
  }
  const [first] = accepted;
  if (first !== undefined) {
    return {
      symbol,
      facts,
      meanings: distinct(accepted.map(({meaning}) => meaning)),
      refused,
      hasAffix: !isPlain(first.split),
      how: [...new Set(accepted.map(({how}) => how))].join('; or '),
    };
  }
  const isContradicted = refused.some(({isByContract}) => isByContract);
  const ticker = markedTicker(symbol) ?? (SHARES.has(symbol) ? symbol : undefined);
  const meanings = ticker === undefined ? lettersMeanings(symbol, convention) : [shareMeaning(ticker)];
  return {
    symbol,
    facts,
    meanings: isContradicted ? [] : meanings,
    refused,
    hasAffix: false,
    how: ticker === undefined ? 'by its letters alone' : 'a share',
  };
}

export function shareMeaning(ticker: string): Meaning {
  return {asset: ticker, quote: null, assetClass: 'share', evidence: 'letters', isTicker: true};
}

export function letters(name: string): Meaning {
  return {asset: lettersOf(name), quote: null, assetClass: 'other', evidence: 'letters', isTicker: false};
}

/** A name that cannot be read: its letters, less an ending that the whole list carries. */
function lettersMeanings(symbol: string, convention: Convention): Meaning[] {
  for (let at = Math.max(1, symbol.length - 8); at < symbol.length; at += 1) {
    const suffix = symbol.slice(at);
    const parts = affixParts(suffix);
    if (parts.length !== 1 || /^[A-Z]+$/.test(suffix)) continue;
    const meaning = letters(symbol.slice(0, at));
    const split = {
      prefix: '',
      core: '',
      suffix,
      prefixParts: [],
      suffixParts: parts,
      meanings: [{...meaning, isTicker: true}],
    };
    if (
      !['variant', 'dated'].includes(suffixKind(suffix)) &&
      /[a-z]/i.test(suffix) &&
      convention.accepts(split)
    )
      return [meaning];
  }
  return [letters(symbol)];
}

type Judged = Readonly<{split: Split; how: string; why?: string}>;

function judgedSplits(
  {symbol, facts}: Listed,
  convention: Convention,
  usualFactor: number,
): readonly Judged[] {
  const splits = splitsOf(symbol, convention.dialect);
  const shortened = splits.find((split) => split.suffix.length === 1 && splits.some(isPlain));
  const ending = shortened === undefined ? 'token' : convention.tokenEnding(shortened.suffix);
  return splits.map((split): Judged => {
    const how = howText(split);
    if (shortened !== undefined) {
      const isEnding = split === shortened;
      const isStated = split.meanings.some((meaning) => isConfirmed(meaning, facts));
      if (isStated || ending === 'either' || isEnding === (ending === 'ending')) {
        return isEnding ? sizeJudged(split, how, facts, usualFactor) : {split, how};
      }
      const why = isEnding
        ? `"${symbol}" is whole without taking "${split.suffix}" off`
        : `the whole list ends in "${shortened.suffix}"`;
      return {split, how, why};
    }
    if (isPlain(split)) {
      if (convention.hasBareShares && split.meanings.some(({isTicker}) => isTicker)) {
        return {split, how, why: `the list holds shares by their tickers, and "${symbol}" could be one`};
      }
      return {split, how};
    }
    const [meaning] = split.meanings;
    const isTicker = meaning?.isTicker === true;
    if (isTicker && markedTicker(symbol) !== undefined) return {split, how, why: 'it is marked as a share'};
    if (isTicker && convention.hasBareShares) {
      return {split, how, why: `the list holds shares, and "${split.core}" could be one`};
    }
    if (convention.accepts(split)) return sizeJudged(split, how, facts, usualFactor);
    if (meaning !== undefined && isStatedFully(split, meaning, facts, usualFactor)) {
      return {split, how: `${how}, by its contract`};
    }
    return {split, how, why: refusal(split)};
  });
}

/** An ending that nobody knows is believed when currencies and size are those of the instrument. */
function isStatedFully(split: Split, meaning: Meaning, facts: ContractFacts, usualFactor: number): boolean {
  if (split.suffixParts.some((part) => ['variant', 'dated', 'venue'].includes(suffixKind(part))))
    return false;
  return isConfirmed(meaning, facts) && sizeFactor(meaning, facts) === usualFactor;
}

function sizeJudged(split: Split, how: string, facts: ContractFacts, usualFactor: number): Judged {
  const [meaning] = split.meanings;
  const factor = meaning === undefined ? null : sizeFactor(meaning, facts);
  if (factor === null || factor === usualFactor) return {split, how};
  return {split, how, why: `its contract size, ${facts.contractSize}, is not that of ${split.core}`};
}

function howText({prefix, core, suffix}: Split): string {
  const before = prefix === '' ? [] : [`"${prefix}" before`];
  const after = suffix === '' ? [] : [`"${suffix}" after`];
  const affixes = [...before, ...after].join(' and ');
  return affixes === '' ? 'by its name' : `"${core}" with ${affixes}`;
}

function refusal({core, suffix, suffixParts, prefix}: Split): string {
  const variant = suffixParts.find((part) => ['variant', 'dated'].includes(suffixKind(part)));
  if (variant !== undefined) return `"${variant}" marks another contract than ${core}`;
  return `nothing says that "${prefix}${suffix === '' ? '' : `…${suffix}`}" beside ${core} is only this broker's way of writing`;
}

/** The meaning of a name such as AAPLUSD: the share, when it is a well-known one. */
export function shareOfPair({asset, quote, evidence}: Meaning): Meaning | undefined {
  return evidence === 'spelled' && quote === 'USD' && SHARES.has(asset) ? shareMeaning(asset) : undefined;
}

/** The share that a bare ticker may mean. */
export function shareOfName(name: string): Meaning | undefined {
  const isOneCase = name === name.toLowerCase() || name === name.toUpperCase();
  const bare = isOneCase && isTickerShaped(name.toUpperCase()) ? name.toUpperCase() : undefined;
  const ticker = markedTicker(name) ?? bare;
  return ticker === undefined ? undefined : shareMeaning(ticker);
}

export function meaningsText(meanings: readonly Meaning[]): string {
  return meanings.map(meaningText).join(' or ');
}
