import type {Bar} from '../../../market/bar.ts';
import {overridden} from '../../../overridden.ts';
import type {SoakPlant} from '../soak-parts.ts';

const BARS = 200;

/** The bars of a symbol go with its desk; these are in a cache that nobody clears. */
export const barsLeak: SoakPlant = {
  name: 'bars-leak',
  does: 'caches the bars of every symbol that was ever subscribed, and never drops one',
  parts: ({feed}) => {
    const cache = new Map<string, readonly Bar[]>();
    return {
      feed: overridden(feed, {
        subscribe: (symbol) => {
          feed.subscribe(symbol);
          if (cache.has(symbol)) return;
          void feed.past.bars(symbol, 'M1', BARS).then((bars) => cache.set(symbol, bars));
        },
      }),
    };
  },
};
