import {Big} from 'big.js';
import type {Quote} from '../../market/quote.ts';
import type {CloseReason, Fill, Intent, OrderReport, OrderState} from '../../ports/broker.ts';

/** What the matching core reads of an order. */
export type Order = Pick<
  Intent,
  'symbol' | 'side' | 'type' | 'price' | 'volumeLots' | 'stopLoss' | 'takeProfit' | 'expiresAtMs'
>;

export type Exits = Pick<Intent, 'stopLoss' | 'takeProfit'>;

/** The part of a quote by which it is recognised when it comes again. */
export type SeenQuote = Pick<Quote, 'timeMs' | 'bid' | 'ask'>;

/** What of an order's fill has been closed so far. */
export type Closed = Readonly<{
  volumeLots: number;
  /** Average, by volume. */
  price: number;
  /** Sum of price × lots, from which an average of several parts is taken without error. */
  worth: number;
  /** Of the last part, as is the reason. */
  timeMs: number;
  reason: CloseReason;
  /** Of all parts, once the order has ended and nothing of it is open; null before, or where it is unknown. */
  profit: number | null;
}>;

/**
 * An accepted order and everything that came of it. Each change is another value, whose version is one
 * more; so whoever stores it can compare and set.
 */
export type PlacedOrder = Order &
  Readonly<{
    /** The caller's name for the order. */
    orderId: string;
    version: number;
    state: OrderState;
    fill: Fill | null;
    /** Sum of price × lots over all fills. */
    fillWorth: number;
    closed: Closed | null;
    /** Fills in which the rest comes: 1 for all at once. */
    parts: number;
    /** Its place among the orders that hold one position, which are closed in that order; null: holds none. */
    turn: number | null;
    /** The quote on which something last happened to it. It brings nothing more, even if it comes again. */
    quote: SeenQuote;
  }>;

/** What of the order is filled and not closed. */
export function openLots({fill, closed}: Pick<PlacedOrder, 'fill' | 'closed'>): number {
  if (fill === null) return 0;
  return closed === null ? fill.volumeLots : new Big(fill.volumeLots).minus(closed.volumeLots).toNumber();
}

/** What of the order may still be filled, if it works. */
export function restLots({volumeLots, fill}: Pick<PlacedOrder, 'volumeLots' | 'fill'>): number {
  return fill === null ? volumeLots : new Big(volumeLots).minus(fill.volumeLots).toNumber();
}

/** Price × lots, in exact decimals. */
export function worthOf({price, volumeLots}: Readonly<{price: number; volumeLots: number}>): number {
  return new Big(price).times(volumeLots).toNumber();
}

/** Whether anything may still happen to the order: it works, or something of it is open. */
export function isStanding(order: PlacedOrder): boolean {
  return order.state === 'working' || openLots(order) > 0;
}

/** The whole report of an order, under the number that the broker gave it. */
export function reportOf(order: PlacedOrder, ticket: string): OrderReport {
  const {state, fill, closed} = order;
  const stands = isStanding(order);
  return {
    ticket,
    state,
    fill,
    close:
      closed === null || stands
        ? null
        : {price: closed.price, timeMs: closed.timeMs, reason: closed.reason, profit: closed.profit},
    stopLoss: stands ? order.stopLoss : null,
    takeProfit: stands ? order.takeProfit : null,
  };
}
