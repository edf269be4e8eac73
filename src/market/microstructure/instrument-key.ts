import {Convention} from '../symbol/convention.ts';
import {meaningKey} from '../symbol/meaning.ts';
import {readQuery} from '../symbol/query.ts';

/** Without a broker's list a name is read as it is written. */
const NO_BROKER = new Convention([]);

/**
 * Equal for names of one instrument: XAUUSD, XAU/USD and xauusd. A name that may mean several things, or of
 * which nothing is known but its letters, equals only itself.
 */
export function instrumentKey(name: string): string {
  const {meanings} = readQuery(name.trim(), NO_BROKER);
  const [meaning, ...others] = meanings;
  const isSure = meaning !== undefined && others.length === 0 && meaning.evidence === 'known';
  return isSure ? meaningKey(meaning) : `name ${name.trim()}`;
}
