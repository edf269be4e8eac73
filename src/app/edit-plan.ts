import type {SourcedMeasures} from '../condition/source-question.ts';
import {ConflictError, inputErrorOf} from '../errors.ts';
import {writtenForm} from '../plan/plan.ts';
import {changesBetween, type PlanChanges} from '../plan/plan-changes.ts';
import {isEditable} from '../plan/status.ts';
import type {PlanRow} from '../ports/store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {type PlanText, plansToAdd, type ReadPlan} from './new-plans.ts';
import {soundRow, withStore} from './plans.ts';
import type {Settings} from './settings.ts';
import {sourcedMeasuresOf} from './sources.ts';

export type EditedPlan = Readonly<{
  row: PlanRow;
  /** False: the plan said all this already, and keeps its version. */
  isWritten: boolean;
  /** Without `createdAt`, which is the time of the edit. */
  changes: PlanChanges;
  warnings: ReadPlan['warnings'];
}>;

export type EditRequest = Readonly<{
  planId: string;
  /** Gives the text of the new version: one plan. */
  textOf: () => Promise<PlanText>;
  /** The version that the editor has seen; default the one that is there before the text is read. */
  ifVersion?: number | undefined;
}>;

/**
 * Replaces what the user wrote in a plan that has not fired. Whoever edits meanwhile is not
 * overwritten: one of two editors is refused.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when the plan is past editing, or has another version.
 * @throws {InputError} PLAN_INVALID with every problem of the new version.
 */
export async function editPlan(settings: Settings, request: EditRequest): Promise<EditedPlan> {
  const {planId, textOf, ifVersion} = request;
  return withStore(settings, async (store) => {
    const before = await soundRow(store, planId);
    const version = ifVersion ?? before.version;
    refuseIfPast(before);
    const {plan, warnings} = onlyPlanOf(await textOf(), planId, sourcedMeasuresOf(settings));
    const isSame = Object.keys(changesOf(before.plan, plan)).length === 0;
    // The next version already: this is the same edit, repeated because its answer was lost.
    const isKnown = before.version === version || before.version === version + 1;
    if (isSame && isKnown && before.status === 'pending') {
      return {row: before, isWritten: false, changes: {}, warnings};
    }
    const {done, row} = await store.edit(plan, version, new SystemClock().now());
    const after = row ?? (await soundRow(store, planId));
    if (!done) {
      refuseIfPast(after);
      throw otherVersion(after, version);
    }
    const changes = changesOf(before.plan, after.plan);
    return {row: after, isWritten: after.version !== before.version, changes, warnings};
  });
}

function changesOf(before: PlanRow['plan'], after: PlanRow['plan']): PlanChanges {
  const {createdAt: _, ...changes} = changesBetween(writtenForm(before), writtenForm(after));
  return changes;
}

/** The one plan of the text, which is the one to be edited. */
function onlyPlanOf(source: PlanText, planId: string, sourced: SourcedMeasures): ReadPlan {
  const file = source.name === '-' ? 'standard input' : source.name;
  const read = plansToAdd(source, {newId: () => planId, sourced});
  const [only] = read;
  if (only === undefined || read.length > 1) {
    const message = `${file} has ${read.length} plans, and an edit takes one`;
    throw inputErrorOf('PLAN_INVALID', [{field: file, message, hint: 'edit one plan at a time'}]);
  }
  const {id} = only.plan;
  if (id !== planId) {
    const message = `id is "${id}", and the plan to be edited is "${planId}"`;
    const hint = 'the id of a plan cannot be changed: leave it out, or cancel the plan and add another';
    throw inputErrorOf('PLAN_INVALID', [{field: 'id', message, hint}]);
  }
  return only;
}

function refuseIfPast({plan: {id}, levels}: PlanRow): void {
  const past = levels.find(({status}) => !isEditable(status));
  if (past === undefined) return;
  const {level, status} = past;
  const what = levels.length === 1 ? '' : `, level ${level},`;
  throw new ConflictError('PLAN_STATE_CONFLICT', `Plan "${id}"${what} is ${status} and cannot be edited`, {
    field: 'status',
    hint: STATUS_HINTS[status] ?? 'nothing can happen to it any more; add another plan',
  });
}

function otherVersion({plan: {id}, version: present}: PlanRow, version: number): ConflictError {
  const message =
    version < present
      ? `Plan "${id}" was edited meanwhile: it has version ${present}, not ${version}`
      : `Plan "${id}" has version ${present}; there is no version ${version}`;
  const hint = `look at it with \`vigil plan show ${id}\` and edit version ${present}`;
  return new ConflictError('PLAN_STATE_CONFLICT', message, {field: 'version', hint});
}

const STATUS_HINTS: Readonly<Partial<Record<PlanRow['status'], string>>> = {
  executing: 'its order is being placed at this moment; look again in a few seconds',
  working: 'its order rests at the broker; change it there',
  executed: 'its position is open; change its stop loss or take profit at the broker',
  unresolved: 'the outcome of its order is unknown; find out at the broker',
};
