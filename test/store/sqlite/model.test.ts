import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isFinal, type PlanStatus} from '../../../src/plan/status.ts';
import type {Settlement} from '../../../src/ports/store.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  CLOSE,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {REAL} from './temporary-database.ts';

const PLAN_IDS = ['a', 'b'] as const;
const SETTLEMENTS = [ACCEPTED, REJECTED, REFUSED, NOT_SENT, UNRESOLVED] as const;
const EXPIRY_MS = NOW_MS + 100;

type Step = Readonly<{
  call: 'add' | 'claim' | 'settle' | 'recordClose' | 'cancel' | 'expire';
  planId: (typeof PLAN_IDS)[number];
  attempt: number;
  settlement: Settlement;
  lateMs: number;
}>;

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    // Weighted towards what moves a plan on, so that a sequence reaches its end.
    call: fc.constantFrom('add', 'claim', 'claim', 'settle', 'settle', 'recordClose', 'cancel', 'expire'),
    planId: fc.constantFrom(...PLAN_IDS),
    attempt: fc.integer({min: 1, max: 3}),
    settlement: fc.constantFrom(...SETTLEMENTS),
    lateMs: fc.constantFrom(0, 0, 0, 0, 99, 100),
  }),
  {maxLength: 40},
);

/** The rules once more, in the plainest words: what a plan is, and what each order came to. */
class Model {
  readonly status = new Map<string, PlanStatus>();
  readonly outcomes = new Map<string, Settlement | null>();

  apply({call, planId, attempt, settlement, lateMs}: Step): boolean {
    const status = this.status.get(planId);
    const order = `${planId}${attempt}`;
    const outcome = this.outcomes.get(order);
    switch (call) {
      case 'add':
        if (status === undefined) this.status.set(planId, 'pending');
        return status === undefined;
      case 'claim':
        if (outcome !== undefined) return outcome === null;
        if (status !== 'pending' || lateMs >= 100) return false;
        this.status.set(planId, 'executing');
        this.outcomes.set(order, null);
        return true;
      case 'settle': {
        if (outcome === undefined) return false;
        if (outcome === settlement) return true;
        if (outcome !== null && (outcome !== UNRESOLVED || status !== 'unresolved')) return false;
        this.outcomes.set(order, settlement);
        this.status.set(planId, statusAfter(settlement));
        return true;
      }
      case 'recordClose':
        if (outcome !== ACCEPTED) return false;
        this.status.set(planId, 'closed');
        return true;
      case 'cancel':
        if (status === 'pending') this.status.set(planId, 'cancelled');
        return status === 'pending' || status === 'cancelled';
      case 'expire':
        if (status === 'pending' && lateMs >= 100) this.status.set(planId, 'expired');
        return status === 'expired' || this.status.get(planId) === 'expired';
    }
  }
}

function statusAfter(settlement: Settlement): PlanStatus {
  if (settlement === ACCEPTED) return 'executed';
  if (settlement === REFUSED) return 'failed';
  return settlement === UNRESOLVED ? 'unresolved' : 'pending';
}

async function perform(store: SqliteStore, step: Step): Promise<boolean> {
  const {call, planId, attempt, settlement, lateMs} = step;
  const nowMs = NOW_MS + lateMs;
  const clientOrderId = `${planId}${attempt}`;
  switch (call) {
    case 'add':
      return store.add([aPlan({id: planId, expiresAtMs: EXPIRY_MS})], nowMs).then(
        () => true,
        () => false,
      );
    case 'claim':
      return (await store.claim(anIntent({clientOrderId, planId, attempt}), 1, nowMs)).done;
    case 'settle':
      return (await store.settle(clientOrderId, settlement, nowMs)).done;
    case 'recordClose':
      return (await store.recordClose(clientOrderId, CLOSE, nowMs)).done;
    case 'cancel':
      return (await store.cancel(planId, 'enough', nowMs)).done;
    case 'expire':
      return (await store.expire(planId, nowMs)).done;
  }
}

describe('any sequence of calls', () => {
  it('does what a plain model does, keeps a sound history, and tells a reader every change', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const store = await SqliteStore.open({path: ':memory:', ...REAL});
        const model = new Model();
        const seen = new Map<string, PlanStatus>();
        let revision = 0;
        for (const step of sequence) {
          const before = new Map(model.status);
          expect(await perform(store, step), JSON.stringify(step)).toBe(model.apply(step));
          const changes = await store.changesSince(revision);
          revision = changes.revision;
          for (const {plan, status} of changes.rows) seen.set(plan.id, status);
          expect(seen).toEqual(model.status);
          for (const [planId, status] of before) {
            if (isFinal(status)) expect(model.status.get(planId)).toBe(status);
          }
        }
        const open = (await store.openIntents()).map(({intent}) => intent.clientOrderId);
        const expected = [...model.outcomes].filter(
          ([order, outcome]) =>
            outcome === null || (outcome === ACCEPTED && model.status.get(order.slice(0, 1)) !== 'closed'),
        );
        expect(open.sort()).toEqual(expected.map(([order]) => order).sort());
        expect(await store.check()).toEqual([]);
        await store.close();
      }),
      {numRuns: 150},
    );
  });
});
