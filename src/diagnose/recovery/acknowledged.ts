import type {Store} from '../../ports/store.ts';
import {overridden} from '../../overridden.ts';

/** What the engine and the hand were told is done. */
export class Acknowledged {
  /** Keys of claims, with plan, level and the revision that the claim has made. */
  readonly claims = new Map<string, Readonly<{planId: string; level: number; revision: number}>>();
  /** By order key. */
  readonly settled = new Map<string, string>();
  readonly closed = new Set<string>();
  readonly cancelled = new Set<string>();
  readonly expired = new Set<string>();
}

/** The store, with somebody beside it who notes what its caller was told is done. */
export function acknowledging(store: Store, told: Acknowledged): Store {
  return overridden(store, {
    claim: async (intent, terms, nowMs) => {
      const claimed = await store.claim(intent, terms, nowMs);
      if (claimed.done) {
        const {planId, level} = intent;
        told.claims.set(intent.clientOrderId, {planId, level, revision: claimed.row.revision});
      }
      return claimed;
    },
    settle: async (clientOrderId, settlement, nowMs) => {
      const swap = await store.settle(clientOrderId, settlement, nowMs);
      if (swap.done) told.settled.set(clientOrderId, settlement.as);
      return swap;
    },
    report: async (clientOrderId, report, nowMs) => {
      const swap = await store.report(clientOrderId, report, nowMs);
      if (swap.done && report.close !== null) told.closed.add(clientOrderId);
      return swap;
    },
    cancel: async (planId, reason, nowMs) => {
      const swap = await store.cancel(planId, reason, nowMs);
      if (swap.done) told.cancelled.add(planId);
      return swap;
    },
    expire: async (planId, nowMs) => {
      const swap = await store.expire(planId, nowMs);
      if (swap.done) told.expired.add(planId);
      return swap;
    },
  });
}
