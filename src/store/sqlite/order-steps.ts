import type {PlanStatus} from '../../plan/status.ts';
import type {Close, Fill, OrderReport, OrderState} from '../../ports/broker.ts';
import {canonicalJson} from './canonical-json.ts';
import {type LevelRecord, storedClose, storedFill} from './level-record.ts';
import type {Transition} from './level-transition.ts';

/** What is stored of an order: where its level stands and what it has filled. */
export type KnownOrder = Readonly<{
  status: PlanStatus;
  fill: Fill | null;
  close: Close | null;
  withdrawal: string | null;
}>;

/** What the record of a level says of its order; a fill that cannot be read is none. */
export function knownOrder(level: LevelRecord): KnownOrder {
  return {
    status: level.status as PlanStatus,
    fill: storedFill(level),
    close: storedClose(level),
    withdrawal: level.withdrawal,
  };
}

type EndState = Exclude<OrderState, 'working' | 'filled'>;

/** What a level becomes whose order has ended without a fill. */
const ENDS: Readonly<Record<EndState, Readonly<{to: PlanStatus; kind: string; rest: string}>>> = {
  cancelled: {to: 'cancelled', kind: 'cancelled', rest: 'cancelled'},
  expired: {to: 'expired', kind: 'expired', rest: 'expired'},
  rejected: {to: 'failed', kind: 'rejected', rest: 'rejected'},
};

/**
 * The steps from what is stored of an accepted order to what the report says of it; none when the report
 * knows no more. An end is never taken back, nor is a fill: of one order's reports any order, with any
 * repetition, leads to the same level.
 *
 * A close counts only when the order has ended: until then the position may grow again. An order that is
 * said to have filled, but not at what price, is taken to rest, until a report tells.
 */
export function orderSteps(
  clientOrderId: string,
  known: KnownOrder,
  report: OrderReport,
): readonly Transition[] {
  const fill = largerFill(known.fill, report.fill);
  const hasGrown = fill !== known.fill;
  const end = endOf(report, fill);
  const {ticket, state, stopLoss, takeProfit} = report;
  const details = {clientOrderId, ticket, state, fill, stopLoss, takeProfit};
  const order = {clientOrderId, ticket, details, fill};
  const closing = closingSteps(clientOrderId, report, fill);
  switch (known.status) {
    case 'executing':
    case 'unresolved':
    case 'working':
      if (end === 'none') {
        if (known.status !== 'working') return [{...order, to: 'working', kind: 'placed', reason: null}];
        return hasGrown ? [{...order, to: 'working', kind: 'partlyFilled', reason: null}] : [];
      }
      if (fill === null) return [{...unfilledEnd(end, known), details}];
      return [{...order, to: 'executed', kind: 'filled', reason: partReason(report.state, fill)}, ...closing];
    case 'executed':
      return [
        ...(hasGrown
          ? [{...order, to: 'executed', kind: 'filled', reason: partReason(report.state, fill)} as const]
          : []),
        ...(end === 'none' ? [] : closing),
      ];
    case 'draft':
    case 'pending':
    case 'closed':
    case 'cancelled':
    case 'expired':
    case 'failed':
      return [];
  }
}

/** Whether what is stored says all that the report says, or more. */
export function saysAllOf(known: KnownOrder, report: OrderReport): boolean {
  if (largerFill(known.fill, report.fill) !== known.fill) return false;
  const end = endOf(report, known.fill);
  if (end === 'none') return true;
  if (known.status === 'working') return false;
  if (known.fill === null) return end !== 'filled' && known.status === ENDS[end].to;
  return report.close === null || canonicalJson(report.close) === canonicalJson(known.close);
}

/** Whether the order was never taken into the book after all: nothing of it was, or will be, filled. */
export function wasTurnedAway({state, fill}: OrderReport): boolean {
  return state === 'rejected' && fill === null;
}

function endOf({state}: OrderReport, fill: Fill | null): EndState | 'filled' | 'none' {
  if (state === 'working' || (state === 'filled' && fill === null)) return 'none';
  return state;
}

function unfilledEnd(end: EndState | 'filled', known: KnownOrder): Omit<Transition, 'details'> {
  if (end === 'filled') throw new Error('Invariant: an order without a fill has not ended as filled');
  const {to, kind} = ENDS[end];
  const reason = end === 'cancelled' ? known.withdrawal : null;
  return {to, kind, reason: reason ?? `${end} by the broker`};
}

function closingSteps(clientOrderId: string, {close}: OrderReport, fill: Fill | null): readonly Transition[] {
  if (close === null || fill === null) return [];
  return [{to: 'closed', kind: 'closed', details: {clientOrderId, close}, reason: close.reason, close}];
}

/** Why less may have been filled than was ordered. */
function partReason(state: OrderState, fill: Fill | null): string | null {
  if (state === 'working' || state === 'filled' || fill === null) return null;
  return `${fill.volumeLots} lots were filled, the rest was ${ENDS[state].rest}`;
}

/** The first unless the second is of more volume; of the same, the later one. */
function largerFill(known: Fill | null, told: Fill | null): Fill | null {
  if (known === null || told === null) return known ?? told;
  if (told.volumeLots !== known.volumeLots) return told.volumeLots > known.volumeLots ? told : known;
  return told.timeMs > known.timeMs ? told : known;
}
