import type {MetricBook} from './metric-book.ts';
import {secondsSince} from './moment.ts';

/** The net below the events. */
export function sweepMetrics(book: MetricBook): void {
  book.counter({
    name: 'sweeps_total',
    help: 'Sweeps since the start.',
    read: ({monitor}) => monitor?.sweeps,
  });
  book.counter({
    name: 'missed_by_events_total',
    help: 'Levels that a sweep found met and that no event had woken. Must stay 0.',
    read: ({status}) => status.missedByEvents,
  });
  book.gauge({
    name: 'sweep_age_seconds',
    help: 'Since the last sweep began.',
    read: (moment) => secondsSince(moment, moment.status.sweep?.at),
  });
  book.gauge({
    name: 'sweep_last_duration_seconds',
    help: 'How long the last sweep took, breaths for the event loop included.',
    read: ({status}) => (status.sweep === null ? undefined : status.sweep.tookMs / 1000),
  });
  book.gauge({
    name: 'sweep_levels',
    help: 'Entry levels that the last sweep went through: due, and of these evaluated or failed.',
    labels: ['state'],
    read: ({status: {sweep}}) =>
      sweep === null
        ? undefined
        : [
            [sweep.due, 'due'],
            [sweep.evaluated, 'evaluated'],
            [sweep.failed, 'failed'],
          ],
  });
  book.gauge({
    name: 'sweep_skipped_levels',
    help: 'Entry levels that the last sweep did not ask, by reason.',
    labels: ['reason'],
    read: ({status: {sweep}}) =>
      Object.entries(sweep?.skipped ?? {}).map(([reason, count]) => [count, reason] as const),
  });
}
