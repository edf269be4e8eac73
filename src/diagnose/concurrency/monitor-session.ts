import type {Census} from '../../engine/monitor.ts';
import type {StoreCounters} from '../../store/sqlite/operation-queue.ts';
import {comeToRest} from './come-to-rest.ts';
import type {JournalCounts} from './engine-journal.ts';
import type {ExclusionWitness} from './exclusion-witness.ts';
import {LedgerFollower} from './ledger-follower.ts';
import {LockSampler, type Sample} from './lock-sampler.ts';
import type {SeenLocks} from './lock-summary.ts';
import {LoopDelay} from './loop-delay.ts';
import {MonitorWorld} from './monitor-world.ts';
import {ledgerIn, type RunOrder} from './run-order.ts';
import {SharedPrices} from './shared-prices.ts';
import {Timetable} from './timetable.ts';

/** What one monitor has seen. */
export type MonitorResult = Readonly<{
  by: string;
  /** What it held when all was to have come to rest. */
  census: Census;
  journal: JournalCounts;
  exclusion: ExclusionWitness['counts'];
  store: StoreCounters;
  loop: Readonly<{p99Ms: number; maxMs: number}>;
  plan: SeenLocks;
  databaseWriter: SeenLocks;
  samples: readonly Sample[];
}>;

/** The part of one monitor in a run: the real engine in a process of its own. */
export async function monitorSession(
  order: RunOrder,
  onProgress: (share: number) => void,
): Promise<MonitorResult> {
  const {options, seed, folder} = order;
  const world = await MonitorWorld.open(order);
  const {by, clock, monitor, ledger} = world;
  const started = Promise.withResolvers<number>();
  const over = Promise.withResolvers<void>();
  const follower = new LedgerFollower(ledgerIn(folder), clock, (line) => {
    if (line.is === 'start') started.resolve(line.atMs);
    if (line.is === 'over') over.resolve();
    world.broker.hear(line);
  });
  ledger.write({is: 'ready', by});
  const timetable = new Timetable(options, seed, await started.promise);

  const loop = new LoopDelay(clock);
  const sampler = new LockSampler(world.book, loop);
  const stop = new AbortController();
  const {signal} = stop;
  const running = Promise.all([
    world.run(signal),
    new SharedPrices(world.feed, timetable, onProgress).run(clock, signal),
    sampler.run(clock, timetable.startMs, signal),
  ]);
  await over.promise;
  const census = await comeToRest(monitor, clock, options.settleMs);
  await loop.stop();
  stop.abort(new Error('the run is over'));
  await running;
  await follower.stop();
  await world.close();

  const {plan, databaseWriter} = world.book.report().classes;
  return {
    by,
    census,
    journal: world.journal.counts,
    exclusion: world.exclusion.counts,
    store: world.store.counters(),
    loop: {p99Ms: loop.p99Ms, maxMs: loop.maxMs},
    plan: {by, report: plan, longest: sampler.longest('plan')},
    databaseWriter: {by, report: databaseWriter, longest: sampler.longest('databaseWriter')},
    samples: sampler.samples,
  };
}
