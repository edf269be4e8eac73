import type {Settlement} from '../../ports/store.ts';
import type {Transition} from './level-transition.ts';
import {type KnownOrder, orderSteps} from './order-steps.ts';

/** What a settlement is about: the level as it was when the outcome came. */
export type Settling = KnownOrder & Readonly<{clientOrderId: string; rejections: number}>;

/**
 * Where the outcome of its intent moves a level; an order that was accepted may have ended meanwhile. A level
 * whose order was to be withdrawn is not tried again: where nothing was placed, it is cancelled.
 */
export function settlementSteps(settling: Settling, settlement: Settlement): readonly Transition[] {
  const {clientOrderId, rejections, withdrawal} = settling;
  const {as: _, ...facts} = settlement;
  const details = {clientOrderId, ...facts};
  switch (settlement.as) {
    case 'accepted':
      return orderSteps(clientOrderId, settling, settlement.report);
    case 'rejected': {
      const reason = `${settlement.code}: ${settlement.message}`;
      const rejected = {kind: 'rejected', details, reason, rejections: rejections + 1};
      return settlement.final
        ? [{...rejected, to: 'failed'}]
        : freed({...rejected, retryAtMs: settlement.retryAtMs}, withdrawal);
    }
    case 'notSent':
      return freed({kind: 'notSent', details, reason: settlement.reason}, withdrawal);
    case 'unresolved':
      return [{to: 'unresolved', kind: 'parked', details, reason: settlement.reason}];
  }
}

/** Back to pending; and on from there at once, in the same transaction, when somebody has cancelled meanwhile. */
function freed(step: Omit<Transition, 'to'>, withdrawal: string | null): readonly Transition[] {
  const back = {...step, to: 'pending'} as const;
  if (withdrawal === null) return [back];
  return [back, {to: 'cancelled', kind: 'cancelled', details: {reason: withdrawal}, reason: withdrawal}];
}
