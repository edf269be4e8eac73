import {Big} from 'big.js';
import type {Condition} from '../condition/condition-kind.ts';
import {type EntryLevel, entryLevels} from '../plan/entry-levels.ts';
import type {Entry, Plan} from '../plan/plan.ts';
import type {Fill} from '../ports/broker.ts';
import type {LevelRow, PlanRow} from '../ports/store.ts';

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
  levels: readonly LevelView[];
  group: string | null;
  stopLoss: number | null;
  takeProfit: number | null;
  volume: number;
  expiresAt: string | null;
  createdAt: string;
  revision: number;
}>;

/** One entry of a plan. */
export type LevelView = Readonly<{
  level: number;
  status: PlanRow['status'];
  type: Entry['type'];
  price: number | null;
  weight: number;
  stopLoss: number | null;
  takeProfit: number | null;
  reason: string | null;
  clientOrderId: string | null;
  ticket: string | null;
  filledLots: number;
  fillPrice: number | null;
  closeReason: string | null;
  exitPrice: number | null;
  profit: number | null;
  /** Why its order is to be withdrawn, which rests, is on its way or in doubt; null: it is not. */
  withdrawal: string | null;
}>;

export function planView({plan, status, revision, levels}: PlanRow): PlanView {
  return {
    id: plan.id,
    symbol: plan.symbol,
    side: plan.side,
    status,
    entry: plan.entry,
    levels: entryLevels(plan).flatMap((entry) => {
      const row = levels[entry.level - 1];
      return row === undefined ? [] : [levelView(entry, row)];
    }),
    group: plan.group,
    stopLoss: plan.stopLoss,
    takeProfit: plan.takeProfit,
    volume: plan.volumeLots,
    expiresAt: isoTime(plan.expiresAtMs),
    createdAt: isoTime(plan.createdAtMs),
    revision,
  };
}

function levelView({level, type, price, weight, stopLoss, takeProfit}: EntryLevel, row: LevelRow): LevelView {
  const {status, reason, clientOrderId, ticket, fill, close, withdrawal} = row;
  return {
    level,
    status,
    type,
    price,
    weight,
    stopLoss,
    takeProfit,
    reason,
    clientOrderId,
    ticket,
    filledLots: fill?.volumeLots ?? 0,
    fillPrice: fill?.price ?? null,
    closeReason: close?.reason ?? null,
    exitPrice: close?.price ?? null,
    profit: close?.profit ?? null,
    withdrawal,
  };
}

/** What became of a plan in the market; of one with several levels, what they have in common. */
export type ExecutionView = Readonly<{
  executedAt: string | null;
  fillPrice: number | null;
  closedAt: string | null;
  exitPrice: number | null;
  profit: number | null;
  closeReason: string | null;
}>;

export function executionView({levels}: PlanRow): ExecutionView {
  const fills = levels.flatMap(({fill}) => fill ?? []);
  const closes = levels.flatMap(({close}) => close ?? []);
  const isOver = closes.length > 0 && closes.length === fills.length;
  const reasons = new Set(closes.map(({reason}) => reason));
  return {
    executedAt: isoTime(fills.length === 0 ? null : Math.min(...fills.map(({timeMs}) => timeMs))),
    fillPrice: averagePrice(fills),
    closedAt: isoTime(isOver ? Math.max(...closes.map(({timeMs}) => timeMs)) : null),
    exitPrice: closes.length === 1 && isOver ? (closes[0]?.price ?? null) : null,
    profit: isOver ? sumOf(closes.map(({profit}) => profit)) : null,
    closeReason: isOver && reasons.size === 1 ? ([...reasons][0] ?? null) : null,
  };
}

/** By volume; as it is where there is one. */
function averagePrice(fills: readonly Fill[]): number | null {
  const [first] = fills;
  if (first === undefined || fills.length === 1) return first?.price ?? null;
  const lots = fills.reduce((sum, {volumeLots}) => sum.plus(volumeLots), new Big(0));
  const paid = fills.reduce(
    (sum, {price, volumeLots}) => sum.plus(new Big(price).times(volumeLots)),
    new Big(0),
  );
  return paid.div(lots).toNumber();
}

/** Null when one of them is not known. */
function sumOf(profits: readonly (number | null)[]): number | null {
  let sum = new Big(0);
  for (const profit of profits) {
    if (profit === null) return null;
    sum = sum.plus(profit);
  }
  return sum.toNumber();
}

/** Everything about one plan. */
export type PlanDetails = PlanView &
  ExecutionView &
  Readonly<{
    when: Condition;
    cancelWhen: Condition | null;
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
    cancelWhen: row.plan.cancelWhen,
    attempts: row.levels.reduce((sum, {attempts}) => sum + attempts, 0),
    retryAt: isoTime(earliestOf(row.levels.map(({retryAtMs}) => retryAtMs))),
    updatedAt: isoTime(row.updatedAtMs),
    positionId: row.levels.length === 1 ? (row.levels[0]?.fill?.positionId ?? null) : null,
  };
}

function earliestOf(times: readonly (number | null)[]): number | null {
  const set = times.flatMap((time) => time ?? []);
  return set.length === 0 ? null : Math.min(...set);
}
