import {Big} from 'big.js';
import type {Side} from '../../market/quote.ts';
import {openLots, type PlacedOrder} from './placed-order.ts';

/** What one order holds open, or when orders are netted, all that are open on one symbol. */
export type Position = Readonly<{
  /** The id of the order that opened it. */
  positionId: string;
  symbol: string;
  side: Side;
  volumeLots: number;
  /** Average of the orders' entries, by what is open of each. */
  entryPrice: number;
  openedAtMs: number;
  stopLoss: number | null;
  takeProfit: number | null;
  /** The orders that hold it, in the order in which they are closed. */
  orderIds: readonly string[];
}>;

/** @param orders Those that hold the position, by turn. Undefined when there are none. */
export function positionOf(orders: readonly PlacedOrder[]): Position | undefined {
  const [first] = orders;
  if (first === undefined || first.fill === null) return undefined;
  const {symbol, side, stopLoss, takeProfit, fill} = first;
  const worth = orders.reduce(
    (sum, order) => sum.plus(new Big(openLots(order)).times(order.fill?.price ?? 0)),
    new Big(0),
  );
  const volume = orders.reduce((sum, order) => sum.plus(openLots(order)), new Big(0));
  return {
    positionId: fill.positionId,
    symbol,
    side,
    volumeLots: volume.toNumber(),
    entryPrice: orders.length === 1 ? fill.price : worth.div(volume).toNumber(),
    openedAtMs: fill.timeMs,
    stopLoss,
    takeProfit,
    orderIds: orders.map(({orderId}) => orderId),
  };
}
