import {affixParts, isBare, suffixKind} from './affix.ts';
import {coreMeanings, type Dialect, lettersOf} from './core-reading.ts';
import type {Meaning} from './meaning.ts';

/** One way to read a name: what stands before, what it may mean, what stands after. */
export type Split = Readonly<{
  prefix: string;
  core: string;
  suffix: string;
  prefixParts: readonly string[];
  suffixParts: readonly string[];
  meanings: readonly Meaning[];
}>;

/** The longest ending that is looked at; real ones have up to eight characters (".stdacc"). */
const SUFFIX_LENGTH_MAX = 14;

/**
 * The ways to read a name, whether or not its affixes are to be believed. The longest core that is known
 * counts; one way more where a dollar token may be USD and an ending: BTCUSDC. A core of which only the
 * quote is known counts when nothing else is there.
 */
export function splitsOf(name: string, dialect: Dialect): readonly Split[] {
  const plain = splitsAfter('', name, dialect);
  if (plain.some(isKnown)) return plain;
  const prefixed = prefixesOf(name)
    .flatMap((prefix) => splitsAfter(prefix, name, dialect))
    .filter((split) => isKnown(split) || (plain.length === 0 && /[a-z]/.test(split.prefix)));
  return [...plain, ...prefixed];
}

export function isKnown({meanings}: Split): boolean {
  return meanings.some(({evidence}) => evidence === 'known');
}

/** Whether nothing stands before or after. */
export function isPlain({prefix, suffix}: Split): boolean {
  return prefix === '' && suffix === '';
}

/** Signs, letters in lower case before capitals, and one to three capitals (IBUS500). */
function prefixesOf(name: string): readonly string[] {
  const prefixes = new Set<string>();
  const signs = /^[#.^[]+/.exec(name)?.[0] ?? '';
  if (signs !== '') prefixes.add(signs);
  const lower = /^[a-z]{1,4}(?=[A-Z0-9])/.exec(name.slice(signs.length))?.[0] ?? '';
  if (lower !== '') prefixes.add(signs + lower);
  if (signs === '' && lower === '') {
    for (const length of [1, 2, 3]) {
      const head = name.slice(0, length);
      if (/^[A-Z]+$/.test(head)) prefixes.add(head);
    }
  }
  return [...prefixes];
}

function splitsAfter(prefix: string, name: string, dialect: Dialect): readonly Split[] {
  const rest = name.slice(prefix.length);
  const found: Split[] = [];
  let spelled: Split | undefined;
  for (let length = 0; length <= SUFFIX_LENGTH_MAX && rest.length - length >= 2; length += 1) {
    const core = rest.slice(0, rest.length - length);
    const suffix = rest.slice(rest.length - length);
    const meanings = coreMeanings(core, dialect);
    if (meanings.length === 0) continue;
    const split = {
      prefix,
      core,
      suffix,
      prefixParts: prefix.match(/[^A-Za-z0-9]+|[A-Za-z0-9]+/g) ?? [],
      suffixParts: affixParts(suffix),
      meanings,
    };
    if (!isKnown(split)) spelled ??= split;
    else if (found.length === 0) found.push(split);
    else if (isWordTorn(found[0], split)) found[0] = split;
    else if (isShortenedToken(found[0], split)) found.push(split);
  }
  // A spelled reading of the whole name is as good as a known one with an ending: ABCUSDX is not ABC/USD.
  if (found.length === 0) return spelled === undefined ? [] : [spelled];
  return spelled !== undefined && isPlain(spelled) ? [spelled, ...found] : found;
}

/**
 * EURUSDPRO is EURUSD with PRO, not EUR/USDP with RO; USTEC.hw is USTEC with .hw, not USTECH with w: an
 * ending does not lose its first letter to the name.
 */
function isWordTorn(longer: Split | undefined, shorter: Split): boolean {
  if (longer === undefined || !/^[A-Z]+$/i.test(longer.suffix)) return false;
  if (lettersOf(longer.core).length !== lettersOf(shorter.core).length + 1) return false;
  return !isBare(shorter.suffix) || suffixKind(shorter.suffix) !== 'unknown';
}

function isShortenedToken(longer: Split | undefined, shorter: Split): boolean {
  // BTC-USDC shows itself where its quote begins and ends.
  if (longer?.suffix !== '' || shorter.suffix.length !== 1 || !/^[A-Za-z0-9]+$/.test(longer.core))
    return false;
  const isToken = longer.meanings.some(({quote}) => quote !== null && /^USD.$/.test(quote));
  return isToken && shorter.meanings.some(({quote}) => quote === 'USD');
}
