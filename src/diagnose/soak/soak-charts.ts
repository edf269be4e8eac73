import type {Chart, ChartSeries} from '../report/chart.ts';
import type {Checkpoint} from './checkpoint.ts';
import type {SoakOptions} from './soak-options.ts';

const MIB = 1024 * 1024;

/** Memory, resources and census of a run, over its lifecycles. */
export function soakCharts(checkpoints: readonly Checkpoint[], options: SoakOptions): readonly Chart[] {
  const xs = checkpoints.map(({lifecycles}) => lifecycles);
  const shadedUntilX = xs[options.warmUpCheckpoints - 1] ?? 0;
  const shared = {xLabel: 'lifecycles', xs, shadedUntilX};
  const line = (name: string, valueOf: (one: Checkpoint) => number | null): ChartSeries => ({
    name,
    values: checkpoints.map((one) => valueOf(one) ?? 0),
  });
  const mib = (name: string, valueOf: (one: Checkpoint) => number | null): ChartSeries =>
    line(name, (one) => (valueOf(one) ?? 0) / MIB);
  const hasWorker = checkpoints.some(({workerHeapBytes}) => workerHeapBytes !== null);
  return [
    {
      ...shared,
      title: 'Heap after collection',
      yLabel: 'MiB',
      series: [
        mib('heap', (one) => one.heapBytes),
        ...(hasWorker ? [mib('heap of the store’s thread', (one) => one.workerHeapBytes)] : []),
      ],
    },
    {
      ...shared,
      title: 'Memory outside the heap',
      yLabel: 'MiB',
      series: [
        mib('external', (one) => one.externalBytes),
        mib('array buffers', (one) => one.arrayBufferBytes),
        mib('write-ahead log', (one) => one.walBytes),
      ],
    },
    {
      ...shared,
      title: 'Resident memory and database',
      yLabel: 'MiB',
      series: [mib('resident (RSS)', (one) => one.rssBytes), mib('database', (one) => one.databaseBytes)],
    },
    {
      ...shared,
      title: 'Resources',
      yLabel: 'count',
      series: [
        line('handles', (one) => one.handles),
        line('timers', (one) => one.timers),
        line('listeners', (one) => one.listeners),
        line('subscriptions', (one) => one.subscriptions),
      ],
    },
    {
      ...shared,
      title: 'Census',
      yLabel: 'count',
      series: censusLines(checkpoints),
    },
  ];
}

function censusLines(checkpoints: readonly Checkpoint[]): readonly ChartSeries[] {
  const lines = new Map<string, number[]>();
  for (const {census} of checkpoints) {
    for (const [name, count] of Object.entries(census)) {
      const values = lines.get(name);
      if (values === undefined) lines.set(name, [count]);
      else values.push(count);
    }
  }
  return [...lines].map(([name, values]) => ({name, values}));
}
