import {type Closers, closing} from '../closers.ts';
import {LockBook} from '../contention/lock-book.ts';
import {Announcer} from '../engine/announcer.ts';
import {failureEntry} from '../engine/failure-entry.ts';
import type {Monitor} from '../engine/monitor.ts';
import {MonitorLoops} from '../engine/monitor-loops.ts';
import {holdLease} from '../engine/hold-lease.ts';
import type {Tenure} from '../engine/tenure.ts';
import {BusyError, messageOf} from '../errors.ts';
import {monitorApp} from '../http/monitor-app.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import {NO_SERVICE_MANAGER, type ServiceManager} from '../ports/service-manager.ts';
import {WorkerStore} from '../store/sqlite/worker-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemProcesses} from '../system/system-processes.ts';
import {SystemRandom} from '../system/system-random.ts';
import {randomUuid} from '../store/sqlite/store-options.ts';
import {attendService} from './attend-service.ts';
import {besideMonitor} from './beside-monitor.ts';
import {composeMonitor, openEdges, planEdges} from './compose.ts';
import {ask, keepPublished, MonitorSocket, socketPathOf} from './monitor-socket.ts';
import type {MonitorMetrics} from './metrics/monitor-metrics.ts';
import {channelTermsOf} from './notify-channels.ts';
import {followNotifications} from './notify-thread.ts';
import {NotifyWatch} from './notify-watch.ts';
import {Pulse} from './pulse.ts';
import {readiness} from './readiness.ts';
import {RecentEntries} from './recent-entries.ts';
import {reconcileView} from './reconcile-view.ts';
import {keepRetentionOnce} from './retention.ts';
import type {Settings} from './settings.ts';
import {openSources} from './sources.ts';
import {type StatusParts, statusOf} from './status.ts';
import {TopLine} from './top-line.ts';

/** A monitor that works answers at once; one that does not is judged by its lease. */
const PROBE_DEADLINE_MS = 300;

export type RunOptions = Readonly<{
  settings: Settings;
  journal: Journal;
  /** Ends the run cleanly. */
  signal: AbortSignal;
  /** One complete pass over what the feed has now, then the end: for cron. */
  once: boolean;
  /** Ends cleanly after this time. */
  forMs?: number;
  /** Whoever looks after this process. Default: nobody. */
  serviceManager?: ServiceManager;
  /** How long to wait for a database that another monitor watches. Default: not at all. */
  waitMs?: number;
}>;

export type RunReport = Readonly<{
  ended: 'aborted' | 'timeOver' | 'feedEnded' | 'passDone';
  quotes: Monitor['quoteCounts'];
  missedByEvents: number;
}>;

/**
 * Runs the monitor of a database until the signal, the end of the feed, or one pass.
 *
 * What is opened is closed in reverse, whatever happens; starting and recovering are the same path.
 *
 * @throws {BusyError} MONITOR_RUNNING when another monitor watches the database; LEASE_LOST when another
 *   one has taken over meanwhile.
 */
export function runMonitor(options: RunOptions): Promise<RunReport> {
  return closing((closers) => runWith(options, closers));
}

async function runWith(options: RunOptions, closers: Closers): Promise<RunReport> {
  const {settings, signal, once, forMs, waitMs = 0} = options;
  const clock = new SystemClock();
  const random = new SystemRandom();
  const planned = await planEdges(settings, clock);
  const channels = channelTermsOf(settings);
  const startedAtMs = clock.now();
  const lost = new AbortController();
  let monitor: Monitor | undefined;
  let loops: MonitorLoops | undefined;
  let store: WorkerStore | undefined;
  let tenure: Tenure | undefined;
  const locks = new LockBook(clock);
  const notifications = new NotifyWatch();
  const parts = (): StatusParts => ({
    ...{settings, clock, startedAtMs, monitor, loops, store, tenure, locks},
    channels: notifications.lags,
  });
  const metrics = once ? undefined : await openMetrics(clock, parts, closers);
  const recent = new RecentEntries(metrics?.counted(options.journal) ?? options.journal, clock);
  let journal: Journal = recent;
  const pulse = new Pulse(clock, () => monitor?.quoteCounts.accepted ?? 0);
  const top = new TopLine({
    settings,
    clock,
    startedAtMs,
    monitor: () => monitor,
    tenure: () => tenure,
    pulse,
    recent,
  });
  const line = monitorApp(
    {
      status: () => statusOf(parts()),
      explain: (planId) => monitor?.explain(planId),
      top: (limit) => top.answer(limit),
      reconcile: async () => {
        const report = await monitor?.reconcile();
        return report === undefined ? undefined : reconcileView(report, 'monitor');
      },
    },
    metrics === undefined
      ? undefined
      : {readiness: () => readiness(statusOf(parts())), metrics: () => metrics.exposition()},
  );
  const socketPath = socketPathOf(settings.db);
  const isFree = await refuseIfAnswered(socketPath, waitMs);
  const socket = await MonitorSocket.listen(socketPath, line);
  closers.defer(() => socket.close());
  // Where nobody answers, callers see from the start what this monitor waits for.
  if (isFree) socket.publish();

  store = await WorkerStore.open({
    path: settings.db,
    clock,
    random,
    deadlineMs: settings.dbDeadlineMs,
    meter: locks.meter('databaseWriter'),
    // A database that is lost for good ends the run: what is not settled is settled at the next start.
    onFailure: (error) => {
      journal.record(failureEntry('keep the database', error));
      lost.abort(error);
    },
  });
  closers.defer(() => store?.close());

  const taking = holdLease(
    {clock, store, journal, processes: new SystemProcesses()},
    {
      holderId: randomUuid(random),
      waitMs,
      signal,
      ttlMs: settings.monitor.leaseTtlMs,
      renewMs: settings.monitor.leaseRenewMs,
    },
    lost,
    closers,
  );
  tenure = await unlessAborted(taking, signal);
  if (tenure === undefined) return NOTHING_DONE;
  socket.publish();
  if (!once) keepPublished(socket, {tenure, clock, journal}, closers);

  const told = {clock, journal, outbox: store, once, lost: lost.signal};
  await followNotifications(channels, settings, told, closers);
  const announcer = new Announcer(told, !once);
  closers.defer(() => announcer.close(lost.signal.aborted ? messageOf(lost.signal.reason) : null));
  journal = announcer;

  const waits = once ? null : AbortSignal.any([signal, lost.signal]);
  const opening = openEdges(settings, planned, {clock, random, journal, waits}, closers);
  const edges = await unlessAborted(opening, signal);
  if (edges === undefined) return NOTHING_DONE;
  const sources = await openSources(settings, {clock, journal, instruments: edges.instruments});
  const opened = await composeMonitor(settings, edges, {
    clock,
    store,
    tenure,
    journal,
    locks,
    sources,
    ...(metrics === undefined ? {} : {executions: metrics.executions}),
  });
  await opened.open();
  closers.defer(() => opened.close());
  monitor = opened;
  if (!once) besideMonitor({settings, store, clock, journal, sources, pulse, notifications, lost}, closers);
  const {plans, desks} = opened.census();
  const {feed, broker} = edges;
  journal.record({kind: 'started', plans, symbols: desks, feed: settings.feed.kind, broker: broker.name});

  const time = new AbortController();
  const timer = forMs === undefined ? undefined : clock.at(clock.now() + forMs, () => time.abort());
  closers.defer(() => timer?.cancel());
  const stop = AbortSignal.any([signal, time.signal, lost.signal]);
  loops = new MonitorLoops(opened, clock, journal, settings.monitor);
  if (!once) {
    const {serviceManager = NO_SERVICE_MANAGER} = options;
    const status = `watches the plans of ${settings.db}`;
    closers.defer(attendService(serviceManager, {loops, clock, status, signal: stop}));
  }
  const ran = once ? await pass(opened, feed, stop) : await loops.run(feed.events(stop), stop);
  lost.signal.throwIfAborted();
  if (once) await keepRetentionOnce({settings, store, clock, journal});
  return {
    ended: ran === 'aborted' && time.signal.aborted ? 'timeOver' : ran,
    quotes: opened.quoteCounts,
    missedByEvents: opened.missedByEvents,
  };
}

/** What a run reports that was stopped before it began. */
const NOTHING_DONE: RunReport = {
  ended: 'aborted',
  quotes: {accepted: 0, stale: 0, unwatched: 0, nonPositive: 0, crossed: 0, outOfOrder: 0, jump: 0},
  missedByEvents: 0,
};

/** Loaded for a monitor that goes on only: a single pass has nobody who asks, and the library takes some 40 ms. */
async function openMetrics(
  clock: Clock,
  parts: () => StatusParts,
  closers: Closers,
): Promise<MonitorMetrics> {
  const [{MonitorMetrics}, {LoopDelay}] = await Promise.all([
    import('./metrics/monitor-metrics.ts'),
    import('../system/loop-delay.ts'),
  ]);
  const loopDelay = new LoopDelay();
  closers.defer(() => loopDelay.close());
  return new MonitorMetrics({clock, loopDelay, parts});
}

/** The result of something that the signal ends early; undefined when it did. */
async function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

/**
 * Asks whether another monitor answers for this database.
 *
 * @returns Whether nobody listens there. One that listens and does not answer may be stopped: its lease
 *   then tells whether it can be succeeded.
 * @throws {BusyError} MONITOR_RUNNING when one answers, unless it is to be waited for.
 */
async function refuseIfAnswered(socketPath: string, waitMs: number): Promise<boolean> {
  let running: unknown;
  try {
    running = await ask(socketPath, '/v1/status', {deadlineMs: PROBE_DEADLINE_MS});
  } catch {
    // No answer in time says that somebody may be there, and nothing more.
    return false;
  }
  if (running === undefined) return true;
  if (waitMs > 0) return false;
  const {pid, host, since} = running as {pid?: number; host?: string; since?: string};
  throw new BusyError(
    'MONITOR_RUNNING',
    `Another monitor watches this database: process ${pid} on ${host}, since ${since}`,
    {
      hint: 'one monitor per database; stop that one, wait with --wait 60s, or give this one another --db',
    },
  );
}

/** Works each quote to rest before the next, so that many single passes decide as one long run. */
async function pass(monitor: Monitor, feed: Feed, signal: AbortSignal): Promise<'passDone' | 'aborted'> {
  for await (const event of feed.pass(signal)) {
    if (event.type === 'clock') monitor.onSourceClock(event.sourceMs, event.atMs, event.errorMs);
    if (event.type === 'gap') monitor.onGap(event.symbol);
    if (event.type !== 'quote' || !monitor.accept(event.quote)) continue;
    // There is no later quote at which analyses could say more.
    await monitor.warmedUp();
    if (monitor.work(event.quote)) await monitor.settled();
  }
  monitor.expireDue();
  await monitor.settled();
  return signal.aborted ? 'aborted' : 'passDone';
}
