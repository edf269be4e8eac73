import {suffixKind} from './affix.ts';
import type {Convention} from './convention.ts';
import {lettersOf, USUAL_DIALECT} from './core-reading.ts';
import {letters, shareOfName, shareOfPair} from './listed-symbol.ts';
import {distinct, type Meaning} from './meaning.ts';
import {doubtfulInstruments} from './spellings.ts';
import {isPlain, splitsOf} from './split.ts';

/** What a name in a plan may mean. */
export type Query = Readonly<{
  meanings: readonly Meaning[];
  /** Whether the name means different things to different people: OIL, DOW. */
  isDoubtful: boolean;
  how: string;
}>;

/**
 * Reads a plan's name. It is read as it is written; only what means nothing that way loses an affix, and
 * only a neutral one, or one that the broker's own list carries: XAUUSDc names a cent contract, and is
 * not XAUUSD at a broker without them.
 */
export function readQuery(name: string, convention: Convention): Query {
  const doubtful = doubtfulInstruments(lettersOf(name));
  if (doubtful.length > 0) {
    const meanings = doubtful.map(({code, assetClass, quote}): Meaning => {
      return {asset: code, assetClass, quote, evidence: 'known', isTicker: false};
    });
    const share = shareOfName(name);
    return {
      meanings: [...meanings, ...(share === undefined ? [] : [share]), letters(name)],
      isDoubtful: true,
      how: 'a word with several meanings',
    };
  }
  // A person writes base and quote in the usual order, whatever the broker does.
  const splits = splitsOf(name, USUAL_DIALECT);
  const plain = splits.find(isPlain);
  if (plain !== undefined) {
    const shares = [shareOfName(name), ...plain.meanings.map(shareOfPair)].filter(
      (share) => share !== undefined,
    );
    return {meanings: distinct([...plain.meanings, ...shares]), isDoubtful: false, how: 'by its name'};
  }
  const affixed = splits.find((split) => {
    const isNeutral =
      split.prefixParts.length === 0 && split.suffixParts.every((part) => suffixKind(part) === 'neutral');
    const isMarked = shareOfName(name) !== undefined && split.meanings.some(({isTicker}) => isTicker);
    return !isMarked && (isNeutral || convention.accepts(split));
  });
  if (affixed !== undefined) {
    const {prefix, core, suffix, meanings} = affixed;
    const affixes = [prefix, suffix].filter((affix) => affix !== '').map((affix) => `"${affix}"`);
    return {meanings, isDoubtful: false, how: `"${core}" with ${affixes.join(' and ')}`};
  }
  const share = shareOfName(name);
  return {
    meanings: share === undefined ? [letters(name)] : [share, letters(name)],
    isDoubtful: false,
    how: share === undefined ? 'by its letters alone' : 'a ticker',
  };
}
