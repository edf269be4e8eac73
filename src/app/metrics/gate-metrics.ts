import {GATE_REASONS} from '../../engine/trading-gate.ts';
import type {MetricBook, Sample} from './metric-book.ts';
import {flag} from './moment.ts';

/** What keeps anything from firing, and whether the monitor is ready. */
export function gateMetrics(book: MetricBook): void {
  book.gauge({
    name: 'ready',
    help: 'Whether the monitor can do its work; what /readyz says.',
    read: ({readiness}) => flag(readiness.ready),
  });
  book.gauge({
    name: 'readiness_check',
    help: 'Whether a check of readiness is passed.',
    labels: ['check'],
    read: ({readiness}) => readiness.checks.map(({name, ok}) => [flag(ok), name] as const),
  });
  book.gauge({
    name: 'gate_shut',
    help: 'Whether a reason keeps the monitor as a whole from firing.',
    labels: ['reason'],
    read: ({status: {state, gate}}) =>
      state === 'starting'
        ? undefined
        : GATE_REASONS.map((reason): Sample => [flag(gate.some((row) => row.reason === reason)), reason]),
  });
  book.gauge({
    name: 'halted',
    help: 'Whether trading is halted.',
    read: ({status: {state, gate}}) =>
      state === 'starting' ? undefined : flag(gate.some(({reason}) => reason === 'halted')),
  });
}
