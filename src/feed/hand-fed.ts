import type {Feed} from '../ports/feed.ts';
import type {Link} from '../ports/link.ts';

/** The feed of a monitor whose quotes are handed to it by whoever has them; it keeps nothing of its own. */
export function handFed(
  link: Link,
): Pick<Feed, 'link' | 'subscribe' | 'unsubscribe' | 'neverCloses' | 'past'> {
  return {link, subscribe: () => undefined, unsubscribe: () => undefined, neverCloses: true, past: undefined};
}
