import type {FeedEvent} from '../../../ports/feed.ts';
import type {Fault} from '../fault.ts';
import type {RecoveryWorld} from '../recovery-world.ts';
import {EURO, GOLD} from '../script.ts';

/** Quotes that no decision may rest on. */
function nonsense(nowMs: number): readonly FeedEvent[] {
  const sound = {symbol: GOLD, bid: 2000, ask: 2000.1, timeMs: nowMs, receivedAtMs: nowMs};
  const quotes = [
    {...sound, bid: Number.NaN},
    {...sound, ask: Number.POSITIVE_INFINITY},
    {...sound, bid: -1},
    {...sound, bid: 2001, ask: 1999},
    {...sound, bid: 9000, ask: 9001},
    {...sound, bid: Number.NaN, ask: Number.NaN},
    {...sound, timeMs: nowMs - 3_600_000},
    {...sound, timeMs: Number.NaN},
    {...sound, symbol: 'NOWHERE'},
  ];
  return quotes.map((quote) => ({type: 'quote', quote}));
}

/** Something that happens to the stream once; what follows is up to the engine, and whoever starts it again. */
function once(named: Pick<Fault, 'name' | 'kind' | 'told'>, strike: (world: RecoveryWorld) => number): Fault {
  return {
    ...named,
    part: 'feed',
    reach: 'nobody',
    begin: (world) => {
      world.strikes += strike(world);
      return () => undefined;
    },
    strikes: (world) => world.strikes,
  };
}

export const FEED_FAULTS: readonly Fault[] = [
  once({name: 'stream of quotes throws', kind: 'throws', told: ['process ended']}, ({line}) => {
    line.breakWith(new Error('the stream broke'));
    return 1;
  }),
  once({name: 'stream of quotes ends', kind: 'kills', told: ['process ended']}, ({line}) => {
    line.end();
    return 1;
  }),
  once({name: 'quotes are nonsense', kind: 'corrupts', told: ['quotes refused']}, ({line, clock}) => {
    const events = nonsense(clock.now());
    for (const event of events) line.push(event);
    return events.length;
  }),
  {
    name: 'quotes stop',
    part: 'feed',
    kind: 'hangs',
    reach: 'all',
    told: ['age of quotes'],
    begin: (world) => {
      for (const symbol of [GOLD, EURO]) world.silent.add(symbol);
      world.strikes += world.silent.size;
      return () => world.silent.clear();
    },
    strikes: (world) => world.strikes,
  },
];
