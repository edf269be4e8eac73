import type {PlanStatus} from '../../../plan/status.ts';
import {overridden} from '../../../overridden.ts';
import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/** Whether a plan is still there is asked of a copy, which is as old as the last look for changes. */
export const deleteDuringCheck: ConcurrencyPlant = {
  name: 'delete-during-check',
  does: 'judges a claim by a copy of the plans from the last reload, so that one cancelled since is sent',
  parts: ({store}) => {
    const copy = new Map<string, PlanStatus>();
    return {
      store: overridden(store, {
        changesSince: async (revision) => {
          const changes = await store.changesSince(revision);
          for (const {plan, status} of changes.rows) copy.set(plan.id, status);
          return changes;
        },
        claim: async (intent, terms, nowMs) => {
          const claimed = await store.claim(intent, terms, nowMs);
          const {row} = claimed;
          const isDeletedSince = row?.status === 'cancelled' && copy.get(intent.planId) === 'pending';
          return isDeletedSince ? {done: true, row} : claimed;
        },
      }),
    };
  },
};
