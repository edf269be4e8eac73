import {overridden} from '../../overridden.ts';
import type {PlanRow, Store} from '../../ports/store.ts';

/** What somebody was told is done. */
export type Told =
  | Readonly<{is: 'added' | 'cancelled' | 'expired'; planId: string}>
  | Readonly<{is: 'claimed' | 'settled'; key: string; planId: string | null}>;

/** What was acknowledged: by plan the newest revision, and each thing at the moment at which it was told. */
export class Acknowledged {
  readonly #revisions = new Map<string, number>();
  readonly #onTold: (told: Told) => void;

  constructor(onTold: (told: Told) => void) {
    this.#onTold = onTold;
  }

  /** By plan, the newest revision of which somebody was told that it is on disk. */
  get revisions(): ReadonlyMap<string, number> {
    return this.#revisions;
  }

  tell(told: Told, row: PlanRow | undefined): void {
    this.row(row);
    this.#onTold(told);
  }

  row(row: PlanRow | undefined): void {
    if (row === undefined) return;
    const {id} = row.plan;
    this.#revisions.set(id, Math.max(row.revision, this.#revisions.get(id) ?? 0));
  }
}

/** The store, with somebody beside it who notes what its caller was told. */
export function acknowledging(store: Store, told: Acknowledged): Store {
  const noted = async <Answer extends {done: boolean; row: PlanRow | undefined}>(
    answer: Promise<Answer>,
    about?: Told,
  ): Promise<Answer> => {
    const swap = await answer;
    if (swap.done && about !== undefined) told.tell(about, swap.row);
    else told.row(swap.row);
    return swap;
  };
  return overridden(store, {
    add: async (plans, nowMs) => {
      const rows = await store.add(plans, nowMs);
      for (const row of rows) told.tell({is: 'added', planId: row.plan.id}, row);
      return rows;
    },
    edit: (plan, version, nowMs) => noted(store.edit(plan, version, nowMs)),
    claim: (intent, terms, nowMs) => {
      const {clientOrderId: key, planId} = intent;
      return noted(store.claim(intent, terms, nowMs), {is: 'claimed', key, planId});
    },
    settle: (key, settlement, nowMs) =>
      noted(store.settle(key, settlement, nowMs), {is: 'settled', key, planId: null}),
    report: (key, report, nowMs) => noted(store.report(key, report, nowMs)),
    cancel: (planId, reason, nowMs) => noted(store.cancel(planId, reason, nowMs), {is: 'cancelled', planId}),
    withdraw: (key, reason, nowMs) => noted(store.withdraw(key, reason, nowMs)),
    expire: (planId, nowMs) => noted(store.expire(planId, nowMs), {is: 'expired', planId}),
    resolve: (planId, level, resolution, nowMs) => noted(store.resolve(planId, level, resolution, nowMs)),
  });
}
