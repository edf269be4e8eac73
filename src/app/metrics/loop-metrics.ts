import type {LoopReport} from '../../engine/loop-health.ts';
import type {MetricBook, Sample} from './metric-book.ts';
import {flag, type Moment} from './moment.ts';

/** The loops that give the monitor its rhythm. */
export function loopMetrics(book: MetricBook): void {
  const labels = ['loop'];
  book.counter({
    name: 'loop_turns_total',
    help: 'Turns of a loop.',
    labels,
    read: each(({turns}) => turns),
  });
  book.counter({
    name: 'loop_failures_total',
    help: 'Turns of a loop that failed; the next one comes all the same.',
    labels,
    read: each(({failures}) => failures),
  });
  book.counter({
    name: 'loop_restarts_total',
    help: 'Times that a loop ended without being asked to, and was started again.',
    labels,
    read: each(({restarts}) => restarts),
  });
  book.gauge({
    name: 'loop_turn_age_seconds',
    help: 'Since the last turn of a loop began, or since it was started; quotes and expiries come when they come.',
    labels,
    read: each(({lastTurnMs, sinceMs}, nowMs) => Math.max(0, nowMs - (lastTurnMs ?? sinceMs)) / 1000),
  });
  book.gauge({
    name: 'loop_stalled',
    help: 'Whether a turn of a loop hangs.',
    labels,
    read: each(({isStalled}) => flag(isStalled)),
  });
}

function each(valueOf: (report: LoopReport, nowMs: number) => number): (moment: Moment) => Sample[] {
  return ({status, nowMs}) => status.loops.map((report) => [valueOf(report, nowMs), report.name]);
}
