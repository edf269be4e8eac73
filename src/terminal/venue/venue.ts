import type {Quote, Side} from '../../market/quote.ts';
import type {Intent, OrderReport, Rejection} from '../../ports/broker.ts';

/** An order as a venue of MetaTrader's kind takes it: it has no key, only two free labels. */
export type VenueOrder = Pick<
  Intent,
  'symbol' | 'side' | 'type' | 'price' | 'volumeLots' | 'stopLoss' | 'takeProfit'
> &
  Readonly<{
    /** By the server's clock. */
    expiresAtMs: number | null;
    magic: number;
    comment: string;
  }>;

/** What the venue answered. */
export type VenueAnswer = Readonly<{
  /** Null: no result at all; `lastError` says why, if anything does. */
  retcode: number | null;
  lastError?: number;
  /** Of the order that was placed. */
  ticket: string | null;
  /** What its own rules say, where it is more than the code. */
  refusal?: Rejection;
}>;

/** An order as a list of the venue shows it. */
export type VenueRow = Readonly<{
  ticket: string;
  magic: number;
  /** What the venue has kept of it. */
  comment: string;
  symbol: string;
  side: Side;
  volumeLots: number;
  report: OrderReport;
}>;

/** The lists in which an order can be found, in the order in which they are to be read. */
export const VENUE_SOURCES = ['orders', 'history', 'deals', 'positions'] as const;
export type VenueSource = (typeof VENUE_SOURCES)[number];

/** Exits of a position or of a resting order. */
export type Exits = Pick<Intent, 'stopLoss' | 'takeProfit'>;

/** Where orders are executed. It does not know our keys, and has its own durable book. */
export interface Venue {
  order(order: VenueOrder): VenueAnswer;
  cancel(ticket: string): VenueAnswer;
  amend(ticket: string, exits: Exits): VenueAnswer;
  closeOrder(ticket: string): VenueAnswer;
  /** Rows that changed at or after `fromMs`. Null: it could not be read, which is not "none". */
  read(source: VenueSource, fromMs: number): readonly VenueRow[] | null;
  /** One order by its number; null when it cannot be read, undefined when there is none. */
  row(ticket: string): VenueRow | null | undefined;
  /** Takes a quote, by the server's clock. */
  quote(quote: Quote): void;
  /** Calls back with every order that has changed, once the change is durable. */
  onChange(listener: (row: VenueRow) => void): () => void;
}
