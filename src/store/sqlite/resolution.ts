import type {Resolution, Settlement} from '../../ports/store.ts';
import type {IntentRecord} from './intent-table.ts';
import type {Transition} from './level-transition.ts';

/** How the intent ends, and where its level goes, when a person has found out what became of the order. */
export function resolutionOf(
  intent: IntentRecord,
  resolution: Resolution,
): Readonly<{settlement: Settlement; step: Transition}> {
  const {client_order_id: clientOrderId, stop_loss: stopLoss, take_profit: takeProfit} = intent;
  const kind = 'resolved';
  if (resolution.as === 'notPlaced') {
    const reason = 'not placed, by the word of a person';
    const details = {clientOrderId, as: resolution.as, reason};
    return {settlement: {as: 'notSent', reason}, step: {to: 'failed', kind, details, reason}};
  }
  const {as, ticket, fill} = resolution;
  const details = {clientOrderId, as, ticket, fill};
  const report = {ticket, state: 'filled', fill, close: null, stopLoss, takeProfit} as const;
  return {
    settlement: {as: 'accepted', report},
    step: {to: 'executed', kind, details, reason: null, clientOrderId, ticket, fill},
  };
}
