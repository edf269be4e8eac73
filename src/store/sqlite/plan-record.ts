import {messageOf, type Problem} from '../../errors.ts';
import {parsePlan} from '../../plan/parse.ts';
import type {Plan} from '../../plan/plan.ts';
import {type PlanStatus, statusOf} from '../../plan/status.ts';
import {entryLevels} from '../../plan/entry-levels.ts';
import type {BrokenRow, LevelRow, PlanRow, Rows} from '../../ports/store.ts';
import {type LevelRecord, levelOf, statusIn} from './level-record.ts';

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
  group_name: string | null;
  document: string;
}>;

/** A plan's row with those of its levels, by number. */
export type StoredPlan = Readonly<{record: PlanRecord; levels: readonly LevelRecord[]}>;

/** Whether a stored row broke a rule. */
export function isBroken(row: PlanRow | BrokenRow): row is BrokenRow {
  return 'problems' in row;
}

/**
 * The row that a record means. Every rule is asked again, for the file may have been written by an
 * older program, or by hand; a record that breaks one is an answer, not an exception.
 */
export function rowOf({record, levels: records}: StoredPlan): PlanRow | BrokenRow {
  const problems: Problem[] = [];
  const plan = planOf(record, problems);
  const status = statusIn(record.status, 'status', problems);
  const levels = records.flatMap((level) => levelOf(level, problems) ?? []);
  if (plan !== undefined) problems.push(...levelProblems(plan, records));
  if (status !== undefined && problems.length === 0) problems.push(...statusProblems(status, levels));
  if (plan === undefined || status === undefined || problems.length > 0) {
    return {id: record.id, status: record.status, problems};
  }
  return {
    plan,
    status,
    version: record.version,
    revision: record.revision,
    updatedAtMs: record.updated_at_ms,
    reason: record.reason,
    levels,
  };
}

export function rowsOf(stored: readonly StoredPlan[]): Rows {
  const rows: PlanRow[] = [];
  const broken: BrokenRow[] = [];
  for (const one of stored) {
    const row = rowOf(one);
    if (isBroken(row)) broken.push(row);
    else rows.push(row);
  }
  return {rows, broken};
}

/** The levels are those that the user wrote, by number and without a hole. */
function levelProblems(plan: Plan, levels: readonly LevelRecord[]): readonly Problem[] {
  const wanted = entryLevels(plan).length;
  if (levels.length === wanted && levels.every(({level}, index) => level === index + 1)) return [];
  const found = levels.map(({level}) => level).join(', ');
  return [
    {field: 'levels', message: `the plan has ${wanted} levels, stored are those numbered ${found || 'none'}`},
  ];
}

function statusProblems(status: PlanStatus, levels: readonly LevelRow[]): readonly Problem[] {
  const derived = statusOf(levels.map((level) => level.status));
  if (derived === status) return [];
  return [{field: 'status', message: `status is "${status}", by the levels of the plan it is "${derived}"`}];
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
    ['group', plan.group, record.group_name],
  ] as const) {
    if (inDocument === inColumn) continue;
    problems.push({
      field,
      message: `${field} is "${String(inDocument)}" in the stored plan and "${String(inColumn)}" in its row`,
    });
  }
  return plan;
}
