import type {Journal, JournalEntry} from '../../ports/journal.ts';
import type {MetricBook} from './metric-book.ts';

type LinkEntry = JournalEntry & {kind: 'link'};

/** Counts what the journal is told. */
export function journalMetrics(book: MetricBook): Journal {
  const entries = book.count(
    'journal_entries_total',
    'Entries of the journal, by kind; a kind is there from its first.',
    'kind',
    [],
  );
  const reconnects = book.count(
    'link_reconnects_total',
    'Times that a link came up again after it was down.',
    'link',
    ['feed', 'broker'],
  );
  const down = new Set<LinkEntry['link']>();
  return {
    record: (entry) => {
      entries(entry.kind);
      if (entry.kind !== 'link') return;
      if (entry.state === 'down') down.add(entry.link);
      if (entry.state === 'up' && down.delete(entry.link)) reconnects(entry.link);
    },
  };
}
