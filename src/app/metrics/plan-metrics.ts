import type {Monitor} from '../../engine/monitor.ts';
import {PLAN_STATUSES} from '../../plan/status.ts';
import type {MetricBook} from './metric-book.ts';

/** The plans that the monitor holds; never a plan by itself. */
export function planMetrics(book: MetricBook): void {
  book.gauge({
    name: 'plans',
    help: 'Plans that the monitor watches, by status; one that has ended is watched no more.',
    labels: ['status'],
    read: ({status: {state, plans}}) =>
      state === 'starting' ? undefined : PLAN_STATUSES.map((status) => [plans[status] ?? 0, status] as const),
  });
  book.gauge({
    name: 'orders_in_doubt',
    help: 'Entry levels of which nobody could establish whether an order was placed.',
    read: ({monitor}) => (monitor === undefined ? undefined : inDoubt(monitor)),
  });
  book.gauge({
    name: 'quarantined_levels',
    help: 'Entry levels that failed again and again, and are asked ever more rarely.',
    read: ({monitor}) => (monitor === undefined ? undefined : [...monitor.quarantined()].length),
  });
  book.gauge({
    name: 'plans_not_listed',
    help: 'Plans whose symbol means no instrument, or more than one: they cannot fire.',
    read: ({monitor}) => (monitor === undefined ? undefined : [...monitor.notListed()].length),
  });
  book.gauge({
    name: 'broken_rows',
    help: 'Stored plans that break a rule and are left alone; at most 100 are counted.',
    read: ({monitor}) => monitor?.brokenRows.length,
  });
  book.gauge({
    name: 'census',
    help: 'Live resources of the monitor, by kind; a function of the plans that are watched, and of nothing else.',
    labels: ['kind'],
    read: ({status}) => Object.entries(status.census ?? {}).map(([kind, count]) => [count, kind] as const),
  });
}

function inDoubt(monitor: Monitor): number {
  let count = 0;
  for (const {levels} of monitor.rows()) {
    for (const {status} of levels) if (status === 'unresolved') count += 1;
  }
  return count;
}
