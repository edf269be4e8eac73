import {Counter, Gauge, Histogram, Registry} from 'prom-client';
import type {Moment} from './moment.ts';

/** A value, and those of its labels in the order of their names. */
export type Sample = readonly [value: number, ...labels: readonly string[]];

/** What a metric says at one moment; undefined: nothing is known. */
export type Reading = number | undefined | Iterable<Sample>;

type ReadMetric = Readonly<{
  name: string;
  help: string;
  labels?: readonly string[];
  read: (moment: Moment) => Reading;
}>;

export type MetricDescription = Readonly<{
  name: string;
  type: string;
  help: string;
  labels: readonly string[];
}>;

/** All begin with it. */
export const PREFIX = 'vigil_';

/**
 * The metrics of one monitor. Most are read from what the monitor keeps anyway, when somebody asks: they cost
 * nothing until then, and cannot differ from what `status` says.
 */
export class MetricBook {
  /** For metrics that count by themselves, and those of the library. */
  readonly registry = new Registry();
  #moment: Moment | undefined;

  /** A value that goes up and down. */
  gauge({name, help, labels = [], read}: ReadMetric): void {
    const gauge: Gauge = new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: (): void => this.#collect(gauge, labels, read, (of, value) => gauge.set(of, value)),
    });
  }

  /** A count since the start that only grows. */
  counter({name, help, labels = [], read}: ReadMetric): void {
    const counter: Counter = new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: (): void => this.#collect(counter, labels, read, (of, value) => counter.inc(of, value)),
    });
  }

  /** Durations, in seconds. */
  durations(name: string, help: string, buckets: readonly number[]): Histogram {
    return new Histogram({name: `${PREFIX}${name}`, help, buckets: [...buckets], registers: [this.registry]});
  }

  /** Things that are counted when they happen; each of `values` is there from the start, so that its first shows. */
  count(name: string, help: string, label: string, values: readonly string[]): (value: string) => void {
    const counter = new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [label],
      registers: [this.registry],
    });
    for (const value of values) counter.inc({[label]: value}, 0);
    return (value) => counter.inc({[label]: value});
  }

  /** All metrics at one moment, in the text format of Prometheus. */
  async text(moment: Moment): Promise<string> {
    this.#moment = moment;
    return this.registry.metrics();
  }

  /** Every metric, whether it has a value now or not; by name. */
  describe(): readonly MetricDescription[] {
    // The library's type leaves out the names of labels.
    const metrics: readonly unknown[] = this.registry.getMetricsAsArray();
    return (metrics as readonly {name: string; type: string; help: string; labelNames: readonly string[]}[])
      .map(({name, type, help, labelNames}) => ({name, type, help, labels: labelNames}))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #collect(
    metric: Readonly<{reset: () => void; remove: () => void}>,
    labels: readonly string[],
    read: ReadMetric['read'],
    set: (labels: Record<string, string>, value: number) => void,
  ): void {
    metric.reset();
    // Without labels the library shows 0 where nothing is known.
    if (labels.length === 0) metric.remove();
    const reading = this.#moment === undefined ? undefined : read(this.#moment);
    if (reading === undefined) return;
    const samples: Iterable<Sample> = typeof reading === 'number' ? [[reading]] : reading;
    for (const [value, ...of] of samples) {
      set(Object.fromEntries(labels.map((label, index) => [label, of[index] ?? ''])), value);
    }
  }
}
