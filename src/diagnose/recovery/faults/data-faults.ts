import type {Quote} from '../../../market/quote.ts';
import type {Fault} from '../fault.ts';
import {EURO, GOLD} from '../script.ts';

/** After the end the newest minute is older than any rule lets pass. */
const STALL_MS = 150_000;
/** The price has stood still for longer than any signal lasts. */
const FREEZE_MS = 180_000;

type Distorting = Pick<Fault, 'name' | 'reach' | 'lastsMs' | 'told'> &
  Readonly<{distort: (quote: Quote, first: Quote) => Quote}>;

/** Quotes of gold come as if nothing were wrong, and keep something of the first one. */
function distorting({distort, ...named}: Distorting): Fault {
  return {
    ...named,
    part: 'feed',
    kind: 'corrupts',
    begin: (world) => {
      let first: Quote | undefined;
      world.distorted.set(GOLD, (quote) => {
        first ??= quote;
        world.strikes += 1;
        return distort(quote, first);
      });
      return () => {
        world.distorted.delete(GOLD);
      };
    },
    strikes: (world) => world.strikes,
  };
}

/** What happens to the data that bars are drawn from. */
export const DATA_FAULTS: readonly Fault[] = [
  {
    name: 'bars stop coming',
    part: 'feed',
    kind: 'hangs',
    reach: 'all',
    lastsMs: STALL_MS,
    told: ['age of quotes'],
    begin: (world) => {
      for (const symbol of [GOLD, EURO]) world.silent.add(symbol);
      world.strikes += world.silent.size;
      return () => world.silent.clear();
    },
    strikes: (world) => world.strikes,
  },
  distorting({
    name: 'quotes keep an old time',
    reach: 'desk',
    lastsMs: STALL_MS,
    told: ['quotes refused: stale'],
    distort: (quote, {timeMs}) => ({...quote, timeMs}),
  }),
  distorting({
    name: 'quotes are frozen at one price',
    reach: 'prices',
    lastsMs: FREEZE_MS,
    // Nobody can tell it from a quiet market.
    told: [],
    distort: (quote, {bid, ask}) => ({...quote, bid, ask}),
  }),
];
