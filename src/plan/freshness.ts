import type {Problem} from '../errors.ts';
import {formatDuration} from './duration.ts';
import type {Plan} from './plan.ts';

/**
 * The rules about time that are asked when a plan is added or edited, and never again: a stored plan
 * whose time has passed is not wrong, it expires.
 */
export function freshnessProblems({expiresAtMs, createdAtMs}: Plan, nowMs: number): Problem[] {
  const problems: Problem[] = [];
  if (expiresAtMs !== null && expiresAtMs <= nowMs) {
    problems.push({
      field: 'expiresAt',
      message: `expiresAt is ${timeText(expiresAtMs)}, ${formatDuration(nowMs - expiresAtMs)} ago: the plan could never fire`,
      hint: 'give a later expiresAt (or createdAt and expiresIn), or none for good till cancelled',
    });
  }
  if (createdAtMs > nowMs) {
    problems.push({
      field: 'createdAt',
      message: `createdAt is ${timeText(createdAtMs)}, ${formatDuration(createdAtMs - nowMs)} in the future`,
      hint: 'leave createdAt out: it is then the time at which the plan is added',
    });
  }
  return problems;
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
