import {Mutex} from 'async-mutex';
import type {Changes, PlanRow} from '../../ports/store.ts';
import {overridden} from '../../overridden.ts';
import type {SimulationPlant} from './simulation-plant.ts';

/** Lets the engine read every row otherwise than it is. */
function misread(name: string, does: string, read: (row: PlanRow) => PlanRow): SimulationPlant {
  const misreadAll = (changes: Changes): Changes => ({...changes, rows: changes.rows.map(read)});
  return {
    name,
    does,
    ports: ({store}) => ({
      store: overridden(store, {
        changesSince: async (revision) => misreadAll(await store.changesSince(revision)),
      }),
    }),
  };
}

export const expiryIgnored = misread(
  'expiry-ignored',
  'never looks at the time to live of a plan',
  (row) => ({
    ...row,
    plan: {...row.plan, expiresAtMs: null},
  }),
);

export const withdrawalForgotten = misread(
  'withdrawal-forgotten',
  'does not see that an order is to be withdrawn',
  (row) => ({...row, levels: row.levels.map((level) => ({...level, withdrawal: null}))}),
);

export const noReconcile: SimulationPlant = {
  name: 'no-reconcile',
  does: 'never looks after what an earlier process has left open',
  ports: ({store}) => ({store: overridden(store, {openIntents: () => Promise.resolve([])})}),
};

export const noSweep: SimulationPlant = {
  name: 'no-sweep',
  does: 'looks at plans only when something happens',
  monitor: (monitor) =>
    overridden(monitor, {
      sweep: () =>
        Promise.resolve({
          atMs: 0,
          tookMs: 0,
          due: 0,
          evaluated: 0,
          skipped: {},
          failed: 0,
          missedByEvents: 0,
        }),
    }),
};

export const lockNotReleased: SimulationPlant = {
  name: 'lock-not-released',
  does: 'keeps the lock of a plan when what was done under it took more than 5 s',
  ports: ({clock}) => ({
    locks: {
      lockOf: () => {
        const mutex = new Mutex();
        return {
          runExclusive: async (work) => {
            const release = await mutex.acquire();
            const sinceMs = clock.monotonic();
            const result = await work();
            if (clock.monotonic() - sinceMs <= 5000) release();
            return result;
          },
          isLocked: () => mutex.isLocked(),
        };
      },
    },
  }),
};

export const staleQuoteAccepted: SimulationPlant = {
  name: 'stale-quote-accepted',
  does: 'does not ask how old a quote is',
  options: (options) => ({...options, quoteAgeMaxMs: Number.POSITIVE_INFINITY}),
};

export const crossedQuoteAccepted: SimulationPlant = {
  name: 'crossed-quote-accepted',
  does: 'exchanges bid and ask where the bid is above the ask',
  monitor: (monitor) =>
    overridden(monitor, {
      onQuote: (quote) =>
        monitor.onQuote(quote.bid > quote.ask ? {...quote, bid: quote.ask, ask: quote.bid} : quote),
    }),
};

export const jumpUnnoticed: SimulationPlant = {
  name: 'jump-unnoticed',
  does: 'does not see that the machine’s clock was set',
  options: (options) => ({
    ...options,
    sourceClock: {...options.sourceClock, jumpMaxMs: Number.POSITIVE_INFINITY},
  }),
};

export const offsetIgnored: SimulationPlant = {
  name: 'offset-ignored',
  does: 'takes the source’s clock for its own',
  options: (options) => ({...options, sourceClock: {...options.sourceClock, offsetMs: 0}}),
};
