/**
 * The life of a plan. Every transition is one compare-and-set with an appended event in the same
 * transaction; nothing else writes `status`.
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
  executing: ['executed', 'working', 'pending', 'failed', 'unresolved'],
  working: ['executed', 'cancelled', 'expired', 'failed'],
  executed: ['closed'],
  unresolved: ['executed', 'failed', 'pending'],
  closed: [],
  cancelled: [],
  expired: [],
  failed: [],
};

/** Whether the life of a plan knows this step. */
export function isAllowed(from: PlanStatus, to: PlanStatus): boolean {
  return NEXT[from].includes(to);
}

/**
 * Whether what the user wrote may be replaced. The plan is then pending: of the next version, which
 * nobody has claimed, and a draft has been looked at by whoever edited it.
 */
export function isEditable(status: PlanStatus): boolean {
  return status === 'pending' || status === 'draft';
}

/** Whether nothing can happen to the plan any more. */
export function isFinal(status: PlanStatus): boolean {
  return NEXT[status].length === 0;
}

/** Whether a monitor has to hold the plan: it may fire, is being executed, or has a position open. */
export function isWatched(status: PlanStatus): boolean {
  return !isFinal(status) && status !== 'draft';
}
