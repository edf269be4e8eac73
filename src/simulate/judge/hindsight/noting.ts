import type {Monitor} from '../../../engine/monitor.ts';
import {overridden} from '../../../overridden.ts';
import type {Feed} from '../../../ports/feed.ts';
import {withBars} from '../../wire/with-bars.ts';
import type {Store} from '../../../ports/store.ts';
import type {Kernel} from '../../kernel/kernel.ts';
import type {SimulatedProcess} from '../../kernel/simulated-process.ts';
import type {Given} from './given.ts';

/** Notes of one process what it is given. */
export type Noting = Readonly<{given: Given; process: SimulatedProcess; kernel: Kernel}>;

/** The store, with somebody beside it who notes what of an earlier process is read. */
export function notedStore(store: Store, {given, process}: Noting): Store {
  return overridden(store, {
    loadDesks: async () => {
      const memories = await store.loadDesks();
      given.loaded(process.name, memories);
      return memories;
    },
  });
}

/** The feed, with somebody beside it who notes which desks open, and the bars that they are told. */
export function notedFeed(feed: Feed, {given, process}: Noting): Feed {
  return overridden(feed, {
    subscribe: (symbol) => {
      given.opened(process.name, symbol);
      feed.subscribe(symbol);
    },
    get past() {
      return withBars(feed.past, async (past, ...[symbol, timeframe, count]) => {
        const bars = await past.bars(symbol, timeframe, count);
        given.told(process.name, symbol, timeframe, bars);
        return bars;
      });
    },
  });
}

/** The engine, with somebody beside it who notes the quotes that it takes in hand. */
export function notedMonitor(monitor: Monitor, {given, process, kernel}: Noting): Monitor {
  return overridden(monitor, {
    onQuote: (quote) => {
      if (!monitor.accept(quote)) return false;
      given.took(process.name, quote, {nowMs: process.clock.now(), atMs: kernel.elapsedMs});
      return monitor.work(quote);
    },
  });
}
