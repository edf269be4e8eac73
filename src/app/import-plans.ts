import {type ImportReport, type JudgedRow, judgeRows, reportOf, takenRow} from '../plan/legacy/judge-rows.ts';
import {type OldRow, oldRowsOf} from '../plan/legacy/old-rows.ts';
import type {ImportedPlan} from '../ports/store.ts';
import {isDatabase, storedPlans} from '../store/legacy/old-database.ts';
import {SystemClock} from '../system/system-clock.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';

/** Where old plans come from: a database, or text that was read already. */
export type OldSource = Readonly<{name: string; text: () => Promise<string>}>;

export type PlansImport = Readonly<{
  report: ImportReport;
  /** Plans that were written by this call. */
  added: number;
  /** False: something was refused, so nothing of the file was written. */
  isWritten: boolean;
}>;

/** Asks all rules of the file, then writes all its plans in one transaction; none, if one is refused. */
export async function importPlans(
  settings: Settings,
  source: OldSource,
  {isPartial, symbol}: Readonly<{isPartial: boolean; symbol?: string | undefined}>,
): Promise<PlansImport> {
  const nowMs = new SystemClock().now();
  const judged = judgeRows(await rowsOf(source), {nowMs, symbol});
  if (!isPartial && judged.some(({as}) => as === 'refused')) {
    return {report: reportOf(judged), added: 0, isWritten: false};
  }
  const stored = judged.flatMap((row) => (row.as === 'refused' || row.isRepeated ? [] : [row]));
  const plans = stored.map((row) => importedPlan(row, source.name));
  const answers = await withStore(settings, (store) => store.importPlans({plans, isPartial}, nowMs));
  const taken = stored.flatMap(({legacy}, index) => (answers[index] === 'taken' ? [legacy.plan.id] : []));
  const archived = taken.length === 0 ? [] : await withStore(settings, (store) => store.archived(taken));
  const fileOf = new Map(archived.map(({id, file}) => [id, file] as const));
  const answerOf = new Map(stored.map(({line}, index) => [line, answers[index]] as const));
  const told = judged.map((row): JudgedRow => {
    const answer = answerOf.get(row.line);
    if (row.as === 'refused' || answer === undefined || answer === 'added') return row;
    if (answer === 'taken') {
      const file = fileOf.get(row.legacy.plan.id);
      const whose =
        file === undefined ? 'another plan in the database' : `a plan that was archived to "${file}"`;
      return takenRow(row.line, row.legacy.plan.id, `is that of ${whose}`);
    }
    return {...row, remarks: ['it was imported before; nothing was added', ...row.remarks]};
  });
  const isWritten = isPartial || !answers.includes('taken');
  const added = isWritten ? answers.filter((answer) => answer === 'added').length : 0;
  return {report: reportOf(told), added, isWritten};
}

async function rowsOf({name, text}: OldSource): Promise<readonly OldRow[]> {
  if (name === '-' || !isDatabase(name)) return oldRowsOf(await text());
  return storedPlans(name).map(({row, columns}) => ({line: row, value: columns}));
}

function importedPlan({line, legacy}: Exclude<JudgedRow, {as: 'refused'}>, file: string): ImportedPlan {
  const {kept, ...imported} = legacy;
  const {status, runtime, plan} = kept;
  return {...imported, origin: {from: {file, line}, legacyStatus: status, runtime, legacy: plan}};
}
