import type {Side} from '../../market/quote.ts';
import type {CloseReason, OrderState, OrderType, RetryHint} from '../../ports/broker.ts';
import {isStanding, type PlacedOrder, worthOf} from '../matching/placed-order.ts';
import type {BookedOrder, OrderContent, OrderRecord} from './paper-book.ts';

/** What was ordered, in the columns of the book. */
export type ContentRow = Readonly<{
  plan_id: string;
  level: number;
  attempt: number;
  symbol: string;
  side: Side;
  type: OrderType;
  price: number | null;
  volume_lots: number;
  stop_loss: number | null;
  take_profit: number | null;
  expires_at_ms: number | null;
}>;

/** What an accepted order has become, in the columns of the book. */
export type StateParameters = Readonly<{
  ticket: number;
  version: number;
  status: OrderState;
  rests_at: number | null;
  stop_loss_now: number | null;
  take_profit_now: number | null;
  position_id: string | null;
  filled_lots: number | null;
  entry_price: number | null;
  filled_at_ms: number | null;
  entry_worth: number | null;
  closed_lots: number | null;
  exit_price: number | null;
  exit_worth: number | null;
  closed_at_ms: number | null;
  close_reason: CloseReason | null;
  profit: number | null;
  parts: number;
  turn: number | null;
  stands: number;
  quote_time_ms: number;
  quote_bid: number;
  quote_ask: number;
}>;

type Key = Readonly<{client_order_id: string}>;

export type AcceptedRow = Key & ContentRow & StateParameters & Readonly<{revision: number}>;
type RejectedRow = Key &
  ContentRow &
  Readonly<{status: 'rejected'; ticket: null; code: string; message: string; retry: RetryHint}>;
type FencedRow = Key & Readonly<{status: 'fenced'; ticket: null; at_ms: number}>;

export type OrderRow = AcceptedRow | RejectedRow | FencedRow;

export function recordOf(row: OrderRow): OrderRecord {
  if (row.ticket !== null) return {status: 'placed', ...bookedOrderOf(row)};
  if (row.status === 'fenced') return {status: 'fenced', atMs: row.at_ms};
  const {code, message, retry} = row;
  return {
    status: 'rejected',
    content: contentOfRow(row),
    rejection: {status: 'rejected', code, message, retry},
  };
}

export function bookedOrderOf(row: AcceptedRow): BookedOrder {
  return {clientOrderId: row.client_order_id, content: contentOfRow(row), order: placedOrderOf(row)};
}

export function contentParameters(content: OrderContent): ContentRow {
  return {
    plan_id: content.planId,
    level: content.level,
    attempt: content.attempt,
    symbol: content.symbol,
    side: content.side,
    type: content.type,
    price: content.price,
    volume_lots: content.volumeLots,
    stop_loss: content.stopLoss,
    take_profit: content.takeProfit,
    expires_at_ms: content.expiresAtMs,
  };
}

export function stateParameters(order: PlacedOrder): StateParameters {
  const {fill, closed, quote} = order;
  return {
    ticket: Number(order.orderId),
    version: order.version,
    status: order.state,
    rests_at: order.price,
    stop_loss_now: order.stopLoss,
    take_profit_now: order.takeProfit,
    position_id: fill?.positionId ?? null,
    filled_lots: fill?.volumeLots ?? null,
    entry_price: fill?.price ?? null,
    filled_at_ms: fill?.timeMs ?? null,
    entry_worth: order.fillWorth,
    closed_lots: closed?.volumeLots ?? null,
    exit_price: closed?.price ?? null,
    exit_worth: closed?.worth ?? null,
    closed_at_ms: closed?.timeMs ?? null,
    close_reason: closed?.reason ?? null,
    profit: closed?.profit ?? null,
    parts: order.parts,
    turn: order.turn,
    stands: isStanding(order) ? 1 : 0,
    quote_time_ms: quote.timeMs,
    quote_bid: quote.bid,
    quote_ask: quote.ask,
  };
}

function contentOfRow(row: ContentRow): OrderContent {
  return {
    planId: row.plan_id,
    level: row.level,
    attempt: row.attempt,
    symbol: row.symbol,
    side: row.side,
    type: row.type,
    price: row.price,
    volumeLots: row.volume_lots,
    stopLoss: row.stop_loss,
    takeProfit: row.take_profit,
    expiresAtMs: row.expires_at_ms,
  };
}

function placedOrderOf(row: AcceptedRow): PlacedOrder {
  const fill = fillOfRow(row);
  return {
    orderId: String(row.ticket),
    version: row.version,
    symbol: row.symbol,
    side: row.side,
    type: row.type,
    price: row.rests_at,
    volumeLots: row.volume_lots,
    expiresAtMs: row.type === 'market' ? null : row.expires_at_ms,
    stopLoss: row.stop_loss_now,
    takeProfit: row.take_profit_now,
    state: row.status,
    fill,
    fillWorth: row.entry_worth ?? (fill === null ? 0 : worthOf(fill)),
    closed: closedOfRow(row),
    parts: row.parts,
    turn: row.turn,
    quote: {timeMs: row.quote_time_ms, bid: row.quote_bid, ask: row.quote_ask},
  };
}

/** The columns of a fill are all there or none: the schema says so, and this shows it to the types. */
function fillOfRow({position_id, entry_price, filled_lots, filled_at_ms}: AcceptedRow): PlacedOrder['fill'] {
  if (position_id === null || entry_price === null || filled_lots === null || filled_at_ms === null)
    return null;
  return {positionId: position_id, price: entry_price, volumeLots: filled_lots, timeMs: filled_at_ms};
}

/** As for a fill. */
function closedOfRow(row: AcceptedRow): PlacedOrder['closed'] {
  const {closed_lots, exit_price, exit_worth, closed_at_ms, close_reason, profit} = row;
  if (closed_lots === null || exit_price === null || closed_at_ms === null || close_reason === null) {
    return null;
  }
  return {
    volumeLots: closed_lots,
    price: exit_price,
    worth: exit_worth ?? worthOf({price: exit_price, volumeLots: closed_lots}),
    timeMs: closed_at_ms,
    reason: close_reason,
    profit,
  };
}
