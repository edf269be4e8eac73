import type {PlanMemory} from '../../ports/store.ts';
import {TIMEFRAME_MS} from '../../market/bar.ts';
import {overridden} from '../../overridden.ts';
import {withBars} from '../wire/with-bars.ts';
import type {SimulationPlant} from './simulation-plant.ts';

type State = Readonly<Record<string, unknown>>;

/** Lets a monitor read otherwise than it is what plans of an earlier process have remembered. */
function misremembered(name: string, does: string, read: (state: State) => State): SimulationPlant {
  const readAll = ({version, states}: PlanMemory): PlanMemory => ({
    version,
    states: Object.fromEntries(
      Object.entries(states).map(([path, state]) => [
        path,
        typeof state === 'object' && state !== null ? read({...state}) : state,
      ]),
    ),
  });
  return {
    name,
    does,
    ports: ({store}) => ({
      store: overridden(store, {
        loadDesks: async () => {
          const memories = await store.loadDesks();
          return new Map(
            [...memories].map(([symbol, {plans = {}, ...memory}]) => [
              symbol,
              {
                ...memory,
                plans: Object.fromEntries(Object.entries(plans).map(([id, plan]) => [id, readAll(plan)])),
              },
            ]),
          );
        },
      }),
    }),
  };
}

export const stepCountedTwice = misremembered(
  'step-counted-twice',
  'counts the last step of a sequence once more after a restart',
  (state) => ('seenMs' in state ? {seenMs: countedTwice(state['seenMs'] as SeenMs)} : state),
);

type SeenMs = readonly (number | null)[];

function countedTwice(seenMs: SeenMs): SeenMs {
  const last = seenMs.findLastIndex((lastMs) => lastMs !== null);
  return seenMs.with(Math.min(last + 1, seenMs.length - 1), seenMs.at(last) ?? null);
}

export const holdFromTheBeginning = misremembered(
  'hold-from-the-beginning',
  'takes after a restart what holds for something that has held all the time',
  (state) => ('sinceMs' in state ? {...state, sinceMs: 0} : state),
);

export const formingBarTaken: SimulationPlant = {
  name: 'forming-bar-taken',
  does: 'takes the bar that has not closed for a closed one, among those that the feed is asked for',
  ports: ({feed}) => ({
    feed: overridden(feed, {
      get past() {
        return withBars(feed.past, async (past, ...[symbol, timeframe, count]) => {
          const bars = await past.bars(symbol, timeframe, count);
          const newest = bars.at(-1);
          if (newest === undefined) return bars;
          const {timeMs, close} = newest;
          const next = {timeMs: timeMs + TIMEFRAME_MS[timeframe], open: close, high: close, low: close};
          return [...bars, {...next, close, ticks: 1}];
        });
      },
    }),
  }),
};

export const newestBarLost: SimulationPlant = {
  name: 'newest-bar-lost',
  does: 'leaves out the newest of the bars that the feed is asked for',
  ports: ({feed}) => ({
    feed: overridden(feed, {
      get past() {
        return withBars(feed.past, async (past, ...asked) => (await past.bars(...asked)).slice(0, -1));
      },
    }),
  }),
};
