import {hostname} from 'node:os';
import type {LockBook} from '../contention/lock-book.ts';
import type {Monitor} from '../engine/monitor.ts';
import type {MonitorLoops} from '../engine/monitor-loops.ts';
import type {Tenure} from '../engine/tenure.ts';
import type {Clock} from '../ports/clock.ts';
import type {LinkReport} from '../ports/link.ts';
import type {ChannelLag} from '../ports/outbox.ts';
import type {QueuedStore} from '../store/sqlite/queued-store.ts';
import {isoTime} from './plan-view.ts';
import {reconcileView} from './reconcile-view.ts';
import type {Settings} from './settings.ts';

/** Desks shown by `status`; the rest is counted. */
const DESKS_SHOWN_MAX = 50;
/** Plans without an instrument that `status` shows. */
const NOT_LISTED_SHOWN_MAX = 50;
const QUARANTINED_SHOWN_MAX = 50;

/** What the status is read from. */
export type StatusParts = Readonly<{
  settings: Settings;
  clock: Clock;
  startedAtMs: number;
  /** Undefined while the monitor is still starting. */
  monitor: Monitor | undefined;
  loops: MonitorLoops | undefined;
  tenure: Tenure | undefined;
  store: Pick<QueuedStore, 'counters' | 'lockHolders'> | undefined;
  locks: LockBook;
  /** How far behind each channel of notifications is. Default: there are none. */
  channels?: readonly ChannelLag[];
}>;

/** Who monitors, and whether it can: what every answer of a monitor begins with. */
export function headOf({
  settings,
  startedAtMs,
  monitor,
  tenure,
}: Pick<StatusParts, 'settings' | 'startedAtMs' | 'monitor' | 'tenure'>) {
  return {
    pid: process.pid,
    host: hostname(),
    since: isoTime(startedAtMs),
    state: monitor === undefined ? ('starting' as const) : ('running' as const),
    feed: settings.feed.kind,
    broker: settings.broker.kind,
    lease: tenure === undefined ? null : {...leaseOf(tenure), ttlMs: settings.monitor.leaseTtlMs},
    links: monitor === undefined ? null : linksOf(monitor),
    /** What keeps anything from firing; empty in ordinary times. */
    gate: monitor?.gateRows ?? [],
    clock: monitor?.sourceClock ?? null,
    plans: monitor === undefined ? {} : countBy(monitor.rows(), ({status}) => status),
  };
}

/** What the running monitor says of itself. Times are ISO-8601 UTC. */
export function statusOf({
  settings,
  clock,
  startedAtMs,
  monitor,
  loops,
  tenure,
  store,
  locks,
  channels = [],
}: StatusParts) {
  const nowMs = clock.now();
  const sweep = monitor?.lastSweep;
  return {
    ...headOf({settings, startedAtMs, monitor, tenure}),
    asOf: isoTime(nowMs),
    /** Who answers conditions on data beside the market. */
    sources: monitor === undefined ? [] : sourcesOf(monitor),
    quotes: monitor?.quoteCounts,
    desks: monitor === undefined ? [] : desksOf(monitor, nowMs),
    notListed: monitor === undefined ? [] : notListedOf(monitor),
    sweep: sweep === undefined ? null : {...sweep, at: isoTime(sweep.atMs)},
    missedByEvents: monitor?.missedByEvents ?? 0,
    reconciliation:
      monitor?.lastReconciliation === undefined ? null : reconcileView(monitor.lastReconciliation, 'monitor'),
    loops: loops?.report() ?? [],
    pauses: pausesOf(settings),
    quarantined: monitor === undefined ? [] : quarantinedOf(monitor),
    brokenRows: monitor?.brokenRows.map(({id, problems}) => ({id, problems})) ?? [],
    census: monitor?.census(),
    store: store === undefined ? undefined : {...store.counters(), lockHolders: store.lockHolders()},
    locks: locks.report(),
    notifications: channels.map(({failingSinceMs, ...lag}) => ({
      ...lag,
      failingSince: isoTime(failingSinceMs),
    })),
  };
}

/** The answer to `/v1/status`. */
export type MonitorStatus = ReturnType<typeof statusOf>;

function notListedOf(monitor: Monitor) {
  const shown = [...monitor.notListed()].slice(0, NOT_LISTED_SHOWN_MAX);
  return shown.map(({lookAgainAtMs, ...plan}) => ({...plan, lookAgainAt: isoTime(lookAgainAtMs || null)}));
}

function sourcesOf(monitor: Monitor) {
  return [...monitor.sources()].map(({dataTimeMs, ...source}) => ({
    ...source,
    dataTime: isoTime(dataTimeMs),
  }));
}

/** Between turns of the loops. */
function pausesOf({monitor: {syncMs, sweepMs, reconcileMs}}: Settings) {
  return {syncMs, sweepMs, reconcileMs};
}

function leaseOf(tenure: Tenure) {
  const {acquiredAtMs, renewedAtMs, ...lease} = tenure.report();
  return {...lease, acquiredAt: isoTime(acquiredAtMs), renewedAt: isoTime(renewedAtMs)};
}

function linksOf({links: {feed, broker}}: Monitor) {
  return {feed: linkOf(feed), broker: linkOf(broker)};
}

function linkOf({sinceMs, nextRetryAtMs, ...link}: LinkReport) {
  return {...link, since: isoTime(sinceMs), nextRetryAt: isoTime(nextRetryAtMs)};
}

function quarantinedOf(monitor: Monitor) {
  return [...monitor.quarantined()]
    .slice(0, QUARANTINED_SHOWN_MAX)
    .map(({untilMs, ...rest}) => ({...rest, until: isoTime(untilMs)}));
}

function desksOf(monitor: Monitor, nowMs: number) {
  const desks = [...monitor.desks()].slice(0, DESKS_SHOWN_MAX);
  return desks.map(({symbol, plans, quotes, quote, quoteState}) => ({
    symbol,
    plans,
    quotes,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    quoteState: quoteState ?? null,
    quoteAgeMs: quote === undefined ? null : Math.max(0, Math.round(nowMs - quote.receivedAtMs)),
  }));
}

function countBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
