import {type Closers, closing} from '../closers.ts';
import {IDEAL_RULES, type MatchingRules} from '../broker/matching/matching-rules.ts';
import {PaperBroker} from '../broker/paper/paper-broker.ts';
import {Monitor} from '../engine/monitor.ts';
import {MONITOR_DEFAULTS, type MonitorOptions} from '../engine/monitor-options.ts';
import {type NearestMiss, NearestMisses} from '../engine/nearest-miss.ts';
import {Tenure} from '../engine/tenure.ts';
import {openRecording, type Recording} from '../feed/replay/recording.ts';
import type {RecordingOptions} from '../feed/replay/recording-options.ts';
import {SteadyLink} from '../link/steady-link.ts';
import type {InstrumentBook} from '../market/instrument.ts';
import type {Quote} from '../market/quote.ts';
import type {Plan} from '../plan/plan.ts';
import {type Journal, SILENT} from '../ports/journal.ts';
import type {Source} from '../ports/source.ts';
import type {PlanRow} from '../ports/store.ts';
import {SqliteStore} from '../store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../system/seeded-random.ts';
import {rest, VirtualClock} from '../system/virtual-clock.ts';
import {handFed} from '../feed/hand-fed.ts';

export type ReplayOptions = Readonly<{
  files: readonly string[];
  recording: RecordingOptions;
  /** The plans, those without a creation time created at that of the first quote. */
  plansCreatedAt: (createdAtMs: number) => readonly Plan[];
  instruments: InstrumentBook;
  /** How the paper broker fills. Default: ideal. */
  rules?: MatchingRules;
  seed?: number;
  monitor?: MonitorOptions;
  journal?: Journal;
  /** Who answers what conditions ask beside the market. Default: nobody. */
  sources?: readonly Source[];
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}>;

export type ReplayReport = Readonly<{
  counts: Monitor['quoteCounts'];
  first: Quote | undefined;
  last: Quote | undefined;
  /** By plan id. */
  rows: readonly PlanRow[];
  badLines: Recording['badLines'];
  clocks: Recording['clocks'];
  missedByEvents: number;
  /** For each plan that never fired: when it came nearest; undefined: it was never asked. */
  misses: ReadonlyMap<string, NearestMiss | undefined>;
}>;

/**
 * Runs the engine over recorded quotes, exactly: the clock is the stream, and each accepted quote is
 * worked to rest before the next. Nothing of the user's is touched: plans, history and positions are
 * in memory.
 */
export function replay(options: ReplayOptions): Promise<ReplayReport> {
  return closing((closers) => replayWith(options, closers));
}

async function replayWith(options: ReplayOptions, closers: Closers): Promise<ReplayReport> {
  const {files, recording: recordingOptions, journal = SILENT} = options;
  const clock = new VirtualClock();
  const random = new SeededRandom(options.seed ?? 1);
  const store = await SqliteStore.open({path: ':memory:', databaseId: 'replay', clock, random});
  closers.defer(() => store.close());
  const broker = await PaperBroker.open({
    path: null,
    clock,
    random,
    instruments: options.instruments,
    rules: options.rules ?? IDEAL_RULES,
  });
  closers.defer(() => broker.close());
  const feed = handFed(new SteadyLink(0));
  const tenure = await Tenure.forGood({clock, store, journal});
  // A recording is never late: its own times are the clock.
  const monitorOptions = {...(options.monitor ?? MONITOR_DEFAULTS), quoteAgeMaxMs: Number.POSITIVE_INFINITY};
  const misses = new NearestMisses();
  const monitor = new Monitor(
    {
      clock,
      store,
      broker,
      feed,
      journal,
      tenure,
      instruments: options.instruments,
      quoteObserver: broker,
      witness: misses,
      ...(options.sources === undefined ? {} : {sources: options.sources}),
    },
    monitorOptions,
  );
  await monitor.open();

  const recording = await openRecording(files, recordingOptions);
  const symbols = new Set<string>();
  let first: Quote | undefined;
  let last: Quote | undefined;
  for await (const batch of recording.batches()) {
    if (options.signal?.aborted === true) break;
    for (const quote of batch) {
      if (!symbols.has(quote.symbol)) {
        symbols.add(quote.symbol);
        monitor.follow(quote.symbol);
      }
      if (!monitor.accept(quote)) continue;
      // Orders on their way arrive in between, at the price that then stands.
      if ((clock.nextTimerMs ?? Number.POSITIVE_INFINITY) <= quote.timeMs)
        await clock.advanceTo(quote.timeMs);
      clock.set(quote.timeMs);
      if (first === undefined) {
        first = quote;
        await store.add(options.plansCreatedAt(Math.floor(quote.timeMs)), quote.timeMs);
        await monitor.sync();
      }
      last = quote;
      if (monitor.work(quote)) await rest();
      const view = monitor.view(quote.symbol);
      if (view !== undefined) misses.seen(view);
    }
    options.onProgress?.(recording.bytesTotal === 0 ? 1 : recording.bytesRead / recording.bytesTotal);
  }
  if (first === undefined) await store.add(options.plansCreatedAt(0), 0);
  const {rows} = await store.list();
  return {
    counts: monitor.quoteCounts,
    first,
    last,
    rows: [...rows].sort((a, b) => (a.plan.id < b.plan.id ? -1 : 1)),
    badLines: recording.badLines,
    clocks: recording.clocks,
    missedByEvents: monitor.missedByEvents,
    misses: new Map(
      rows
        .filter(({levels}) => levels.every(({fill}) => fill === null))
        .map(({plan}) => [plan.id, misses.of(plan.id)]),
    ),
  };
}
