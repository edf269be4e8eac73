import type {PlanRow} from '../../ports/store.ts';
import type {HeldPlan} from './monitor/monitor-messages.ts';

/** Ids of plans in which monitor and database differ, when nobody writes. */
export type Reload = Readonly<{
  /** In the database and not in the monitor. */
  missed: readonly string[];
  /** In the monitor as it was before a later write. */
  stale: readonly string[];
  /** In the monitor and not, or not any more, to be watched. */
  surplus: readonly string[];
  /** Claimed, and nobody has recorded what became of the order. */
  unsettled: readonly string[];
}>;

/** @param rows The plans that the database says are to be watched. */
export function comparison(held: readonly HeldPlan[], rows: readonly PlanRow[]): Reload {
  const heldRevisions = new Map(held.map(({id, revision}) => [id, revision]));
  const stored = new Set(rows.map(({plan}) => plan.id));
  return {
    missed: rows.filter(({plan}) => !heldRevisions.has(plan.id)).map(({plan}) => plan.id),
    stale: rows
      .filter(({plan, revision}) => (heldRevisions.get(plan.id) ?? revision) < revision)
      .map(({plan}) => plan.id),
    surplus: held.filter(({id}) => !stored.has(id)).map(({id}) => id),
    unsettled: rows
      .filter(({status}) => status === 'executing' || status === 'unresolved')
      .map(({plan}) => plan.id),
  };
}

/** Whether they do not differ. */
export function isEqual({missed, stale, surplus, unsettled}: Reload): boolean {
  return missed.length + stale.length + surplus.length + unsettled.length === 0;
}
