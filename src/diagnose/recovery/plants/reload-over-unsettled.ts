import type {PlanRow} from '../../../ports/store.ts';
import {overridden} from '../../../overridden.ts';
import type {RecoveryPlant} from '../recovery-plant.ts';

/** So many writes later than the row's own. */
const LATER = 1000;

/** What a list that was read before the claim says, stamped with the time at which it was used. */
function beforeTheClaim(row: PlanRow): PlanRow {
  if (row.status !== 'executing') return row;
  const levels = row.levels.map((level) => ({...level, status: 'pending' as const, clientOrderId: null}));
  return {...row, levels, status: 'pending', revision: row.revision + LATER};
}

export const reloadOverUnsettled: RecoveryPlant = {
  name: 'reload-over-unsettled',
  does: 'lets a reload put a plan back to pending whose order is under way',
  faults: ['submit hangs'],
  parts: ({store}) => ({
    store: overridden(store, {
      changesSince: async (revision) => {
        const changes = await store.changesSince(revision);
        return {...changes, rows: changes.rows.map(beforeTheClaim)};
      },
    }),
  }),
};
