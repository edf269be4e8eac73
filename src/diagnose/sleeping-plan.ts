import type {Plan} from '../plan/plan.ts';

/** Conditions that no price of a diagnosis meets; both sides of the market are waited on. */
export const SLEEPS = {any: [{price: {above: 1000}}, {price: {below: 1}}]};

/** A plan that never fires and is good till cancelled; what it is about is laid over it. */
export function sleepingPlan(id: string, symbol: string, nowMs: number): Plan {
  return {
    id,
    symbol,
    side: 'buy',
    volumeLots: 0.1,
    entry: {type: 'market'},
    levels: null,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: nowMs,
    when: SLEEPS,
    cancelWhen: null,
    group: null,
    notes: null,
  };
}
