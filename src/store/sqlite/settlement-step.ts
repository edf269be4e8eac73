import type {Settlement} from '../../ports/store.ts';
import type {Transition} from './level-transition.ts';
import {type KnownOrder, orderSteps} from './order-steps.ts';

/** What a settlement is about: the level as it was when the outcome came. */
export type Settling = KnownOrder & Readonly<{clientOrderId: string; rejections: number}>;

/** Where the outcome of its intent moves a level; an order that was accepted may have ended meanwhile. */
export function settlementSteps(settling: Settling, settlement: Settlement): readonly Transition[] {
  const {clientOrderId, rejections} = settling;
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
        : [{...rejected, to: 'pending', retryAtMs: settlement.retryAtMs}];
    }
    case 'notSent':
      return [{to: 'pending', kind: 'notSent', details, reason: settlement.reason}];
    case 'unresolved':
      return [{to: 'unresolved', kind: 'parked', details, reason: settlement.reason}];
  }
}
