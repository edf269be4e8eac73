import type {InstrumentFacts} from '../market/instrument.ts';
import type {Quote, Side} from '../market/quote.ts';
import type {Link} from './link.ts';

/** How an order enters: at once at the side price, or resting at a price until it is reached. */
export type OrderType = 'market' | 'limit' | 'stop';

/** An order about to be sent. Stored before it leaves; sent at most once. */
export type Intent = Readonly<{
  /** 16 letters and digits, a function of database, plan, version, level and attempt; the key of every look-up. */
  clientOrderId: string;
  planId: string;
  /** Which entry level of the plan, from 1. */
  level: number;
  attempt: number;
  /** As the broker calls it; the plan may write it otherwise. */
  symbol: string;
  side: Side;
  type: OrderType;
  /** Where a limit or stop order rests; null for a market order. */
  price: number | null;
  volumeLots: number;
  /** Null: none. They travel with the entry, so a position never stands without its stop. */
  stopLoss: number | null;
  takeProfit: number | null;
  /** When a resting order ends at the broker; null: good till cancelled. Always null for a market order. */
  expiresAtMs: number | null;
  /** Side price of the quote that fired the plan. */
  firedPrice: number;
  firedAtMs: number;
  /** Nobody may send or accept the order after this time. */
  notAfterMs: number;
}>;

/** What was filled so far: all fills of an entry as one. */
export type Fill = Readonly<{
  positionId: string;
  /** Average, by volume. */
  price: number;
  volumeLots: number;
  /** Of the last fill. */
  timeMs: number;
}>;

export type CloseReason = 'stopLoss' | 'takeProfit' | 'manual';

/** A position is gone. */
export type Close = Readonly<{
  price: number;
  timeMs: number;
  reason: CloseReason;
  /** In the quote currency; null where the contract size is unknown. */
  profit: number | null;
}>;

/**
 * Where an order stands at the broker.
 *
 * `working` rests, part of it may be filled. The others are ends of the order, not of its position:
 * whatever was filled before a `cancelled`, `expired` or `rejected` is in `fill` all the same.
 */
export type OrderState = 'working' | 'filled' | 'cancelled' | 'expired' | 'rejected';

/**
 * All that the broker knows of one accepted order now. A report is whole, not a change: of two the one
 * that knows more (an end, a larger fill, a close) replaces the other, so reports may come twice, late
 * or not at all.
 */
export type OrderReport = Readonly<{
  /** The broker's own number of the order. */
  ticket: string;
  state: OrderState;
  /** Null while nothing is filled. */
  fill: Fill | null;
  /** Null while the position is open, or there is none. */
  close: Close | null;
  /** What protects the open position now; null where there is none. */
  stopLoss: number | null;
  takeProfit: number | null;
}>;

/** What may be done after a rejection. */
export type RetryHint =
  | 'never'
  /** At a new price, which the next quote gives. */
  | 'reprice'
  | 'later'
  /** Somebody has to change something first. */
  | 'human'
  /** The order's state has moved: look it up, then decide. */
  | 'reread';

export type Rejection = Readonly<{status: 'rejected'; code: string; message: string; retry: RetryHint}>;

/** What the broker said. `unknown` is the default branch of every classifier. */
export type Outcome =
  | Readonly<{status: 'accepted'; report: OrderReport}>
  /** Proven not accepted. */
  | Rejection
  /** Proven that nothing left. */
  | Readonly<{status: 'notSent'; reason: string}>
  | Readonly<{status: 'unknown'; reason: string}>;

/** Why an order is taken to be absent. */
export type AbsenceEvidence = Readonly<{
  /** What was read, such as `orders`, `history`, `deals`, `positions`, `journal`. */
  sources: readonly string[];
  /** The time that the history was asked for. */
  fromMs: number;
  toMs: number;
  /** How often all of it was read without finding the order. */
  looks: number;
  note: string;
}>;

/** What became of an order key. `absent` needs evidence; without it the answer is `undecided`. */
export type Lookup =
  | Readonly<{status: 'found'; report: OrderReport}>
  | Rejection
  | Readonly<{status: 'absent'; evidence: AbsenceEvidence}>
  | Readonly<{status: 'undecided'; reason: string}>;

/** What came of asking for a change of something that is there; what is true now a look-up says. */
export type ActionOutcome =
  | Readonly<{status: 'done'}>
  | Rejection
  | Readonly<{status: 'unknown'; reason: string}>;

export type BrokerEvent = Readonly<{type: 'order'; clientOrderId: string; report: OrderReport}>;

/** Something that stands at the broker: a resting order or an open position. */
export type Standing = Readonly<{
  /** Our key, where order or position carry one that has its form; null for what others have placed. */
  clientOrderId: string | null;
  symbol: string;
  side: Side;
  /** Of the order, resting or filled. */
  volumeLots: number;
  report: OrderReport;
}>;

/** Everything that stands at the broker now; a query that failed throws and is never an empty list. */
export type BrokerSnapshot = Readonly<{atMs: number; standing: readonly Standing[]}>;

export type BrokerCapabilities = Readonly<{
  /** Whether `lookup` can find an order by its key. Without it nothing may be traded live. */
  lookup: boolean;
  /** Whether `fence` can turn "not there" into "never will be". */
  fence: boolean;
  /** Whether limit and stop orders can rest there. */
  restingOrders: boolean;
}>;

/** Sees each accepted quote before plans do: a broker that fills from the same prices. */
export interface QuoteObserver {
  onQuote(quote: Quote): void;
}

/**
 * Somebody who executes orders. `submit`, `cancel`, `amend` and `closePosition` never throw for what a
 * venue says.
 */
export interface Broker {
  readonly name: string;
  readonly capabilities: BrokerCapabilities;
  /** Whether it can be reached. */
  readonly link: Link;
  /** @throws {UnavailableError} BROKER_UNAVAILABLE when it cannot be reached. */
  connect(): Promise<void>;
  close(): Promise<void>;
  /** Everything that can be traded, each with its symbol. Empty: it keeps no list, and trades what it is told. */
  instruments(): Promise<readonly InstrumentFacts[]>;
  /** Places the order of an intent. A key that is known already is answered from the record. */
  submit(intent: Intent): Promise<Outcome>;
  /** Withdraws a resting order. Done also when it was withdrawn before; rejected when it has filled. */
  cancel(clientOrderId: string): Promise<ActionOutcome>;
  /** Sets stop loss and take profit of an open position or a resting order. */
  amend(clientOrderId: string, exits: Pick<Intent, 'stopLoss' | 'takeProfit'>): Promise<ActionOutcome>;
  /** Closes what an order has filled, at the market. Done also when it was closed before. */
  closePosition(clientOrderId: string): Promise<ActionOutcome>;
  lookup(clientOrderId: string): Promise<Lookup>;
  /**
   * Marks a key as never to be sent, unless it was; then says so. Durable.
   *
   * @throws {UnavailableError} BROKER_UNAVAILABLE when that cannot be done now; it then proves nothing.
   */
  fence(clientOrderId: string): Promise<'sent' | 'never'>;
  /** @throws {UnavailableError} BROKER_UNAVAILABLE when anything of it could not be read. */
  snapshot(): Promise<BrokerSnapshot>;
  /** Calls back for what happens to orders; the listener must only take note. Returns the way out. */
  onEvent(listener: (event: BrokerEvent) => void): () => void;
}
