import {ConflictError} from '../../errors.ts';
import type {Plan} from '../../plan/plan.ts';

/**
 * @param takenBy What has an id already, for a message.
 * @throws {ConflictError} PLAN_DUPLICATE naming every id that is taken, or given twice.
 */
export function refuseTaken(plans: readonly Plan[], takenBy: (planId: string) => string | undefined): void {
  const seen = new Set<string>();
  const problems = plans.flatMap(({id}, index) => {
    const isTwice = seen.has(id);
    seen.add(id);
    const message = isTwice ? `plan "${id}" is there twice` : takenBy(id);
    if (message === undefined) return [];
    return [
      {
        field: plans.length > 1 ? `[${index}].id` : 'id',
        message,
        hint: 'choose another id, or leave it out',
      },
    ];
  });
  const [first] = problems;
  if (first === undefined) return;
  const message = problems.length > 1 ? problems.map((problem) => problem.message).join(', ') : first.message;
  throw new ConflictError('PLAN_DUPLICATE', message, {field: first.field, hint: first.hint, problems});
}
