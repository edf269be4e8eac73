import {PaperBroker} from '../broker/paper/paper-broker.ts';
import {LockBook} from '../contention/lock-book.ts';
import {Monitor} from '../engine/monitor.ts';
import {MonitorLoops} from '../engine/monitor-loops.ts';
import {InputError, messageOf} from '../errors.ts';
import {openRecording} from '../feed/replay/recording.ts';
import {ReplayFeed} from '../feed/replay/replay-feed.ts';
import {SimulatedFeed} from '../feed/simulated/simulated-feed.ts';
import {monitorApp} from '../http/monitor-app.ts';
import {InstrumentBook} from '../market/instrument.ts';
import {Zone} from '../market/zone.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import {WorkerStore} from '../store/sqlite/worker-store.ts';
import {SeededRandom} from '../system/seeded-random.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {listenOn, socketPathOf} from './monitor-socket.ts';
import {matchingRulesOf, monitorOptionsOf} from './options.ts';
import type {Settings} from './settings.ts';
import {readInstruments, symbolsOf} from './symbols.ts';
import {statusOf} from './status.ts';

export type RunOptions = Readonly<{
  settings: Settings;
  journal: Journal;
  /** Ends the run cleanly. */
  signal: AbortSignal;
  /** One complete pass over what the feed has now, then the end: for cron. */
  once: boolean;
  /** Ends cleanly after this time. */
  forMs?: number;
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
 * @throws {BusyError} MONITOR_RUNNING when another monitor watches the database.
 */
export async function runMonitor({settings, journal, signal, once, forMs}: RunOptions): Promise<RunReport> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  await using closers = new AsyncDisposableStack();

  const startedAtMs = clock.now();
  const lost = new AbortController();
  let monitor: Monitor | undefined;
  let store: WorkerStore | undefined;
  const locks = new LockBook(clock);
  const line = monitorApp({
    status: () => statusOf({settings, clock, startedAtMs, monitor, store, locks}),
    explain: (planId) => monitor?.explain(planId),
  });
  closers.defer(() => line.close());
  await listenOn(socketPathOf(settings.db), line);

  store = await WorkerStore.open({
    path: settings.db,
    clock,
    random,
    deadlineMs: settings.dbDeadlineMs,
    meter: locks.meter('databaseWriter'),
    // A database that is lost for good ends the run: what is not settled is settled at the next start.
    onFailure: (error) => {
      journal.record({kind: 'failure', planId: null, doing: 'keep the database', message: messageOf(error)});
      lost.abort(error);
    },
  });
  closers.defer(() => store?.close());

  const feed = await feedOf(settings, clock);
  const listed = await readInstruments(settings.broker.list);
  const broker = await PaperBroker.open({
    path: settings.broker.book ?? `${settings.db}.paper`,
    clock,
    instruments: new InstrumentBook(settings.instruments, listed, await feed.instruments()),
    random: new SeededRandom(settings.broker.seed),
    rules: matchingRulesOf(settings),
    listed,
  });
  closers.defer(() => broker.close());
  await broker.connect();

  const symbols = await symbolsOf(settings, {feed, broker});
  const opened = new Monitor(
    {clock, store, broker, feed, journal, symbols, locks, quoteObserver: broker},
    monitorOptionsOf(settings),
  );
  await opened.open();
  closers.defer(() => opened.close());
  monitor = opened;
  const {plans, desks} = opened.census();
  journal.record({kind: 'started', plans, symbols: desks, feed: settings.feed.kind, broker: broker.name});

  const time = new AbortController();
  const timer = forMs === undefined ? undefined : clock.at(clock.now() + forMs, () => time.abort());
  closers.defer(() => timer?.cancel());
  const stop = AbortSignal.any([signal, time.signal, lost.signal]);
  const ran = once
    ? await pass(opened, feed, stop)
    : await new MonitorLoops(opened, clock, journal, settings.monitor).run(feed.events(stop), stop);
  lost.signal.throwIfAborted();
  const ended = ran === 'aborted' && time.signal.aborted ? 'timeOver' : ran;
  return {ended, quotes: opened.quoteCounts, missedByEvents: opened.missedByEvents};
}

/** Works each quote to rest before the next, so that many single passes decide as one long run. */
async function pass(monitor: Monitor, feed: Feed, signal: AbortSignal): Promise<'passDone' | 'aborted'> {
  for await (const event of feed.pass(signal)) {
    if (event.type === 'quote' && monitor.onQuote(event.quote)) await monitor.settled();
  }
  monitor.expireDue();
  await monitor.settled();
  return signal.aborted ? 'aborted' : 'passDone';
}

async function feedOf({feed, instruments}: Settings, clock: Clock): Promise<Feed> {
  const listed = await readInstruments(feed.list);
  switch (feed.kind) {
    case 'simulated':
      return new SimulatedFeed({
        clock,
        seed: feed.seed,
        tickMs: feed.tickMs,
        alwaysOpen: feed.alwaysOpen,
        listed,
        instruments: new InstrumentBook(instruments),
      });
    case 'replay':
      if (feed.files.length === 0) {
        throw new InputError('USAGE_INVALID', 'The replay feed has no files', {
          field: 'feed.files',
          hint: 'name the recordings with --file',
        });
      }
      return new ReplayFeed(
        await openRecording(feed.files, {
          ...feed,
          zone: feed.zone === undefined ? undefined : new Zone(feed.zone),
          instruments: new InstrumentBook(instruments),
        }),
        {clock, speed: feed.speed, listed},
      );
  }
}
