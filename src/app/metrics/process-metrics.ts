import {collectDefaultMetrics} from 'prom-client';
import type {LoopDelay} from '../../system/loop-delay.ts';
import {type MetricBook, PREFIX} from './metric-book.ts';

/** What the library says of the process, on every system, and is of use here. */
const KEPT: readonly string[] = [
  'process_cpu_user_seconds_total',
  'process_cpu_system_seconds_total',
  'process_cpu_seconds_total',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'nodejs_active_resources',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_external_memory_bytes',
  'nodejs_version_info',
  'nodejs_gc_duration_seconds',
];

/** The library measures the delay of the event loop too, and cannot be told not to: once in a day. */
const SELDOM_MS = 86_400_000;

/** The process, and how late its event loop is. */
export function processMetrics(book: MetricBook, loopDelay: Pick<LoopDelay, 'delays'>): void {
  const {registry} = book;
  const before = new Set(registry.getMetricsAsArray().map(({name}) => name));
  collectDefaultMetrics({register: registry, prefix: PREFIX, eventLoopMonitoringPrecision: SELDOM_MS});
  for (const {name} of registry.getMetricsAsArray()) {
    if (!before.has(name) && !KEPT.includes(name.slice(PREFIX.length))) registry.removeSingleMetric(name);
  }
  book.gauge({
    name: 'event_loop_delay_seconds',
    help: 'By how much the event loop was late in the last one to two minutes.',
    labels: ['percentile'],
    read: () => {
      const {p50, p99, max} = loopDelay.delays();
      return [
        [p50 / 1000, '50'],
        [p99 / 1000, '99'],
        [max / 1000, 'max'],
      ];
    },
  });
}
