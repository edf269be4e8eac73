import type {Settlement} from '../../ports/store.ts';
import type {Transition} from './plan-table.ts';

/** Where the outcome of its intent moves a plan. */
export function stepOf(clientOrderId: string, settlement: Settlement): Transition {
  const {as: _, ...facts} = settlement;
  const details = {clientOrderId, ...facts};
  switch (settlement.as) {
    case 'accepted':
      return {to: 'executed', kind: 'filled', details, reason: null, fill: settlement.fill};
    case 'rejected': {
      const reason = `${settlement.code}: ${settlement.message}`;
      return settlement.final
        ? {to: 'failed', kind: 'rejected', details, reason}
        : {to: 'pending', kind: 'rejected', details, reason, retryAtMs: settlement.retryAtMs};
    }
    case 'notSent':
      return {to: 'pending', kind: 'notSent', details, reason: settlement.reason};
    case 'unresolved':
      return {to: 'unresolved', kind: 'parked', details, reason: settlement.reason};
  }
}
