import type {Chart} from '../report/chart.ts';
import type {Sample} from './lock-sampler.ts';
import type {MonitorResult} from './monitor-session.ts';

/** Places on the x axis, at most; more would not be seen. */
const PLACES_MAX = 600;
const STEP_MIN_MS = 200;

/** Waits, queues and the event loop of every monitor, over the time of the run. */
export function concurrencyCharts(monitors: readonly MonitorResult[]): readonly Chart[] {
  const lastMs = Math.max(0, ...monitors.map(({samples}) => samples.at(-1)?.atMs ?? 0));
  const stepMs = Math.max(STEP_MIN_MS, lastMs / PLACES_MAX);
  const xs = Array.from({length: Math.ceil(lastMs / stepMs) + 1}, (_, index) => (index * stepMs) / 1000);
  const chart = (title: string, yLabel: string, valueOf: (sample: Sample) => number): Chart => ({
    title,
    xLabel: 'seconds',
    yLabel,
    xs,
    series: monitors.map(({by, samples}) => ({
      name: by,
      values: worstAt(xs.length, stepMs, {samples, valueOf}),
    })),
  });
  return [
    chart('Wait for the lock of a plan', 'ms, mean', ({plan}) => plan.meanWaitMs),
    chart('Waiting for the lock of a plan', 'pieces of work', ({plan}) => plan.depth),
    chart('Wait for the database writer', 'ms, mean', ({databaseWriter}) => databaseWriter.meanWaitMs),
    chart('Waiting for the database writer', 'calls', ({databaseWriter}) => databaseWriter.depth),
    chart('Delay of the event loop', 'ms, worst', ({loopDelayMs}) => loopDelayMs),
  ];
}

/** The largest value about each place; 0 where nobody looked. */
function worstAt(
  places: number,
  stepMs: number,
  {samples, valueOf}: Readonly<{samples: readonly Sample[]; valueOf: (sample: Sample) => number}>,
): readonly number[] {
  const values = Array.from({length: places}, () => 0);
  for (const sample of samples) {
    const place = Math.max(0, Math.round(sample.atMs / stepMs));
    values[place] = Math.max(values[place] ?? 0, valueOf(sample));
  }
  return values.slice(0, places);
}
