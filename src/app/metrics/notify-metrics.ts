import type {MetricBook} from './metric-book.ts';
import {secondsSince} from './moment.ts';

/** How the channels of notifications fare; each is named in the configuration, so there are few. */
export function notifyMetrics(book: MetricBook): void {
  book.gauge({
    name: 'notify_undelivered',
    help: 'Events that a channel has not come to; looked at every 10 s.',
    labels: ['channel'],
    read: ({status}) => status.notifications.map(({name, undelivered}) => [undelivered, name] as const),
  });
  book.gauge({
    name: 'notify_failing_seconds',
    help: 'Since when nothing gets through to a channel; 0 when it does.',
    labels: ['channel'],
    read: (moment) =>
      moment.status.notifications.map(
        ({name, failingSince}) => [secondsSince(moment, failingSince) ?? 0, name] as const,
      ),
  });
  book.gauge({
    name: 'notify_dead_letters',
    help: 'Events that a channel was given up on.',
    labels: ['channel'],
    read: ({status}) => status.notifications.map(({name, deadLetters}) => [deadLetters, name] as const),
  });
}
