import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {MonitorMetrics} from '../../../src/app/metrics/monitor-metrics.ts';
import {settingsSchema} from '../../../src/app/settings.ts';
import {type MonitorStatus, type StatusParts, statusOf} from '../../../src/app/status.ts';
import {LockBook} from '../../../src/contention/lock-book.ts';
import {MonitorLoops} from '../../../src/engine/monitor-loops.ts';
import {SILENT} from '../../../src/ports/journal.ts';
import type {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {type MonitorWorld, START_MS} from '../../engine/monitor-world.ts';
import {hasProgram} from '../../has-program.ts';

const PARSER = join(import.meta.dirname, 'exposition.py');

export const hasPython = hasProgram('python3');

type Family = Readonly<{
  help: string;
  type: string;
  samples: readonly (readonly [string, Readonly<Record<string, string>>, number])[];
}>;

/** What a parser that knows nothing of ours has read. */
export class Scrape {
  readonly families: Readonly<Record<string, Family>>;

  constructor(text: string) {
    const {status, stdout, stderr} = spawnSync('python3', [PARSER], {
      input: text,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(stderr);
    this.families = JSON.parse(stdout) as Scrape['families'];
  }

  get samples(): readonly (readonly [string, Readonly<Record<string, string>>, number])[] {
    return Object.values(this.families).flatMap(({samples}) => samples);
  }

  /** `vigil_` is left out of the name; undefined when there is no such series. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const wanted = Object.entries(labels);
    const found = this.samples.filter(
      ([of, has]) =>
        of === `vigil_${name}` &&
        Object.keys(has).length === wanted.length &&
        wanted.every(([label, value]) => has[label] === value),
    );
    return found[0]?.[2];
  }

  /** Of a metric with one label: its values by the label's. */
  by(name: string): Readonly<Record<string, number>> {
    const samples = this.families[`vigil_${name}`]?.samples ?? [];
    return Object.fromEntries(samples.map(([, labels, value]) => [Object.values(labels).join(' '), value]));
  }
}

/** A world with its metrics. */
export type Scraped = Readonly<{
  metrics: MonitorMetrics;
  locks: LockBook;
  loops: MonitorLoops;
  status: () => MonitorStatus;
  scrape: () => Promise<Scrape>;
}>;

export function scraped(world: MonitorWorld): Scraped {
  const {clock, tenure} = world;
  const locks = new LockBook(clock);
  const loops = new MonitorLoops(world.monitor, clock, SILENT);
  // The lease of a world is for good, and never renewed.
  const given = settingsSchema.parse({monitor: {leaseTtlMs: 86_400_000}});
  const settings: StatusParts['settings'] = {...given, db: 'plans.db'};
  const parts = (): StatusParts => ({
    settings,
    clock,
    startedAtMs: START_MS,
    monitor: world.monitor,
    loops,
    tenure,
    store: world.store as SqliteStore,
    locks,
  });
  const loopDelay = {delays: () => ({p50: 1, p99: 20, max: 300})};
  const metrics = new MonitorMetrics({clock, loopDelay, parts});
  world.executions = metrics.executions;
  return {
    metrics,
    locks,
    loops,
    status: () => statusOf(parts()),
    scrape: async () => new Scrape((await metrics.exposition()).body),
  };
}
