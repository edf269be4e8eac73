import {Monitor} from '../../../engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../../engine/monitor-options.ts';
import {Tenure} from '../../../engine/tenure.ts';
import {SymbolDirectory} from '../../../engine/symbol-directory.ts';
import {SteadyLink} from '../../../link/steady-link.ts';
import {InstrumentBook} from '../../../market/instrument.ts';
import type {Plan} from '../../../plan/plan.ts';
import type {Intent} from '../../../ports/broker.ts';
import type {JournalEntry} from '../../../ports/journal.ts';
import {SqliteStore} from '../../../store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../system/seeded-random.ts';
import {VirtualClock} from '../../../system/virtual-clock.ts';
import type {ResolverOf} from '../normalization-plant.ts';
import {LedgerBroker} from './ledger-broker.ts';
import type {Scene, ScenePlan} from './scene.ts';

/** Monday noon; any time would do. */
const START_MS = Date.UTC(2026, 0, 5, 12);
const QUIET = 1000;
/** Plans fire above this. */
const LEVEL = 1020;
/** Each symbol of the feed rises to a price of its own, by which an order tells whose quote it was. */
const RISEN = 1040;
const STEP = 2 ** -12;
const SPREAD = 2 ** -3;
/** What every plan of a scene buys. */
export const VOLUME_LOTS = 0.25;

/** An order as the broker saw it. */
export type SeenOrder = Readonly<{
  brokerSymbol: string;
  /** Whose quote moved the plan. */
  feedSymbol: string;
  volumeLots: number;
}>;

/** What came of a plan. */
export type PlayedPlan = Readonly<{
  plan: ScenePlan;
  orders: readonly SeenOrder[];
  /** Whether the engine says of its own accord that the plan has no instrument. */
  isExplained: boolean;
}>;

export type PlayedScene = Readonly<{
  plans: readonly PlayedPlan[];
  /** Names under which quotes were wanted that the feed does not list. */
  unlistedSubscriptions: readonly string[];
  /** Work that the engine failed at. */
  failures: readonly string[];
}>;

/** The real engine at a feed and a broker that are watched. */
type Stage = Readonly<{
  monitor: Monitor;
  clock: VirtualClock;
  broker: LedgerBroker;
  subscribed: ReadonlySet<string>;
  failures: readonly string[];
  close: () => Promise<void>;
}>;

/** Plays a scene in the real engine: every symbol of the feed rises, and the plans may fire. */
export async function playScene(scene: Scene, resolverOf: ResolverOf): Promise<PlayedScene> {
  const stage = await openStage(scene, resolverOf);
  const {monitor, broker, subscribed, failures} = stage;
  const quoted = new Set(scene.feed.map(({symbol}) => symbol));
  const unlisted = [...subscribed].filter((name) => !quoted.has(name));
  await quoteAll(scene, stage, () => QUIET);
  await quoteAll(scene, stage, (index) => RISEN + index * STEP);
  const held = new Set([...monitor.notListed()].map((one) => one.planId));
  const isSaid = (id: string) => monitor.explain(id)?.conditions.some(({path}) => path === 'symbol') === true;
  const plans = scene.plans.map((plan, index): PlayedPlan => {
    const id = idOf(index);
    const orders = broker.ledger.filter((order) => order.planId === id);
    const isExplained = held.has(id) && isSaid(id);
    return {plan, orders: orders.map((order) => seenOrder(order, scene)), isExplained};
  });
  await stage.close();
  // A feed that lists nothing says nothing of its names.
  return {plans, unlistedSubscriptions: quoted.size === 0 ? [] : unlisted, failures};
}

async function openStage(
  {feed, broker: listed, mapped, plans}: Scene,
  resolverOf: ResolverOf,
): Promise<Stage> {
  const clock = new VirtualClock(START_MS);
  const broker = new LedgerBroker(START_MS);
  const subscribed = new Set<string>();
  const failures: string[] = [];
  const store = await SqliteStore.open({path: ':memory:', clock, random: new SeededRandom(1)});
  const symbols = new SymbolDirectory({feed, broker: listed, mapped: mapped ?? {}, resolverOf});
  const wanted = {
    link: new SteadyLink(START_MS),
    subscribe: (symbol: string) => subscribed.add(symbol),
    unsubscribe: (symbol: string) => subscribed.delete(symbol),
    neverCloses: true,
    past: undefined,
  };
  const journal = {record: (entry: JournalEntry) => failures.push(...failureOf(entry))};
  const tenure = await Tenure.forGood({clock, store, journal});
  const instruments = new InstrumentBook();
  const monitor = new Monitor(
    {clock, store, broker, symbols, feed: wanted, journal, tenure, instruments},
    MONITOR_DEFAULTS,
  );
  await store.add(plans.map(planOf), START_MS);
  await monitor.open();
  const close = async () => {
    await monitor.close();
    await store.close();
  };
  return {monitor, clock, broker, subscribed, failures, close};
}

/** One quote of every symbol of the feed that is subscribed, each worked to its end; then a sweep. */
async function quoteAll(
  {feed}: Scene,
  {monitor, clock, subscribed}: Stage,
  bidOf: (index: number) => number,
): Promise<void> {
  for (const [index, {symbol}] of feed.entries()) {
    clock.set(clock.now() + 1000);
    // As a feed does: it quotes what is asked for, under its own names.
    if (!subscribed.has(symbol)) continue;
    const nowMs = clock.now();
    const bid = bidOf(index);
    monitor.onQuote({symbol, bid, ask: bid + SPREAD, timeMs: nowMs, receivedAtMs: nowMs});
    await monitor.settled();
  }
  await monitor.sweep();
  await monitor.settled();
}

function seenOrder({symbol, firedPrice, volumeLots}: Intent, {feed}: Scene): SeenOrder {
  const mover = feed[(firedPrice - SPREAD - RISEN) / STEP];
  return {brokerSymbol: symbol, feedSymbol: mover?.symbol ?? `nobody, ${firedPrice}`, volumeLots};
}

function failureOf(entry: JournalEntry): readonly string[] {
  return entry.kind === 'failure' ? [`${entry.doing}: ${entry.message}`] : [];
}

function idOf(index: number): string {
  return `plan-${index}`;
}

function planOf({symbol}: ScenePlan, index: number): Plan {
  return {
    id: idOf(index),
    symbol,
    side: 'buy',
    volumeLots: VOLUME_LOTS,
    entry: {type: 'market'},
    levels: null,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: START_MS,
    when: {price: {above: LEVEL}},
    cancelWhen: null,
    group: null,
    notes: null,
  };
}
