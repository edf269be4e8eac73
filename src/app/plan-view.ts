import type {Condition} from '../condition/condition-kind.ts';
import type {Entry, Plan} from '../plan/plan.ts';
import type {PlanRow} from '../ports/store.ts';

/** ISO-8601 UTC with ms, rounded down; null stays null. */
export function isoTime(ms: number): string;
export function isoTime(ms: number | null): string | null;
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms)).toISOString();
}

/** A plan as every `--json` answer and HTTP response shows it. Field names are stable. */
export type PlanView = Readonly<{
  id: string;
  symbol: string;
  side: Plan['side'];
  status: PlanRow['status'];
  entry: Entry;
  stopLoss: number | null;
  takeProfit: number | null;
  volume: number;
  expiresAt: string | null;
  createdAt: string;
  revision: number;
}>;

export function planView({plan, status, revision}: PlanRow): PlanView {
  return {
    id: plan.id,
    symbol: plan.symbol,
    side: plan.side,
    status,
    entry: plan.entry,
    stopLoss: plan.stopLoss,
    takeProfit: plan.takeProfit,
    volume: plan.volumeLots,
    expiresAt: isoTime(plan.expiresAtMs),
    createdAt: isoTime(plan.createdAtMs),
    revision,
  };
}

/** What became of a plan in the market. */
export type ExecutionView = Readonly<{
  executedAt: string | null;
  fillPrice: number | null;
  closedAt: string | null;
  exitPrice: number | null;
  profit: number | null;
  closeReason: string | null;
}>;

export function executionView({fill, close}: PlanRow): ExecutionView {
  return {
    executedAt: isoTime(fill?.timeMs ?? null),
    fillPrice: fill?.price ?? null,
    closedAt: isoTime(close?.timeMs ?? null),
    exitPrice: close?.price ?? null,
    profit: close?.profit ?? null,
    closeReason: close?.reason ?? null,
  };
}

/** Everything about one plan. */
export type PlanDetails = PlanView &
  ExecutionView &
  Readonly<{
    when: Condition;
    notes: string | null;
    version: number;
    reason: string | null;
    attempts: number;
    retryAt: string | null;
    updatedAt: string;
    positionId: string | null;
  }>;

export function planDetails(row: PlanRow): PlanDetails {
  return {
    ...planView(row),
    ...executionView(row),
    when: row.plan.when,
    notes: row.plan.notes,
    version: row.version,
    reason: row.reason,
    attempts: row.attempts,
    retryAt: isoTime(row.retryAtMs),
    updatedAt: isoTime(row.updatedAtMs),
    positionId: row.fill?.positionId ?? null,
  };
}
