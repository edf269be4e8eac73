import {closedWith, filledWith, laterQuote, type Part} from './order-steps.ts';
import {openLots, type PlacedOrder} from './placed-order.ts';
import {Big} from 'big.js';

/** What a fill makes of the order that it belongs to, and of those that hold the position. */
export type Netted = Readonly<{order: PlacedOrder; others: readonly PlacedOrder[]}>;

/**
 * A fill where all orders on one symbol hold one position.
 *
 * A fill in the position's direction adds to it, and its order's stop loss and take profit, or their
 * absence, become those of the position. One against it closes what the holders have open, by turn, at
 * the price of the fill; as much of the filling order's own volume is closed there and then, at its own
 * price and without profit, so that every lot is counted once. What then is left opens a position the
 * other way. So an order is closed when the last of its volume is, whatever closed it.
 *
 * @param holders Those that hold the position now, by turn; all on one side. May include the order.
 */
export function netFill(holders: readonly PlacedOrder[], order: PlacedOrder, part: Part): Netted {
  const [first] = holders;
  if (first === undefined) return {order: opened(order, part), others: []};
  const positionId = first.fill?.positionId ?? first.orderId;
  if (first.side === order.side) {
    const lastTurn = holders.at(-1)?.turn ?? 0;
    const added = filledWith(order, part, {positionId, turn: order.turn ?? lastTurn + 1});
    const others = holders.filter((holder) => holder.orderId !== order.orderId && !hasExitsOf(holder, order));
    return {order: added, others: others.map((holder) => withExitsOf(holder, order, part))};
  }
  const others: PlacedOrder[] = [];
  let rest = new Big(part.volumeLots);
  for (const holder of holders) {
    if (rest.eq(0)) break;
    const open = openLots(holder);
    const volumeLots = rest.gte(open) ? open : rest.toNumber();
    others.push(closedWith(holder, {...part, volumeLots}, 'manual'));
    rest = rest.minus(volumeLots);
  }
  const offsetLots = new Big(part.volumeLots).minus(rest).toNumber();
  const filled = rest.gt(0) ? opened(order, part) : filledWith(order, part, {positionId, turn: null});
  return {order: closedWith(filled, {...part, volumeLots: offsetLots}, 'manual'), others};
}

function opened(order: PlacedOrder, part: Part): PlacedOrder {
  return filledWith(order, part, {positionId: order.orderId, turn: 1});
}

function hasExitsOf(a: PlacedOrder, b: PlacedOrder): boolean {
  return a.stopLoss === b.stopLoss && a.takeProfit === b.takeProfit;
}

function withExitsOf(holder: PlacedOrder, {stopLoss, takeProfit}: PlacedOrder, {quote}: Part): PlacedOrder {
  return {...holder, stopLoss, takeProfit, quote: laterQuote(holder.quote, quote)};
}
