import type {PlacedOrder} from '../../../src/broker/matching/placed-order.ts';

/** A buy limit of one lot of gold that rests at 1300, after the quote of second 1. */
export function aPlacedOrder(parts: Partial<PlacedOrder> = {}): PlacedOrder {
  return {
    orderId: '1',
    version: 1,
    symbol: 'XAUUSD',
    side: 'buy',
    type: 'limit',
    price: 1300,
    volumeLots: 1,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    state: 'working',
    fill: null,
    fillWorth: 0,
    closed: null,
    parts: 1,
    turn: null,
    quote: {timeMs: 1_000, bid: 1301, ask: 1301.5},
    ...parts,
  };
}
