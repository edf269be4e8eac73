import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isFinal, type PlanStatus} from '../../../src/plan/status.ts';
import type {Settlement} from '../../../src/ports/store.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSED_REPORT,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  takeLease,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {REAL} from './temporary-database.ts';

const PLAN_IDS = ['a', 'b'] as const;
const SETTLEMENTS = [ACCEPTED, REJECTED, REFUSED, NOT_SENT, UNRESOLVED] as const;
const EXPIRY_MS = NOW_MS + 100;

type Step = Readonly<{
  call: 'add' | 'edit' | 'claim' | 'settle' | 'report' | 'cancel' | 'expire';
  planId: (typeof PLAN_IDS)[number];
  /** How far the version that the caller has seen is from the one that the plan has. */
  versionsOff: number;
  stopLoss: number;
  attempt: number;
  settlement: Settlement;
  lateMs: number;
}>;

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    // Weighted towards what moves a plan on, so that a sequence reaches its end.
    call: fc.constantFrom(
      ...(['add', 'edit', 'edit', 'claim', 'claim', 'settle', 'settle'] as const),
      ...(['claim', 'settle', 'report', 'cancel', 'expire'] as const),
    ),
    planId: fc.constantFrom(...PLAN_IDS),
    versionsOff: fc.constantFrom(0, 0, 0, 0, -1, -1, 1),
    stopLoss: fc.constantFrom(1298, 1297),
    // Mostly one, so that what was claimed is also settled.
    attempt: fc.constantFrom(1, 1, 1, 1, 2, 3),
    settlement: fc.constantFrom(...SETTLEMENTS),
    lateMs: fc.constantFrom(0, 0, 0, 0, 99, 100),
  }),
  // Of its own accord fast-check seldom makes more than ten, which are too few to come to an end.
  {maxLength: 40, size: 'max'},
);

/** The rules once more, in the plainest words: what a plan is, and what each order came to. */
class Model {
  readonly status = new Map<string, PlanStatus>();
  /** The stop loss of every version of a plan, the first at 0. */
  readonly stops = new Map<string, number[]>();
  readonly outcomes = new Map<string, Settlement | null>();
  /** Plans that were cancelled while their order was under way. */
  readonly unwanted = new Set<string>();

  /** The version that the caller of a step names. */
  versionFor({planId, versionsOff}: Step): number {
    return (this.stops.get(planId)?.length ?? 1) + versionsOff;
  }

  apply(step: Step): boolean {
    const {call, planId, stopLoss, settlement, lateMs} = step;
    const status = this.status.get(planId);
    const stops = this.stops.get(planId) ?? [];
    const version = this.versionFor(step);
    const order = orderOf(step, version);
    const outcome = this.outcomes.get(order);
    switch (call) {
      case 'add':
        if (status !== undefined) return false;
        this.status.set(planId, 'pending');
        this.stops.set(planId, [stopLoss]);
        return true;
      case 'edit':
        if (stops.length === version + 1) return stops.at(-1) === stopLoss;
        if (status !== 'pending' || stops.length !== version) return false;
        stops.push(stopLoss);
        return true;
      case 'claim':
        if (outcome !== undefined) return outcome === null;
        if (status !== 'pending' || stops.length !== version || lateMs >= 100) return false;
        this.status.set(planId, 'executing');
        this.outcomes.set(order, null);
        return true;
      case 'settle': {
        if (outcome === undefined) return false;
        if (outcome === settlement) return true;
        if (outcome !== null && (outcome !== UNRESOLVED || status !== 'unresolved')) return false;
        this.outcomes.set(order, settlement);
        this.status.set(planId, statusAfter(settlement, this.unwanted.has(planId)));
        return true;
      }
      case 'report':
        if (outcome !== ACCEPTED) return false;
        this.status.set(planId, 'closed');
        return true;
      case 'cancel':
        if (status === 'pending') this.status.set(planId, 'cancelled');
        if (status === 'executing' || status === 'unresolved') this.unwanted.add(planId);
        return ['pending', 'cancelled', 'executing', 'unresolved'].includes(status ?? '');
      case 'expire':
        if (status === 'pending' && lateMs >= 100) this.status.set(planId, 'expired');
        return status === 'expired' || this.status.get(planId) === 'expired';
    }
  }
}

function statusAfter(settlement: Settlement, isUnwanted: boolean): PlanStatus {
  if (settlement === ACCEPTED) return 'executed';
  if (settlement === REFUSED) return 'failed';
  if (settlement === UNRESOLVED) return 'unresolved';
  return isUnwanted ? 'cancelled' : 'pending';
}

/** A function of plan, version and attempt, as in the engine. */
function orderOf({planId, attempt}: Step, version: number): string {
  return `${planId}${version}-${attempt}`;
}

async function perform(store: SqliteStore, step: Step, version: number): Promise<boolean> {
  const {call, planId, attempt, stopLoss, settlement, lateMs} = step;
  const nowMs = NOW_MS + lateMs;
  const clientOrderId = orderOf(step, version);
  const plan = aPlan({id: planId, stopLoss, expiresAtMs: EXPIRY_MS});
  switch (call) {
    case 'add':
      return store.add([plan], nowMs).then(
        () => true,
        () => false,
      );
    case 'edit':
      return (await store.edit(plan, version, nowMs)).done;
    case 'claim':
      return (await store.claim(anIntent({clientOrderId, planId, attempt}), claimTerms({version}), nowMs))
        .done;
    case 'settle':
      return (await store.settle(clientOrderId, settlement, nowMs)).done;
    case 'report':
      return (await store.report(clientOrderId, CLOSED_REPORT, nowMs)).done;
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
        await takeLease(store);
        const model = new Model();
        const seen = new Map<string, PlanStatus>();
        const seenStops = new Map<string, number | null>();
        let revision = 0;
        for (const step of sequence) {
          const before = new Map(model.status);
          const done = await perform(store, step, model.versionFor(step));
          expect(done, JSON.stringify(step)).toBe(model.apply(step));
          const changes = await store.changesSince(revision);
          revision = changes.revision;
          for (const {plan, status, version} of changes.rows) {
            seen.set(plan.id, status);
            seenStops.set(plan.id, plan.stopLoss);
            expect(version).toBe(model.stops.get(plan.id)?.length);
          }
          expect(seen).toEqual(model.status);
          expect([...seenStops]).toEqual([...model.stops].map(([id, stops]) => [id, stops.at(-1)]));
          for (const [planId, status] of before) {
            if (isFinal(status)) expect(model.status.get(planId)).toBe(status);
          }
        }
        const open = (await store.openIntents()).map(({intent}) => intent.clientOrderId);
        const expected = [...model.outcomes].filter(
          ([order, outcome]) =>
            outcome === null ||
            outcome === UNRESOLVED ||
            (outcome === ACCEPTED && model.status.get(order.slice(0, 1)) !== 'closed'),
        );
        expect(open.sort()).toEqual(expected.map(([order]) => order).sort());
        expect(await store.check()).toEqual([]);
        await store.close();
      }),
      {numRuns: 150},
    );
  });
});
