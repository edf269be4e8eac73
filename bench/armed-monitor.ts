import {PaperBroker} from '../src/broker/paper/paper-broker.ts';
import {Monitor} from '../src/engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../src/engine/monitor-options.ts';
import {Tenure} from '../src/engine/tenure.ts';
import {handFed} from '../src/feed/hand-fed.ts';
import {SteadyLink} from '../src/link/steady-link.ts';
import {InstrumentBook} from '../src/market/instrument.ts';
import type {Plan} from '../src/plan/plan.ts';
import {SILENT} from '../src/ports/journal.ts';
import type {Store} from '../src/ports/store.ts';
import {SqliteStore} from '../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../src/system/seeded-random.ts';
import {VirtualClock} from '../src/system/virtual-clock.ts';
import {START_MS} from './armed-plans.ts';

export type Armed = Readonly<{monitor: Monitor; clock: VirtualClock; store: Store}>;

/** The real engine that holds these plans, with quotes and time in the bench's hand. */
export async function armedMonitor(plans: readonly Plan[]): Promise<Armed> {
  const clock = new VirtualClock(START_MS);
  const random = new SeededRandom(1);
  const store = await SqliteStore.open({path: ':memory:', clock, random});
  const instruments = new InstrumentBook();
  const broker = await PaperBroker.open({path: null, clock, random, instruments});
  const feed = handFed(new SteadyLink(START_MS));
  const tenure = await Tenure.forGood({clock, store, journal: SILENT});
  const monitor = new Monitor(
    {clock, store, broker, feed, journal: SILENT, tenure, instruments, quoteObserver: broker},
    MONITOR_DEFAULTS,
  );
  await store.add(plans, START_MS);
  await monitor.open();
  return {monitor, clock, store};
}
