import {type AffixKind, isBare, prefixKind, suffixKind} from './affix.ts';
import {assetOf, SHARES} from './assets.ts';
import {coreMeanings, type Dialect, isTickerShaped, USUAL_DIALECT, withoutLegPrefix} from './core-reading.ts';
import {futuresRoot} from './spellings.ts';
import {isKnown, isPlain, type Split, splitsOf} from './split.ts';

/** How often an affix is needed: by names that mean nothing without it. */
type Use = {score: number; certain: number; classes: Map<string, number>; hasSibling: boolean};

/**
 * How one broker writes its names, learned from its whole list.
 *
 * An ending is the broker's own when enough names can only be read with it, and none of them is listed
 * without it as well: where EURUSD stands beside EURUSD.x, the .x marks another contract.
 */
export class Convention {
  readonly dialect: Dialect;
  /** Whether bare tickers of shares are listed, so that GOLD may be a company. */
  readonly hasBareShares: boolean;
  readonly #suffixes = new Map<string, Use>();
  readonly #prefixes = new Map<string, Use>();
  /** Names that can be read at all, in all and by class. */
  #readable = 0;
  readonly #readableOf = new Map<string, number>();
  /** Commodities with a month. */
  #dated = 0;
  readonly #names: ReadonlySet<string>;
  readonly #verdicts = new Map<string, boolean>();

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    this.dialect = dialectOf([...this.#names]);
    for (const name of this.#names) this.#learn(name);
    this.hasBareShares = !this.dialect.hasRoots && [...this.#names].some((name) => this.#isShare(name));
  }

  /** Whether the parts of a split are all the broker's, or mean nothing. */
  accepts(split: Split): boolean {
    const {assetClass = 'other', isTicker = false} = split.meanings[0] ?? {};
    return (
      split.prefixParts.every((part) => this.#acceptsPrefix(part)) &&
      split.suffixParts.every((part) => this.#acceptsSuffix(part, assetClass, isTicker))
    );
  }

  /**
   * Whether the list's names end so because the broker writes them so, or because a token does:
   * BTCUSDC is BTC/USD where all names end in C, USDJPYC too; it is BTC/USDC at an exchange.
   */
  tokenEnding(ending: string): 'ending' | 'token' | 'either' {
    const {score, certain} = this.#suffixes.get(ending) ?? {score: 0, certain: 0};
    const isEverywhere = this.#remember(`${ending} everywhere`, () => {
      const carriers = [...this.#names].filter((name) => name.endsWith(ending)).length;
      return carriers >= 0.9 * this.#names.size;
    });
    if (isEverywhere && certain >= 1 && score >= 1.5 && score >= 0.3 * this.#names.size) return 'ending';
    return score >= 1 && score >= 0.1 * this.#names.size ? 'either' : 'token';
  }

  #acceptsPrefix(part: string): boolean {
    return this.#remember(`${part} before`, () => {
      const kind = prefixKind(part);
      if (kind !== 'unknown') return kind === 'neutral';
      const use = this.#prefixes.get(part);
      if (use === undefined || use.hasSibling) return false;
      // kPEPE is a thousand PEPE, and WBTC is not BTC: for coins alone the whole list has to agree.
      const areCoins = use.classes.size === 1 && use.classes.has('crypto');
      const isLower = part === part.toLowerCase();
      if (areCoins || !isLower)
        return use.score >= 4 && use.score >= 0.9 * this.#names.size && (isLower || !areCoins);
      return use.score >= 3 && use.score > 0.5 * this.#readable;
    });
  }

  #acceptsSuffix(part: string, assetClass: string, isTicker: boolean): boolean {
    const kind = isTicker && isBare(part) && suffixKind(part) === 'neutral' ? 'suspect' : suffixKind(part);
    return this.#remember(`${part} after ${assetClass} ${kind}`, () =>
      this.#judgeSuffix(part, kind, assetClass),
    );
  }

  #judgeSuffix(part: string, kind: AffixKind, assetClass: string): boolean {
    if (kind === 'neutral') return true;
    // Corn and wheat are futures. Where a broker dates them all, that is how it writes them.
    if (kind === 'dated')
      return assetClass === 'commodity' && this.#dated >= 3 && !this.#readableOf.has(assetClass);
    const use = this.#suffixes.get(part);
    if (use === undefined || use.hasSibling || kind === 'variant') return false;
    if (kind === 'venue') return use.score >= 3 && use.score >= 0.9 * this.#names.size;
    if (kind === 'suspect') return use.score > 0.5 * this.#readable;
    if (use.score < 3) return false;
    // Indexes and oil are futures elsewhere: an ending of theirs alone may tell the cash contract or the future.
    const areDerived = [...use.classes.keys()].every((one) => ['index', 'energy', 'commodity'].includes(one));
    if (areDerived) return use.score >= 0.9 * this.#readable;
    // Metals come in grams, ounces and kilograms: an ending of theirs alone is a unit until proven otherwise.
    const [only] = use.classes.keys();
    if (use.classes.size === 1 && only === 'metal') return false;
    if (isBare(part)) {
      return /[A-Z]/.test(part)
        ? use.score >= 4 && use.score >= 0.6 * this.#readable
        : use.score > 0.5 * this.#readable;
    }
    const ofClass = use.classes.get(assetClass) ?? 0;
    const isOfClass = ofClass >= 3 && ofClass > 0.5 * (this.#readableOf.get(assetClass) ?? 0);
    return isOfClass || use.score >= 0.2 * this.#readable;
  }

  #remember(question: string, answer: () => boolean): boolean {
    const known = this.#verdicts.get(question) ?? answer();
    this.#verdicts.set(question, known);
    return known;
  }

  #learn(name: string): void {
    const splits = splitsOf(name, this.dialect).filter(isKnown);
    const plain = splits.find(isPlain);
    const [split] = splits;
    if (split === undefined) return;
    const [meaning] = split.meanings;
    if (meaning === undefined || (meaning.isTicker && isBare(split.suffix))) return;
    const {assetClass} = meaning;
    const kinds = split.suffixParts.map(suffixKind);
    if (kinds.includes('dated') && assetClass === 'commodity') this.#dated += 1;
    if (kinds.includes('dated') || kinds.includes('variant')) return;
    this.#readable += 1;
    this.#readableOf.set(assetClass, (this.#readableOf.get(assetClass) ?? 0) + 1);
    if (plain === undefined) {
      this.#count(split, name, assetClass, 1);
      return;
    }
    // EURUSDC can be read without an ending, but hardly anybody quotes currencies in tokens. In USDT many do.
    const isMoney = assetClass === 'fiat' || assetClass === 'metal';
    const shortened = splits.find(({suffix}) => suffix !== '');
    if (shortened !== undefined && shortened.suffix.toUpperCase() !== 'T' && isMoney) {
      this.#count(shortened, name, assetClass, 0.5);
    }
  }

  #count(
    {prefix, core, prefixParts, suffixParts}: Split,
    name: string,
    assetClass: string,
    by: number,
  ): void {
    suffixParts.forEach((part, index) => {
      const without = prefix + core + suffixParts.toSpliced(index, 1).join('');
      this.#add(this.#suffixes, part, assetClass, by, without);
    });
    const withoutPrefix = name.slice(prefix.length);
    for (const part of prefixParts) this.#add(this.#prefixes, part, assetClass, by, withoutPrefix);
  }

  #add(uses: Map<string, Use>, part: string, assetClass: string, by: number, without: string): void {
    const use = uses.get(part) ?? {
      score: 0,
      certain: 0,
      classes: new Map<string, number>(),
      hasSibling: false,
    };
    use.score += by;
    if (by === 1) use.certain += 1;
    use.classes.set(assetClass, (use.classes.get(assetClass) ?? 0) + by);
    use.hasSibling ||= this.#names.has(without);
    uses.set(part, use);
  }

  /** A bare ticker, less the broker's ending where it has one, that is known as a share or as nothing at all. */
  #isShare(name: string): boolean {
    const endings = [...this.#suffixes.keys()].filter(
      (ending) => name.endsWith(ending) && this.#acceptsSuffix(ending, 'share', false),
    );
    const cores = endings.length === 0 ? [name] : endings.map((ending) => name.slice(0, -ending.length));
    return cores.some(
      (core) => isTickerShaped(core) && (SHARES.has(core) || coreMeanings(core, this.dialect).length === 0),
    );
  }
}

function dialectOf(names: readonly string[]): Dialect {
  const pairs = names.flatMap((name) => {
    const [first, second, ...more] = name.toUpperCase().split(/[/_:-]/);
    return first !== undefined && second !== undefined && more.length === 0 ? [[first, second] as const] : [];
  });
  const isToken = (code: string) => assetOf(code)?.assetClass === 'stablecoin';
  const isCoin = (code: string) => assetOf(code)?.assetClass === 'crypto';
  const reversed = pairs.filter(([first, second]) => isToken(first) && isCoin(second)).length;
  const usual = pairs.filter(([first, second]) => isCoin(first) && isToken(second)).length;
  const bothPrefixed = names.filter(
    (name) =>
      name.length === 8 &&
      withoutLegPrefix(name.slice(0, 4)) !== undefined &&
      withoutLegPrefix(name.slice(4)) !== undefined,
  ).length;
  const roots = names.filter((name) => futuresRoot(name) !== undefined).length;
  const tradingPairs = names.filter((name) => /^t[A-Z0-9]{6}$|^t[A-Z0-9]+:[A-Z0-9]+$/.test(name)).length;
  return {
    ...USUAL_DIALECT,
    isReversed: reversed >= 2 && usual === 0,
    hasLegPrefixes: bothPrefixed >= 2,
    hasShortTokens: tradingPairs >= 3 && tradingPairs >= 0.9 * names.length,
    hasRoots: roots >= 4 && roots >= 0.5 * names.length,
  };
}
