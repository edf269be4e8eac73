/**
 * The life of an entry level, and by its levels of a plan. Every transition is one compare-and-set with
 * an appended event in the same transaction; nothing else writes `status`.
 */
export const PLAN_STATUSES = [
  'draft',
  'pending',
  'executing',
  'working',
  'executed',
  'unresolved',
  'closed',
  'cancelled',
  'expired',
  'failed',
] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

const NEXT: Readonly<Record<PlanStatus, readonly PlanStatus[]>> = {
  draft: ['pending', 'cancelled'],
  pending: ['executing', 'cancelled', 'expired'],
  // An order that was accepted may have ended before anybody asked: it is then what it has become.
  executing: ['executed', 'working', 'pending', 'failed', 'unresolved', 'cancelled', 'expired'],
  working: ['executed', 'cancelled', 'expired', 'failed'],
  executed: ['closed'],
  unresolved: ['executed', 'working', 'failed', 'pending', 'cancelled', 'expired'],
  closed: [],
  cancelled: [],
  expired: [],
  failed: [],
};

/**
 * The status that says most about what may still happen comes first: a plan must be watched when one of
 * its levels must, and has ended only when all of them have.
 */
const BY_WEIGHT: readonly PlanStatus[] = [
  'unresolved',
  'executing',
  'working',
  'pending',
  'executed',
  'draft',
  'closed',
  'failed',
  'expired',
  'cancelled',
];

/**
 * The status of a plan, from those of its levels: the weightiest of them. In doubt, if anything of it is;
 * pending, as long as a level may still fire; ended when all levels have, with a trade if there was one.
 */
export function statusOf(levels: readonly PlanStatus[]): PlanStatus {
  const status = BY_WEIGHT.find((one) => levels.includes(one));
  if (status === undefined) throw new Error('Invariant: a plan has at least one level');
  return status;
}

/** Whether the life of a level knows this step. */
export function isAllowed(from: PlanStatus, to: PlanStatus): boolean {
  return NEXT[from].includes(to);
}

/** Whether an edit may begin a level anew: nobody has claimed it, and it has not ended. */
export function isEditable(level: PlanStatus): boolean {
  return level === 'pending' || level === 'draft';
}

/**
 * Whether what the user wrote may be replaced: only as long as every level is untouched, which the status
 * of the plan does not tell. The plan is then pending: of the next version, which nobody has claimed, and
 * a draft has been looked at by whoever edited it.
 *
 * @param levels The status of each level of the plan.
 */
export function areEditable(levels: readonly PlanStatus[]): boolean {
  return levels.every(isEditable);
}

/** Whether nothing can happen to the plan any more. */
export function isFinal(status: PlanStatus): boolean {
  return NEXT[status].length === 0;
}

/** Whether a monitor has to hold the plan: it may fire, is being executed, or has a position open. */
export function isWatched(status: PlanStatus): boolean {
  return !isFinal(status) && status !== 'draft';
}
