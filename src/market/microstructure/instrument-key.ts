import {Convention} from '../symbol/convention.ts';
import {knownKey} from '../symbol/meaning.ts';
import {readQuery} from '../symbol/query.ts';

/** Without a broker's list a name is read as it is written. */
const NO_BROKER = new Convention([]);

/**
 * Equal for names of one instrument: XAUUSD, XAU/USD and xauusd. A name that may mean several things, or of
 * which nothing is known but its letters, equals only itself.
 */
export function instrumentKey(name: string): string {
  return knownKey(readQuery(name.trim(), NO_BROKER).meanings) ?? `name ${name.trim()}`;
}
