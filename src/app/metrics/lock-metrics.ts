import type {LockClassReport, Quantiles} from '../../contention/contention-report.ts';
import type {MetricBook, Sample} from './metric-book.ts';
import type {Moment} from './moment.ts';

/** Who waits for whom at locks, by class: never by what is locked. */
export function lockMetrics(book: MetricBook): void {
  const labels = ['class'];
  book.counter({
    name: 'lock_acquisitions_total',
    help: 'Times that somebody had a lock and left it.',
    labels,
    read: each(({acquisitions}) => acquisitions),
  });
  book.counter({
    name: 'lock_contended_total',
    help: 'Of these, those that found it taken.',
    labels,
    read: each(({contended}) => contended),
  });
  book.counter({
    name: 'lock_abandoned_total',
    help: 'Times that somebody gave up waiting for a lock.',
    labels,
    read: each(({abandoned}) => abandoned),
  });
  book.counter({
    name: 'lock_wait_seconds_total',
    help: 'Sum of all waits for locks that are over.',
    labels,
    read: each(({waitTotalMs}) => waitTotalMs / 1000),
  });
  book.gauge({
    name: 'lock_waiting',
    help: 'Those who wait for a lock now.',
    labels,
    read: each(({depth}) => depth),
  });
  book.gauge({
    name: 'lock_wait_percentile_seconds',
    help: 'Waits for locks since the start; within 1 %.',
    labels: ['class', 'percentile'],
    read: eachPercentile(({waitMs}) => waitMs),
  });
  book.gauge({
    name: 'lock_hold_percentile_seconds',
    help: 'For how long locks were held since the start; within 1 %.',
    labels: ['class', 'percentile'],
    read: eachPercentile(({holdMs}) => holdMs),
  });
}

function each(valueOf: (report: LockClassReport) => number): (moment: Moment) => Sample[] {
  return ({status}) =>
    Object.entries(status.locks.classes).map(([lockClass, report]) => [valueOf(report), lockClass]);
}

function eachPercentile(of: (report: LockClassReport) => Quantiles): (moment: Moment) => Sample[] {
  return ({status}) =>
    Object.entries(status.locks.classes).flatMap(([lockClass, report]): Sample[] => {
      const {p50, p95, p99, max} = of(report);
      return [
        [p50 / 1000, lockClass, '50'],
        [p95 / 1000, lockClass, '95'],
        [p99 / 1000, lockClass, '99'],
        [max / 1000, lockClass, 'max'],
      ];
    });
}
