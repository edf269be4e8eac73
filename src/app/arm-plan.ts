import {ConflictError, inputErrorOf} from '../errors.ts';
import {freshnessProblems} from '../plan/freshness.ts';
import {type PlanWarning, warningsOf} from '../plan/warnings.ts';
import type {PlanRow} from '../ports/store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {soundRow, withStore} from './plans.ts';
import type {Settings} from './settings.ts';
import {sourcedMeasuresOf} from './sources.ts';

export type ArmedPlan = Readonly<{row: PlanRow; isWritten: boolean; warnings: readonly PlanWarning[]}>;

/**
 * Lets a draft fire, as it was written. A plan that is pending already is left so.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when it is past arming.
 * @throws {InputError} PLAN_INVALID when it has expired, or could never fire: something of it is missing.
 */
export async function armPlan(settings: Settings, planId: string): Promise<ArmedPlan> {
  return withStore(settings, async (store) => {
    const before = await soundRow(store, planId);
    const nowMs = new SystemClock().now();
    const warnings = warningsOf(before.plan, nowMs, sourcedMeasuresOf(settings));
    if (before.status === 'draft') refuseUnfit(before, warnings, nowMs);
    const {done, row} = await store.arm(planId, nowMs);
    const after = row ?? (await soundRow(store, planId));
    if (done) return {row: after, isWritten: after.version !== before.version, warnings};
    throw new ConflictError(
      'PLAN_STATE_CONFLICT',
      `Plan "${planId}" is ${after.status} and cannot be armed`,
      {
        field: 'status',
        hint: 'only a draft is armed; add another plan',
      },
    );
  });
}

function refuseUnfit({plan}: PlanRow, warnings: readonly PlanWarning[], nowMs: number): void {
  const never = warnings.find(({code}) => code === 'neverMet');
  const hint = `write what is missing with \`vigil plan edit ${plan.id} FILE\`; \`vigil plan history ${plan.id}\` has the plan as it was`;
  const problems = [
    ...(never === undefined ? [] : [{field: never.field, message: never.message, hint}]),
    ...freshnessProblems(plan, nowMs),
  ];
  if (problems.length > 0) throw inputErrorOf('PLAN_INVALID', problems);
}
