import type Database from 'better-sqlite3';
import type {ClaimTerms, Claimed} from '../../ports/store.ts';
import type {Operation} from '../../store/sqlite/operation.ts';
import type {Turn, TurnResult} from '../../store/sqlite/turn-runner.ts';
import {overridden} from '../../overridden.ts';
import type {PlantedTurn, SimulationPlant} from './simulation-plant.ts';

type ClaimOperation = Extract<Operation, {method: 'claim'}>;

/** Lets each claim of a turn be made under other terms. */
function underTerms(termsOf: (terms: ClaimTerms, database: Database.Database) => ClaimTerms): PlantedTurn {
  return (turn, run, database) => {
    const writes = turn.writes.map((write): Operation => {
      if (write.method !== 'claim') return write;
      const [intent, terms, nowMs] = write.args;
      return {...write, args: [intent, termsOf(terms, database), nowMs]};
    });
    return run({...turn, writes});
  };
}

/** Takes something out of the database while a turn with a claim is done, and puts it back. */
function without(take: (database: Database.Database, claim: ClaimOperation) => () => void): PlantedTurn {
  return (turn, run, database) => {
    const claims = turn.writes.filter((write) => write.method === 'claim');
    const back = claims.map((claim) => take(database, claim));
    const result = run(turn);
    for (const put of back.reverse()) put();
    return result;
  };
}

export const checkOutsideTransaction: SimulationPlant = {
  name: 'check-outside-transaction',
  does: 'asks whether a plan is pending, and then takes it, whatever has become of it meanwhile',
  store: (store) =>
    overridden(store, {
      claim: async (intent, terms, nowMs) => {
        const read = await store.get(intent.planId);
        const claimed: Claimed = await store.claim(intent, terms, nowMs);
        if (claimed.done || claimed.row === undefined || claimed.refusal.code !== 'moved') return claimed;
        return read?.status === 'pending' ? {done: true, row: claimed.row} : claimed;
      },
    }),
};

export const noFence: SimulationPlant = {
  name: 'no-fence',
  does: 'claims under whatever lease is in force, be it another’s',
  turn: underTerms((terms, database) => {
    const epoch = database.prepare<[], number>('SELECT epoch FROM lease').pluck().get();
    return {...terms, epoch: epoch ?? terms.epoch};
  }),
  // Belief alone would hide it: a monitor that was stopped believes what it believed before.
  tenure: (tenure) => overridden(tenure, {isHeld: () => true}),
};

export const haltIgnored: SimulationPlant = {
  name: 'halt-ignored',
  does: 'claims although trading is halted',
  store: (store) => overridden(store, {halted: () => Promise.resolve(undefined)}),
  turn: without((database) => {
    const halt = database.prepare<[], Record<string, unknown>>('SELECT * FROM halt').get();
    if (halt === undefined) return () => undefined;
    database.prepare('DELETE FROM halt').run();
    const put = database.prepare<[Record<string, unknown>]>(
      'INSERT INTO halt (single, reason, at_ms, flatten) VALUES (@single, @reason, @at_ms, @flatten)',
    );
    return () => put.run(halt);
  }),
};

export const noGroupCheck: SimulationPlant = {
  name: 'no-group-check',
  does: 'claims without asking whether another plan of the group was first',
  turn: without((database, {args: [{planId}]}) => {
    const group = database
      .prepare<[string], string | null>('SELECT group_name FROM plans WHERE id = ?')
      .pluck()
      .get(planId);
    if (group === undefined || group === null) return () => undefined;
    // The others are of another group for as long as the claim looks for them.
    const move = database.prepare<[string, string, string]>(
      'UPDATE plans SET group_name = ? WHERE group_name = ? AND id <> ?',
    );
    move.run(`${group}-`, group, planId);
    return () => move.run(group, `${group}-`, planId);
  }),
};

export const capCountedOnFills: SimulationPlant = {
  name: 'cap-counted-on-fills',
  does: 'counts only what is filled against the limit of open positions',
  turn: underTerms((terms, database) => {
    const filled = database
      .prepare<[], number>("SELECT count(*) FROM plan_levels WHERE status = 'executed'")
      .pluck()
      .get();
    const {openPositions} = terms.limits;
    const isBelow = openPositions !== null && (filled ?? 0) < openPositions;
    return isBelow ? {...terms, limits: {...terms.limits, openPositions: null}} : terms;
  }),
};

export const siblingCancelledFirst: SimulationPlant = {
  name: 'sibling-cancelled-first',
  does: 'cancels the other plans of a group before the order is sent',
  store: (store) =>
    overridden(store, {
      claim: async (intent, terms, nowMs) => {
        const claimed = await store.claim(intent, terms, nowMs);
        if (!claimed.done || claimed.row.plan.group === null) return claimed;
        const {group, id} = claimed.row.plan;
        const {rows} = await store.list();
        for (const {plan} of rows) {
          if (plan.group === group && plan.id !== id)
            await store.cancel(plan.id, `plan "${id}" of the group "${group}" has an order`, nowMs);
        }
        return claimed;
      },
    }),
};

export const keyReused: SimulationPlant = {
  name: 'key-reused',
  does: 'gives every attempt of a level the key of the first',
  ports: ({store}) => {
    const first = new Map<string, string>();
    return {
      store: overridden(store, {
        claim: (intent, terms, nowMs) => {
          const name = `${intent.planId} ${intent.level} ${terms.version}`;
          const clientOrderId = first.get(name) ?? intent.clientOrderId;
          first.set(name, clientOrderId);
          return store.claim({...intent, clientOrderId}, terms, nowMs);
        },
      }),
    };
  },
};

/** What a turn answers whose writes found the database locked, as if they had been done. */
function asIfDone(turn: Turn, result: TurnResult): TurnResult {
  if (result.writes !== 'busy') return result;
  return {...result, writes: turn.writes.map(() => ({ok: true, value: {done: true, row: undefined}}))};
}

export const busySwallowed: SimulationPlant = {
  name: 'busy-swallowed',
  does: 'takes an outcome for written that found the database locked',
  turn: (turn, run) => {
    const result = run(turn);
    const isOutcome = turn.writes.length > 0 && turn.writes.every(({method}) => method === 'settle');
    return isOutcome ? asIfDone(turn, result) : result;
  },
};

export const acknowledgedEarly: SimulationPlant = {
  name: 'acknowledged-early',
  does: 'says that an outcome is written before it is',
  store: (store) =>
    overridden(store, {
      settle: (key, settlement, nowMs) => {
        void store.settle(key, settlement, nowMs);
        return Promise.resolve({done: true, row: undefined});
      },
    }),
};

export const cancelForgotten: SimulationPlant = {
  name: 'cancel-forgotten',
  does: 'forgets that a plan is to be cancelled whose order is on its way',
  turn: (turn, run, database) => {
    if (turn.writes.some(({method}) => method === 'settle'))
      database.prepare("UPDATE plan_levels SET withdrawal = NULL WHERE status = 'executing'").run();
    return run(turn);
  },
};

export const neverSynced: SimulationPlant = {
  name: 'never-synced',
  does: 'acknowledges commits that are not on the disk yet',
  forgetsOnPowerLoss: true,
};
