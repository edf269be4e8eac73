import type {MetricBook} from './metric-book.ts';
import {flag, secondsSince} from './moment.ts';

/** The right to be the one monitor of the database. */
export function leaseMetrics(book: MetricBook): void {
  book.gauge({
    name: 'lease_held',
    help: 'Whether this monitor holds the lease of its database.',
    read: ({status}) => flag(status.lease?.state === 'held'),
  });
  book.gauge({
    name: 'lease_epoch',
    help: 'Grows by one with every new holder.',
    read: ({status}) => status.lease?.epoch,
  });
  book.gauge({
    name: 'lease_renewal_age_seconds',
    help: 'Since the lease was renewed.',
    read: (moment) => secondsSince(moment, moment.status.lease?.renewedAt),
  });
}
