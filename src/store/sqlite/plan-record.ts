import {z} from 'zod';
import {messageOf, type Problem} from '../../errors.ts';
import {parsePlan} from '../../plan/parse.ts';
import type {Plan} from '../../plan/plan.ts';
import {PLAN_STATUSES} from '../../plan/status.ts';
import type {Close, Fill} from '../../ports/broker.ts';
import type {BrokenRow, PlanRow, Rows} from '../../ports/store.ts';

/** A row of `plans` as SQLite gives it. */
export type PlanRecord = Readonly<{
  id: string;
  symbol: string;
  side: string;
  volume_lots: number;
  status: string;
  version: number;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  expires_at_ms: number | null;
  reason: string | null;
  attempts: number;
  retry_at_ms: number | null;
  fill: string | null;
  close: string | null;
  document: string;
}>;

const statusSchema = z.enum(PLAN_STATUSES);
const fillSchema: z.ZodType<Fill> = z.strictObject({
  positionId: z.string(),
  price: z.number(),
  volumeLots: z.number(),
  timeMs: z.number(),
});
const closeSchema: z.ZodType<Close> = z.strictObject({
  price: z.number(),
  timeMs: z.number(),
  reason: z.enum(['stopLoss', 'takeProfit', 'manual']),
  profit: z.number().nullable(),
});

/** Whether a stored row broke a rule. */
export function isBroken(row: PlanRow | BrokenRow): row is BrokenRow {
  return 'problems' in row;
}

/**
 * The row that a record means. Every rule is asked again, for the file may have been written by an
 * older program, or by hand; a record that breaks one is an answer, not an exception.
 */
export function rowOf(record: PlanRecord): PlanRow | BrokenRow {
  const problems: Problem[] = [];
  const plan = planOf(record, problems);
  const status = statusSchema.safeParse(record.status);
  if (!status.success) problems.push({field: 'status', message: `status "${record.status}" is not known`});
  const fill = stored(record.fill, 'fill', fillSchema, problems);
  const close = stored(record.close, 'close', closeSchema, problems);
  if (plan === undefined || !status.success || problems.length > 0) {
    return {id: record.id, status: record.status, problems};
  }
  return {
    plan,
    status: status.data,
    version: record.version,
    revision: record.revision,
    updatedAtMs: record.updated_at_ms,
    reason: record.reason,
    attempts: record.attempts,
    retryAtMs: record.retry_at_ms,
    fill,
    close,
  };
}

export function rowsOf(records: readonly PlanRecord[]): Rows {
  const rows: PlanRow[] = [];
  const broken: BrokenRow[] = [];
  for (const record of records) {
    const row = rowOf(record);
    if (isBroken(row)) broken.push(row);
    else rows.push(row);
  }
  return {rows, broken};
}

function planOf(record: PlanRecord, problems: Problem[]): Plan | undefined {
  let document: unknown;
  try {
    document = JSON.parse(record.document);
  } catch (error) {
    problems.push({field: 'document', message: `the stored plan is not JSON: ${messageOf(error)}`});
    return undefined;
  }
  const parsed = parsePlan(document, {newId: () => record.id, createdAtMs: record.created_at_ms});
  if (!parsed.ok) {
    problems.push(...parsed.problems);
    return undefined;
  }
  const {plan} = parsed;
  for (const [field, inDocument, inColumn] of [
    ['id', plan.id, record.id],
    ['symbol', plan.symbol, record.symbol],
    ['side', plan.side, record.side],
    ['volume', plan.volumeLots, record.volume_lots],
    ['createdAt', plan.createdAtMs, record.created_at_ms],
    ['expiresAt', plan.expiresAtMs, record.expires_at_ms],
  ] as const) {
    if (inDocument === inColumn) continue;
    problems.push({
      field,
      message: `${field} is "${String(inDocument)}" in the stored plan and "${String(inColumn)}" in its row`,
    });
  }
  return plan;
}

function stored<T>(text: string | null, field: string, schema: z.ZodType<T>, problems: Problem[]): T | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    problems.push({field, message: `the stored ${field} cannot be read: ${messageOf(error)}`});
    return null;
  }
}
