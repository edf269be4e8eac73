import {overridden} from '../../../overridden.ts';
import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/** Two monitors see the plan pending; both go on, whichever of them the database let have it. */
export const checkThenActClaim: ConcurrencyPlant = {
  name: 'check-then-act-claim',
  does: 'takes a plan that was pending when it was read for claimed, whatever the compare-and-set says',
  parts: ({store}) => ({
    store: overridden(store, {
      claim: async (intent, terms, nowMs) => {
        const read = await store.get(intent.planId);
        const claimed = await store.claim(intent, terms, nowMs);
        if (claimed.done || claimed.row === undefined || read?.status !== 'pending') return claimed;
        return {done: true, row: claimed.row};
      },
    }),
  }),
};
