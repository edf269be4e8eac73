import type {Explained, VerdictState} from '../condition/verdict.ts';
import type {PlanExplanation} from '../engine/explain-plan.ts';
import type {PlanEvent, PlanRow, Store} from '../ports/store.ts';
import {ask, socketPathOf} from './monitor-socket.ts';
import {isoTime} from './plan-view.ts';
import {soundRow, withStore} from './plans.ts';
import type {Settings} from './settings.ts';

export type Explanation = Readonly<{
  id: string;
  status: PlanRow['status'];
  /** Why the plan has its status; null when there is nothing to say. */
  reason: string | null;
  /** When the conditions were looked at; null when nobody has yet, or nothing of the plan waits to fire. */
  asOf: string | null;
  source: 'monitor' | 'stored';
  verdict: VerdictState;
  /** What the levels that have not fired wait for. */
  conditions: readonly Explained[];
  /** Of the running monitor: when each level was last asked, and what failed. Null without one. */
  levels: readonly AskedLevel[] | null;
  /** The last order of each level that has fired, and what became of it. */
  fired: readonly FiredLevel[];
}>;

type AskedLevel = Readonly<{
  level: number;
  lastEvaluatedAt: string | null;
  consecutiveFailures: number;
  lastError: string | null;
}>;

export type FiredLevel = Readonly<{
  level: number;
  status: PlanRow['status'];
  reason: string | null;
  firedAt: string;
  /** The price that met the condition, as the side opens at it. */
  firedPrice: number;
  clientOrderId: string;
  /** The broker's number of the order; null when it has said none, or the order is gone. */
  ticket: string | null;
}>;

/**
 * Why a plan has or has not fired: of what has, when, at which price, and what became of it; of what has
 * not, its conditions, from the running monitor or else as they were stored last.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when the stored plan breaks a rule.
 */
export async function explainPlan(settings: Settings, planId: string): Promise<Explanation> {
  const live = await ask(socketPathOf(settings.db), explainPath(planId));
  // Most plans have not fired, and then the monitor alone has said everything.
  if (isExplanation(live) && !hasFired(live.row)) return liveExplanation(planId, live, []);
  return withStore(settings, (store) => explainIn(store, planId, live));
}

/** Where the monitor's socket answers for a plan. */
export function explainPath(planId: string): string {
  return `/v1/plans/${encodeURIComponent(planId)}/explain`;
}

/**
 * The same in a store that is open.
 *
 * @param live What the running monitor has answered; anything else that it may have said counts as nothing.
 */
export async function explainIn(store: Store, planId: string, live: unknown): Promise<Explanation> {
  if (isExplanation(live)) {
    return liveExplanation(planId, live, hasFired(live.row) ? await store.history(planId) : []);
  }
  const row = await soundRow(store, planId);
  const stored = waits(row) ? await store.verdict(planId) : undefined;
  return {
    id: planId,
    status: row.status,
    reason: row.reason,
    asOf: isoTime(stored?.asOfMs ?? null),
    source: 'stored',
    verdict: stored?.state ?? 'unknown',
    conditions: stored?.conditions ?? [],
    levels: null,
    fired: firedLevels(row, await store.history(planId)),
  };
}

function liveExplanation(
  planId: string,
  {row, asOfMs, verdict, conditions, levels}: PlanExplanation,
  history: readonly PlanEvent[],
): Explanation {
  return {
    id: planId,
    status: row.status,
    reason: row.reason,
    asOf: waits(row) ? isoTime(asOfMs) : null,
    source: 'monitor',
    verdict,
    conditions,
    levels: levels.map(({lastEvaluatedMs, ...level}) => ({
      ...level,
      lastEvaluatedAt: isoTime(lastEvaluatedMs),
    })),
    fired: firedLevels(row, history),
  };
}

function hasFired({levels}: PlanRow): boolean {
  return levels.some(({attempts}) => attempts > 0);
}

/** Whether something of the plan may still fire. */
function waits({levels}: PlanRow): boolean {
  return levels.some(({status}) => status === 'pending' || status === 'draft');
}

function firedLevels({levels}: PlanRow, history: readonly PlanEvent[]): FiredLevel[] {
  return levels.flatMap(({level, status, reason, ticket}) => {
    // Events of the database's first version name no level: a plan had one.
    const claim = history.findLast((event) => event.kind === 'claimed' && (event.level ?? 1) === level);
    if (claim === undefined) return [];
    const {firedAtMs, firedPrice, clientOrderId} = claim.details;
    return {
      level,
      status,
      reason,
      firedAt: new Date(Number(firedAtMs)).toISOString(),
      firedPrice: Number(firedPrice),
      clientOrderId: String(clientOrderId),
      ticket,
    };
  });
}

function isExplanation(answer: unknown): answer is PlanExplanation {
  return typeof answer === 'object' && answer !== null && 'conditions' in answer;
}
