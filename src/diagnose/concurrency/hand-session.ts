import {SeededRandom} from '../../system/seeded-random.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import type {StoreCounters} from '../../store/sqlite/operation-queue.ts';
import {Hand, type HandCounts} from './hand.ts';
import {Ledger} from './ledger.ts';
import {LedgerFollower} from './ledger-follower.ts';
import {CONCURRENCY_PLANTS} from './plants.ts';
import {databaseIn, ledgerIn, type RunOrder} from './run-order.ts';
import {Timetable} from './timetable.ts';

export type HandResult = Readonly<{counts: HandCounts; store: StoreCounters}>;

/** The part of one hand in a run, in a process of its own; its store is that of a command. */
export async function handSession({options, seed, plant, folder, index}: RunOrder): Promise<HandResult> {
  const author = `hand ${index}`;
  const clock = new SystemClock();
  const random = new SeededRandom(seed * 1000 + 500 + index);
  const store = await SqliteStore.open({path: databaseIn(folder), clock, random});
  const ledger = new Ledger(ledgerIn(folder));
  const started = Promise.withResolvers<number>();
  const follower = new LedgerFollower(ledgerIn(folder), clock, (line) => {
    if (line.is === 'start') started.resolve(line.atMs);
  });
  ledger.write({is: 'ready', by: author});
  const timetable = new Timetable(options, seed, await started.promise);
  await follower.stop();

  const planted = CONCURRENCY_PLANTS.find(({name}) => name === plant);
  const hand = new Hand(
    {store: planted?.handStore?.(store) ?? store, ledger, clock, random},
    author,
    timetable,
  );
  await Promise.all([
    hand.do(timetable.deedsOf(index)),
    hand.editUntil(timetable.endMs, timetable.counterIds(), options.editsPerSecond),
  ]);
  const counters = store.counters();
  await store.close();
  ledger.close();
  return {counts: hand.counts, store: counters};
}
