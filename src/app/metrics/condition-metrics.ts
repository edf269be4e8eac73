import type {MetricBook, Sample} from './metric-book.ts';

/** What the conditions of waiting plans say. */
export function conditionMetrics(book: MetricBook): void {
  book.gauge({
    name: 'conditions',
    help: 'Conditions of the plans that wait, by kind and verdict, as the last sweep left them.',
    labels: ['kind', 'verdict'],
    read: ({monitor}) =>
      [...(monitor?.verdictCounts ?? [])].flatMap(([kind, {met, unmet, unknown}]): Sample[] => [
        [met, kind, 'met'],
        [unmet, kind, 'unmet'],
        [unknown, kind, 'unknown'],
      ]),
  });
}
