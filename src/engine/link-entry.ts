import type {JournalEntry} from '../ports/journal.ts';
import type {LinkReport} from '../ports/link.ts';

/** What the journal says of a link. */
export function linkEntry(
  link: 'feed' | 'broker',
  {state, sinceMs, attempts, lastError, nextRetryAtMs}: LinkReport,
  nowMs: number,
): JournalEntry {
  const retryInMs = nextRetryAtMs === null ? null : Math.max(0, Math.round(nextRetryAtMs - nowMs));
  const isConnected = state === 'up' || state === 'degraded';
  const downForMs = isConnected ? null : Math.max(0, Math.round(nowMs - sinceMs));
  return {kind: 'link', link, state, downForMs, attempts, lastError, retryInMs};
}
