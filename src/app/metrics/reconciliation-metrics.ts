import type {MetricBook} from './metric-book.ts';
import {flag, secondsSince} from './moment.ts';

/** The database held against the broker. */
export function reconciliationMetrics(book: MetricBook): void {
  book.gauge({
    name: 'reconciliation_age_seconds',
    help: 'Since the last pass of the reconciler.',
    read: (moment) => secondsSince(moment, moment.status.reconciliation?.at),
  });
  book.gauge({
    name: 'reconciliation_complete',
    help: 'Whether that pass could read and look at everything.',
    read: ({status: {reconciliation}}) =>
      reconciliation === null ? undefined : flag(reconciliation.isComplete),
  });
  book.gauge({
    name: 'orphans',
    help: 'Orders and positions at the broker that carry a key of ours and belong to no plan; at most 100 are counted.',
    read: ({status}) => status.reconciliation?.orphans.length,
  });
  book.gauge({
    name: 'unprotected_positions',
    help: 'Open positions without the stop that their plan wants, which could not be set again.',
    read: ({status}) => status.reconciliation?.unprotected,
  });
}
