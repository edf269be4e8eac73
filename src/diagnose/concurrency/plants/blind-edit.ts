import {overridden} from '../../../overridden.ts';
import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/** What another has written since it was read is written over. */
export const blindEdit: ConcurrencyPlant = {
  name: 'blind-edit',
  does: 'writes an edit over whatever version is there',
  handStore: (store) =>
    overridden(store, {
      edit: async (plan, version, nowMs) => {
        let swap = await store.edit(plan, version, nowMs);
        while (!swap.done && swap.row?.status === 'pending') {
          swap = await store.edit(plan, swap.row.version, nowMs);
        }
        return swap;
      },
    }),
};
