import type {JournalEntry} from '../ports/journal.ts';
import type {LinkReport} from '../ports/link.ts';

/** What the journal says of a link. */
export function linkEntry(
  link: 'feed' | 'broker',
  {state, attempts, lastError, nextRetryAtMs}: LinkReport,
  nowMs: number,
): JournalEntry {
  const retryInMs = nextRetryAtMs === null ? null : Math.max(0, Math.round(nextRetryAtMs - nowMs));
  return {kind: 'link', link, state, attempts, lastError, retryInMs};
}
