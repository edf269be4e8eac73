import type {PlanStatus} from '../../plan/status.ts';

/**
 * What happens to a plan of the run.
 *
 * | kind    | what happens                                                               |
 * | ------- | -------------------------------------------------------------------------- |
 * | early   | fires; its position is gone before the broker has answered, and it says so again |
 * | late    | fires; its position is gone some time after the answer                       |
 * | retry   | fires; the broker refuses the first order, and says that it is gone; fires again |
 * | cancel  | is cancelled at about the time at which it fires                             |
 * | edit    | is edited by every hand until it fires                                       |
 * | expire  | expires at about the time at which it fires                                  |
 * | counter | never fires; is edited by every hand all the time, and cancelled at the end  |
 */
export type PlanKind = 'early' | 'late' | 'retry' | 'cancel' | 'edit' | 'expire' | 'counter';

/** The kinds that a wave is made of, over and over. */
export const WAVE_KINDS: readonly PlanKind[] = [
  'early',
  'cancel',
  'retry',
  'edit',
  'early',
  'late',
  'cancel',
  'edit',
  'retry',
  'expire',
];

/** The statuses in which a plan may end; that of a plan is one of them. */
export const POSSIBLE_ENDS: Readonly<Record<PlanKind, readonly PlanStatus[]>> = {
  early: ['closed'],
  late: ['closed'],
  retry: ['closed'],
  cancel: ['closed', 'cancelled'],
  edit: ['closed'],
  expire: ['closed', 'expired'],
  counter: ['cancelled'],
};

/** The kind is the beginning of the id, where a broker and a reader can see it. */
export function planIdOf(kind: PlanKind, ...numbers: readonly number[]): string {
  return [kind, ...numbers].join('-');
}

export function kindOf(planId: string): PlanKind {
  const kind = Object.keys(POSSIBLE_ENDS).find((name) => planId.startsWith(`${name}-`));
  if (kind === undefined) throw new Error(`Invariant: plan "${planId}" is one of this run`);
  return kind as PlanKind;
}
