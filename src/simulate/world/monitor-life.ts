import {GatewayBroker} from '../../broker/gateway/gateway-broker.ts';
import {type Closers, closing} from '../../closers.ts';
import {holdLease} from '../../engine/hold-lease.ts';
import {Monitor, type MonitorPorts} from '../../engine/monitor.ts';
import {LOOP_DEFAULTS, type LoopOptions, MonitorLoops} from '../../engine/monitor-loops.ts';
import type {MonitorOptions} from '../../engine/monitor-options.ts';
import {type Tenure, TENURE_DEFAULTS} from '../../engine/tenure.ts';
import {UnavailableError} from '../../errors.ts';
import {GatewayFeed} from '../../feed/gateway/gateway-feed.ts';
import type {InstrumentBook} from '../../market/instrument.ts';
import type {Journal} from '../../ports/journal.ts';
import {type DiskParts} from '../disk/simulated-taker.ts';
import {SimulatedStore} from '../disk/simulated-store.ts';
import {type Acknowledged, acknowledging} from '../judge/acknowledged.ts';
import type {Given} from '../judge/hindsight/given.ts';
import {notedFeed, notedMonitor, notedStore} from '../judge/hindsight/noting.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {SimulationPlant} from '../plants/simulation-plant.ts';
import {type ClientParts, SimulatedClient} from '../wire/simulated-client.ts';

/** As in production, but for the look for changes: four a second show no more than one. */
const LOOPS = {...LOOP_DEFAULTS, syncMs: 1000};
/** How long a standby waits for the lease before it is started anew. */
const STANDBY_MS = 600_000;

export type LifeParts = Readonly<{
  disk: DiskParts;
  line: ClientParts;
  journal: Journal;
  instruments: InstrumentBook;
  options: MonitorOptions;
  plant: SimulationPlant | undefined;
  acknowledged: Acknowledged;
  given: Given;
  loops: Partial<LoopOptions>;
}>;

/** A monitor that is open, for who looks at it from outside. */
export type OpenMonitor = Readonly<{monitor: Monitor; store: SimulatedStore; tenure: Tenure}>;

/**
 * One run of a monitor, as `vigil run` does it: store, lease, line, engine, loops. It ends when it is asked
 * to, when the lease or the database is lost, or with an error; a process that is killed never gets there.
 *
 * @param opened Called when the engine is open, with its client for the market.
 */
export async function liveAsMonitor(
  parts: LifeParts,
  process: SimulatedProcess,
  signal: AbortSignal,
  opened: (open: OpenMonitor, client: SimulatedClient) => void,
): Promise<void> {
  try {
    await closing((closers) => live(parts, process, {signal, opened, closers}));
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
}

type Terms = Readonly<{
  signal: AbortSignal;
  opened: (open: OpenMonitor, client: SimulatedClient) => void;
  closers: Closers;
}>;

async function live(
  parts: LifeParts,
  process: SimulatedProcess,
  {signal, opened, closers}: Terms,
): Promise<void> {
  const {plant, journal, instruments} = parts;
  const {clock, processes} = process;
  const noting = {given: parts.given, process, kernel: parts.line.kernel};
  const lost = new AbortController();
  const store = SimulatedStore.open(parts.disk, process, {
    onFailure: (error) => lost.abort(error),
    turn: plant?.turn,
  });
  closers.defer(() => store.close());
  const ports = {
    clock,
    store: notedStore(acknowledging(plant?.store?.(store) ?? store, parts.acknowledged), noting),
    journal,
    processes,
  };
  const terms = {...TENURE_DEFAULTS, holderId: process.name, waitMs: STANDBY_MS, signal};
  const held = await holdLease(ports, terms, lost, closers);
  const tenure = plant?.tenure?.(held) ?? held;
  const client = new SimulatedClient(parts.line, process);
  closers.defer(() => client.close());
  try {
    await client.open();
  } catch (error) {
    // The link tells of it, and goes on trying.
    if (!(error instanceof UnavailableError)) throw error;
  }
  const broker = new GatewayBroker(client);
  closers.defer(() => broker.close());
  const feed = new GatewayFeed(client, {clock});
  const sound: MonitorPorts = {
    ...ports,
    broker: plant?.broker?.(broker) ?? broker,
    feed: notedFeed(feed, noting),
    tenure,
    instruments,
  };
  const options = plant?.options?.(parts.options) ?? parts.options;
  const engine = notedMonitor(new Monitor({...sound, ...plant?.ports?.(sound)}, options), noting);
  const monitor = plant?.monitor?.(engine) ?? engine;
  await monitor.open();
  closers.defer(() => monitor.close());
  opened({monitor, store, tenure}, client);
  const loops = new MonitorLoops(monitor, clock, journal, plant?.loops ?? {...LOOPS, ...parts.loops});
  const stop = AbortSignal.any([signal, lost.signal]);
  await loops.run(feed.events(stop), stop);
  lost.signal.throwIfAborted();
}
