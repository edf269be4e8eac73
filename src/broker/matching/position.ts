import type {Quote, Side} from '../../market/quote.ts';
import type {Close, Intent, Outcome} from '../../ports/broker.ts';

/** What the matching core reads of an order. */
export type Order = Pick<Intent, 'symbol' | 'side' | 'volumeLots' | 'stopLoss' | 'takeProfit'>;

/** The part of a quote by which it is recognised when it comes again. */
export type SeenQuote = Pick<Quote, 'timeMs' | 'bid' | 'ask'>;

/** What an order would become; nothing has happened until the caller has written it down. */
export type OrderFill = Readonly<{
  price: number;
  timeMs: number;
  volumeLots: number;
  stopLoss: number | null;
  takeProfit: number | null;
  /** The quote that it was filled on. It never closes the position. */
  quote: SeenQuote;
}>;

export type Rejection = Extract<Outcome, {status: 'rejected'}>;

export type Decision = Readonly<{status: 'filled'; fill: OrderFill}> | Rejection;

export type Position = Readonly<{
  positionId: string;
  clientOrderId: string;
  symbol: string;
  side: Side;
  volumeLots: number;
  entryPrice: number;
  openedAtMs: number;
  stopLoss: number | null;
  takeProfit: number | null;
  openingQuote: SeenQuote;
}>;

/** A position that a quote has closed; it stays open in the book until the caller has written it down. */
export type Closing = Readonly<{position: Position; close: Close}>;

/** The position that a fill makes. */
export function positionOf(
  ids: Readonly<{positionId: string; clientOrderId: string}>,
  {symbol, side}: Order,
  fill: OrderFill,
): Position {
  return {
    positionId: ids.positionId,
    clientOrderId: ids.clientOrderId,
    symbol,
    side,
    volumeLots: fill.volumeLots,
    entryPrice: fill.price,
    openedAtMs: fill.timeMs,
    stopLoss: fill.stopLoss,
    takeProfit: fill.takeProfit,
    openingQuote: fill.quote,
  };
}
