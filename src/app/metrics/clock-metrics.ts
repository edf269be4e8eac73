import type {MetricBook} from './metric-book.ts';
import {flag} from './moment.ts';

/** The clocks by which the age of a quote is judged. */
export function clockMetrics(book: MetricBook): void {
  book.gauge({
    name: 'source_clock_sure',
    help: 'Whether the offset of the source’s clock can be relied on; while it cannot, nothing fires.',
    read: ({status: {clock}}) => (clock === null ? undefined : flag(clock.isSure)),
  });
  book.gauge({
    name: 'source_clock_offset_seconds',
    help: 'This machine’s clock less the source’s.',
    read: ({status: {clock}}) =>
      clock === null || clock.offsetMs === null ? undefined : clock.offsetMs / 1000,
  });
  book.counter({
    name: 'source_clock_steps_total',
    help: 'Times that the source’s clock was set.',
    read: ({status}) => status.clock?.steps,
  });
  book.counter({
    name: 'machine_clock_jumps_total',
    help: 'Times that this machine’s clock was set.',
    read: ({status}) => status.clock?.machineJumps,
  });
}
