import type {Feed} from '../ports/feed.ts';
import type {Link} from '../ports/link.ts';

/** The feed of a monitor whose quotes are handed to it by whoever has them; it keeps no bars of its own. */
export function handFed(link: Link): Pick<Feed, 'link' | 'subscribe' | 'unsubscribe' | 'bars'> {
  return {link, subscribe: () => undefined, unsubscribe: () => undefined, bars: () => Promise.resolve([])};
}
