import {Big} from 'big.js';
import type {CloseReason} from '../../ports/broker.ts';
import type {Change} from './decision.ts';
import {openLots, type PlacedOrder, restLots, type SeenQuote, worthOf} from './placed-order.ts';
import {profitOf} from './profit.ts';

/** Some lots at a price: a fill, or a part of one. */
export type Part = Readonly<{volumeLots: number; price: number; timeMs: number; quote: SeenQuote}>;

/**
 * The order with one more fill. What is left of a market order is withdrawn: it takes what is there, at
 * once or not at all.
 */
export function filledWith(
  order: PlacedOrder,
  part: Part,
  {positionId, turn}: Readonly<{positionId: string; turn: number | null}>,
): PlacedOrder {
  const {fill} = order;
  const {price, timeMs, quote} = part;
  if (fill === null) {
    const first = {positionId, price, volumeLots: part.volumeLots, timeMs};
    return withRest({...order, fill: first, fillWorth: worthOf(part), turn, quote});
  }
  // The last part makes it whole, whatever the decimals of a part were.
  const isLast = part.volumeLots === restLots(order);
  const volumeLots = isLast ? order.volumeLots : sumOf(fill.volumeLots, part.volumeLots);
  const fillWorth = sumOf(order.fillWorth, worthOf(part));
  const average = averageOf(fillWorth, volumeLots);
  return withRest({...order, fill: {positionId, price: average, volumeLots, timeMs}, fillWorth, turn, quote});
}

/** The order with some of its fill closed. */
export function closedWith(order: PlacedOrder, part: Part, reason: CloseReason): PlacedOrder {
  const {closed, fill} = order;
  if (fill === null) throw new Error(`Invariant: order ${order.orderId} was filled before its close`);
  const {price, timeMs} = part;
  const quote = laterQuote(order.quote, part.quote);
  if (closed === null) {
    const first = {volumeLots: part.volumeLots, price, worth: worthOf(part), timeMs, reason, profit: null};
    return {...order, closed: first, quote};
  }
  const isLast = part.volumeLots === openLots(order);
  const volumeLots = isLast ? fill.volumeLots : sumOf(closed.volumeLots, part.volumeLots);
  const worth = sumOf(closed.worth, worthOf(part));
  const average = averageOf(worth, volumeLots);
  return {...order, closed: {volumeLots, price: average, worth, timeMs, reason, profit: null}, quote};
}

/** All that the order holds, closed; the rest of one that is filled in part is withdrawn with it. */
export function closedWhole(
  order: PlacedOrder,
  part: Omit<Part, 'volumeLots'>,
  reason: CloseReason,
): PlacedOrder {
  const closed = closedWith(order, {...part, volumeLots: openLots(order)}, reason);
  return closed.state === 'working' ? {...closed, state: 'cancelled'} : closed;
}

/**
 * The step from one state of an order to the next, with what follows from it: the version, and the
 * profit when nothing is open any more.
 *
 * @param contractSize Null where it is unknown, as the profit is then.
 */
export function changeOf(
  before: PlacedOrder | null,
  after: PlacedOrder,
  contractSize: number | null,
): Change {
  const version = before === null ? 1 : before.version + 1;
  const {fill, closed} = after;
  if (openLots(after) > 0 || fill === null || closed === null) return {before, after: {...after, version}};
  const isWhole = after.state !== 'working';
  const profit = isWhole ? profitOfOrder(after, contractSize) : null;
  return {before, after: {...after, version, turn: null, closed: {...closed, profit}}};
}

/**
 * From average prices where these are exact; else from the sums that they were taken of, since a rounded
 * average times lots is no longer the money that was paid.
 */
function profitOfOrder(order: PlacedOrder, contractSize: number | null): number | null {
  const {side, fill, fillWorth, closed} = order;
  if (fill === null || closed === null || contractSize === null) return null;
  const isExact = isWorth(fill, fillWorth) && isWorth(closed, closed.worth);
  if (isExact)
    return profitOf({side, entryPrice: fill.price, volumeLots: fill.volumeLots}, closed.price, contractSize);
  const gain =
    side === 'buy' ? new Big(closed.worth).minus(fillWorth) : new Big(fillWorth).minus(closed.worth);
  return gain.times(contractSize).toNumber();
}

/** In decimals: as floating-point numbers the two may be equal although the average price was rounded. */
function isWorth({price, volumeLots}: Pick<Part, 'price' | 'volumeLots'>, worth: number): boolean {
  return new Big(price).times(volumeLots).eq(worth);
}

/** Of two quotes the one by which more is known. */
export function laterQuote(a: SeenQuote, b: SeenQuote): SeenQuote {
  return b.timeMs >= a.timeMs ? b : a;
}

function withRest(order: PlacedOrder): PlacedOrder {
  if (restLots(order) === 0) return {...order, state: 'filled', parts: 1};
  if (order.type === 'market') return {...order, state: 'cancelled', parts: 1};
  return {...order, parts: Math.max(1, order.parts - 1)};
}

function sumOf(a: number, b: number): number {
  return new Big(a).plus(b).toNumber();
}

function averageOf(worth: number, volumeLots: number): number {
  return new Big(worth).div(volumeLots).toNumber();
}
