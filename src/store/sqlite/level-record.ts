import {z} from 'zod';
import {messageOf, type Problem} from '../../errors.ts';
import {PLAN_STATUSES, type PlanStatus} from '../../plan/status.ts';
import type {Close, Fill} from '../../ports/broker.ts';
import type {LevelRow} from '../../ports/store.ts';

/** A row of `plan_levels` as SQLite gives it. */
export type LevelRecord = Readonly<{
  plan_id: string;
  level: number;
  status: string;
  reason: string | null;
  attempts: number;
  rejections: number;
  retry_at_ms: number | null;
  client_order_id: string | null;
  ticket: string | null;
  fill: string | null;
  close: string | null;
  withdrawal: string | null;
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

/** The status that a text means; undefined, with the problem noted, when it is none. */
export function statusIn(text: string, field: string, problems: Problem[]): PlanStatus | undefined {
  const status = statusSchema.safeParse(text);
  if (!status.success) problems.push({field, message: `status "${text}" is not known`});
  return status.data;
}

/** The level that a record means; undefined, with its problems noted, when it breaks a rule. */
export function levelOf(record: LevelRecord, problems: Problem[]): LevelRow | undefined {
  const place = `level ${record.level}`;
  const status = statusIn(record.status, `${place} status`, problems);
  const fill = storedFill(record, problems);
  const close = storedClose(record, problems);
  if (status === undefined) return undefined;
  return {
    level: record.level,
    status,
    reason: record.reason,
    attempts: record.attempts,
    rejections: record.rejections,
    retryAtMs: record.retry_at_ms,
    clientOrderId: record.client_order_id,
    ticket: record.ticket,
    fill,
    close,
    withdrawal: record.withdrawal,
  };
}

export function storedFill({level, fill}: LevelRecord, problems: Problem[] = []): Fill | null {
  return stored(fill, `level ${level} fill`, fillSchema, problems);
}

export function storedClose({level, close}: LevelRecord, problems: Problem[] = []): Close | null {
  return stored(close, `level ${level} close`, closeSchema, problems);
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
