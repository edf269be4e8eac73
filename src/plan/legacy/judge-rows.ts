import {legacyPlanOf, type LegacyPlan, type LegacyRequest} from './legacy-plan.ts';
import type {OldRow} from './old-rows.ts';

/** What is said of the plans of a file; each line is in one of the lists. */
export type ImportReport = Readonly<{
  imported: readonly Readonly<{line: number; id: string; warnings: readonly string[]}>[];
  needsAttention: readonly Readonly<{line: number; id: string; why: string}>[];
  refused: readonly Readonly<{line: number; field: string; reason: string; hint: string}>[];
}>;

/** What becomes of one line. */
export type JudgedRow = Readonly<{line: number}> &
  (
    | Readonly<{
        as: 'imported' | 'needsAttention';
        legacy: LegacyPlan;
        remarks: readonly string[];
        isRepeated: boolean;
      }>
    | Readonly<{as: 'refused'; field: string; reason: string; hint: string}>
  );

/** Judges all rows of a file, and each id against those before it. */
export function judgeRows(rows: readonly OldRow[], request: LegacyRequest): readonly JudgedRow[] {
  const seen = new Map<string, Readonly<{line: number; contentKey: string}>>();
  return rows.map((row): JudgedRow => {
    const judged = judgeRow(row, request);
    if (judged.as === 'refused') return judged;
    const {plan, contentKey} = judged.legacy;
    const before = seen.get(plan.id);
    if (before === undefined) {
      seen.set(plan.id, {line: row.line, contentKey});
      return judged;
    }
    if (before.contentKey !== contentKey)
      return takenRow(row.line, plan.id, `is that of another plan, on line ${before.line}`);
    return {
      ...judged,
      isRepeated: true,
      remarks: [`the same plan as on line ${before.line}`, ...judged.remarks],
    };
  });
}

/** A line whose id belongs to another plan. */
export function takenRow(line: number, id: string, why: string): JudgedRow {
  return {
    line,
    as: 'refused',
    field: 'plan_id',
    reason: `plan_id "${id}" ${why}`,
    hint: 'give one of the two another id, or leave it out',
  };
}

function judgeRow(row: OldRow, request: LegacyRequest): JudgedRow {
  const {line} = row;
  if ('broken' in row)
    return {line, as: 'refused', field: 'line', reason: `the line ${row.broken}`, hint: 'mend the line'};
  if (typeof row.value !== 'object' || row.value === null || Array.isArray(row.value)) {
    return {
      line,
      as: 'refused',
      field: 'line',
      reason: 'the line is no plan',
      hint: 'write an object with the fields of a plan',
    };
  }
  const verdict = legacyPlanOf({...row.value}, request);
  switch (verdict.as) {
    case 'refused': {
      const [{field, hint}] = verdict.problems;
      return {
        line,
        as: 'refused',
        field,
        reason: verdict.problems.map(({reason}) => reason).join('; '),
        hint,
      };
    }
    case 'imported':
      return {line, as: 'imported', legacy: verdict.legacy, remarks: verdict.warnings, isRepeated: false};
    case 'needsAttention':
      return {line, as: 'needsAttention', legacy: verdict.legacy, remarks: verdict.why, isRepeated: false};
  }
}

/** The report of judged lines. */
export function reportOf(rows: readonly JudgedRow[]): ImportReport {
  return {
    imported: rows.flatMap((row) =>
      row.as === 'imported' ? [{line: row.line, id: row.legacy.plan.id, warnings: row.remarks}] : [],
    ),
    needsAttention: rows.flatMap((row) =>
      row.as === 'needsAttention'
        ? [{line: row.line, id: row.legacy.plan.id, why: row.remarks.join('; ')}]
        : [],
    ),
    refused: rows.flatMap((row) => {
      if (row.as !== 'refused') return [];
      const {line, field, reason, hint} = row;
      return [{line, field, reason, hint}];
    }),
  };
}
