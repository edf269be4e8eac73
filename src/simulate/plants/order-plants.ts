import type {Broker, Intent, Outcome} from '../../ports/broker.ts';
import {overridden} from '../../overridden.ts';
import type {SimulationPlant} from './simulation-plant.ts';

/** The same order under another key. */
function renamed(intent: Intent): Intent {
  return {...intent, clientOrderId: `${intent.clientOrderId.slice(0, 14)}zz`};
}

/** The build that must fail: were it not found, nothing would be looked at any more. */
export const canary: SimulationPlant = {
  name: 'canary',
  does: 'sends every order twice, each time under another key',
  broker: (broker) =>
    overridden(broker, {
      submit: async (intent) => {
        await broker.submit(renamed(intent));
        return broker.submit(intent);
      },
    }),
};

export const noIntent: SimulationPlant = {
  name: 'no-intent',
  does: 'sends the order first and claims the plan when it has been answered',
  ports: ({store, broker}) => {
    const answered = new Map<string, Outcome>();
    return {
      store: overridden(store, {
        claim: async (intent, terms, nowMs) => {
          answered.set(intent.clientOrderId, await broker.submit(intent));
          return store.claim(intent, terms, nowMs);
        },
      }),
      broker: overridden<Broker>(broker, {
        submit: (intent) => {
          const outcome = answered.get(intent.clientOrderId);
          return outcome === undefined ? broker.submit(intent) : Promise.resolve(outcome);
        },
      }),
    };
  },
};

export const newKeyPerTry: SimulationPlant = {
  name: 'new-key-per-try',
  does: 'sends an order again under a new key when nobody has answered',
  broker: (broker) =>
    overridden(broker, {
      submit: async (intent) => {
        const outcome = await broker.submit(intent);
        return outcome.status === 'unknown' ? broker.submit(renamed(intent)) : outcome;
      },
    }),
};

export const levelSentTwice: SimulationPlant = {
  name: 'level-sent-twice',
  does: 'sends every level of a plan but the first twice',
  broker: (broker) =>
    overridden(broker, {
      submit: async (intent) => {
        if (intent.level > 1) await broker.submit(renamed(intent));
        return broker.submit(intent);
      },
    }),
};

export const unknownTakenAsRejected: SimulationPlant = {
  name: 'unknown-taken-as-rejected',
  does: 'takes an order of which nothing was heard for one that was turned away',
  broker: (broker) =>
    overridden(broker, {
      submit: async (intent) => {
        const outcome = await broker.submit(intent);
        if (outcome.status !== 'unknown') return outcome;
        return {status: 'rejected', code: 'TIMEOUT', message: outcome.reason, retry: 'later'};
      },
    }),
};

export const interruptedSentLate: SimulationPlant = {
  name: 'interrupted-sent-late',
  does: 'sends what an earlier process had claimed and perhaps not sent',
  ports: ({store, broker, clock}) => ({
    store: overridden(store, {
      openIntents: async () => {
        const open = await store.openIntents();
        for (const {intent, outcome} of open) {
          if (outcome === null) void broker.submit({...intent, notAfterMs: Math.floor(clock.now()) + 5000});
        }
        return open;
      },
    }),
  }),
};

export const absentFromOneLook: SimulationPlant = {
  name: 'absent-from-one-look',
  does: 'believes one look that finds nothing, on both sides of the line and at once',
  options: (options) => ({
    ...options,
    executor: {
      ...options.executor,
      resolver: {...options.executor.resolver, absentLooksMin: 1, settleMs: -60_000},
    },
  }),
  terminal: {rule: {looksMin: 1, settleMs: 0}},
};

export const undecidedTakenAsAbsent: SimulationPlant = {
  name: 'undecided-taken-as-absent',
  does: 'takes a look-up that failed for one that found nothing',
  broker: (broker) =>
    overridden(broker, {
      lookup: async (key) => {
        const seen = await broker.lookup(key);
        if (seen.status !== 'undecided') return seen;
        const evidence = {sources: [], fromMs: 0, toMs: 0, looks: 1, note: seen.reason};
        return {status: 'absent', evidence};
      },
    }),
};

export const fenceBelieved: SimulationPlant = {
  name: 'fence-without-word',
  does: 'takes an order for fenced that the terminal was not asked to fence',
  broker: (broker) => overridden(broker, {fence: () => Promise.resolve('never')}),
};

export const stopNotRepaired: SimulationPlant = {
  name: 'stop-not-repaired',
  does: 'says that a lost stop loss was set again, and does not set it',
  broker: (broker) => overridden(broker, {amend: () => Promise.resolve({status: 'done'})}),
};

export const closeUnnoticed: SimulationPlant = {
  name: 'close-unnoticed',
  does: 'does not see that a position was closed',
  broker: (broker) =>
    overridden<Broker>(broker, {
      onEvent: (listener) =>
        broker.onEvent((event) => {
          if (event.report.close === null) listener(event);
        }),
      lookup: async (key) => {
        const seen = await broker.lookup(key);
        return seen.status === 'found' ? {...seen, report: {...seen.report, close: null}} : seen;
      },
    }),
};

export const terminalNotesLate: SimulationPlant = {
  name: 'terminal-notes-late',
  does: 'lets the terminal note an order only when the venue has answered',
  terminal: {notesLate: true},
};

export const terminalForgetsRefusals: SimulationPlant = {
  name: 'terminal-forgets-refusals',
  does: 'lets the terminal take an order that it has just turned away unsent, should it come again',
  terminal: {forgetsRefusals: true},
};

export const orderOutlivesPlan: SimulationPlant = {
  name: 'order-outlives-plan',
  does: 'lets an order be sent as long as any, though its plan expires before',
  broker: (broker) =>
    overridden(broker, {
      submit: (intent) => broker.submit({...intent, notAfterMs: intent.firedAtMs + 5000}),
    }),
};

export const terminalTakesLate: SimulationPlant = {
  name: 'terminal-takes-late',
  does: 'lets the terminal take an order however late it comes',
  terminal: {takesLate: true},
};
