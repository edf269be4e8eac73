import type {PlanStatus} from '../../../plan/status.ts';
import {overridden} from '../../overridden.ts';
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
        claim: async (intent, version, nowMs) => {
          const swap = await store.claim(intent, version, nowMs);
          const wasDeleted = swap.row?.status === 'cancelled';
          return wasDeleted ? {...swap, done: copy.get(intent.planId) === 'pending'} : swap;
        },
      }),
    };
  },
};
