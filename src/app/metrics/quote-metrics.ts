import type {DeskReport} from '../../engine/monitor.ts';
import type {QuoteState} from '../../market/quote-state.ts';
import type {MetricBook, Sample} from './metric-book.ts';
import type {Moment} from './moment.ts';

/** Symbols whose quotes have an age of their own; a series each. */
export const SYMBOLS_MAX = 200;

const STATES: readonly (QuoteState | 'none')[] = ['fresh', 'late', 'stale', 'frozen', 'marketClosed', 'none'];

/** Quotes, and how old the last ones are. */
export function quoteMetrics(book: MetricBook): void {
  book.counter({
    name: 'quotes_total',
    help: 'Quotes since the start, by what became of them: accepted, stale, of a symbol that nobody watches, or refused.',
    labels: ['verdict'],
    read: ({status}) =>
      Object.entries(status.quotes ?? {}).map(([verdict, count]) => [count, verdict] as const),
  });
  book.gauge({
    name: 'quote_age_seconds',
    help: `Since the last accepted quote of a symbol was received; of the ${SYMBOLS_MAX} symbols watched longest.`,
    labels: ['symbol'],
    read: ({nowMs, monitor}) => [...(monitor?.desks() ?? [])].slice(0, SYMBOLS_MAX).flatMap(agesAt(nowMs)),
  });
  book.gauge({
    name: 'quote_age_left_out_symbols',
    help: 'Symbols that are watched and have no age of their own, as there are too many.',
    read: ({status}) =>
      status.census === undefined ? undefined : Math.max(0, status.census.desks - SYMBOLS_MAX),
  });
  book.gauge({
    name: 'symbols',
    help: 'All symbols that are watched, by the state of their last quote; none: no quote since the start.',
    labels: ['quote_state'],
    read: (moment) => (moment.monitor === undefined ? undefined : statesOf(moment)),
  });
}

function agesAt(nowMs: number): (desk: DeskReport) => Sample[] {
  return ({symbol, quote, quoteState}) => {
    // The quote of an earlier process is remembered, and says nothing of this one's feed.
    if (quote === undefined || quoteState === undefined) return [];
    return [[Math.max(0, nowMs - quote.receivedAtMs) / 1000, symbol]];
  };
}

function statesOf({monitor}: Moment): readonly Sample[] {
  const counts = new Map<QuoteState | 'none', number>(STATES.map((state) => [state, 0]));
  for (const {quoteState = 'none'} of monitor?.desks() ?? [])
    counts.set(quoteState, (counts.get(quoteState) ?? 0) + 1);
  return Array.from(counts, ([state, count]) => [count, state]);
}
