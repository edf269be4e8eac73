import type {InstrumentFacts} from '../market/instrument.ts';
import type {Quote, Side} from '../market/quote.ts';

/** An order about to be sent. Stored before it leaves; sent at most once. */
export type Intent = Readonly<{
  /** 16 letters and digits, a function of database, plan, version and attempt; the key of every look-up. */
  clientOrderId: string;
  planId: string;
  attempt: number;
  /** As the broker calls it; the plan may write it otherwise. */
  symbol: string;
  side: Side;
  volumeLots: number;
  /** Null: none. They travel with the entry, so a position never stands without its stop. */
  stopLoss: number | null;
  takeProfit: number | null;
  /** Side price of the quote that fired the plan. */
  firedPrice: number;
  firedAtMs: number;
  /** Nobody may send or accept the order after this time. */
  notAfterMs: number;
}>;

/** The entry was filled. */
export type Fill = Readonly<{positionId: string; price: number; volumeLots: number; timeMs: number}>;

export type CloseReason = 'stopLoss' | 'takeProfit' | 'manual';

/** A position is gone. */
export type Close = Readonly<{
  price: number;
  timeMs: number;
  reason: CloseReason;
  /** In the quote currency; null where the contract size is unknown. */
  profit: number | null;
}>;

/** What may be done after a rejection. */
export type RetryHint = 'never' | 'reprice' | 'later' | 'human' | 'reread';

/** What the broker said. `unknown` is the default branch of every classifier. */
export type Outcome =
  | Readonly<{status: 'accepted'; fill: Fill}>
  /** Proven not accepted. */
  | Readonly<{status: 'rejected'; code: string; message: string; retry: RetryHint}>
  /** Proven that nothing left. */
  | Readonly<{status: 'notSent'; reason: string}>
  | Readonly<{status: 'unknown'; reason: string}>;

/** What became of an order key. `absent` needs evidence; without it the answer is `undecided`. */
export type Lookup =
  | Readonly<{status: 'found'; fill: Fill; close: Close | null}>
  | Readonly<{status: 'rejected'; code: string; message: string; retry: RetryHint}>
  | Readonly<{status: 'absent'; evidence: string}>
  | Readonly<{status: 'undecided'; reason: string}>;

export type BrokerEvent = Readonly<{type: 'closed'; clientOrderId: string; close: Close}>;

export type BrokerCapabilities = Readonly<{
  /** Whether `lookup` can find an order by its key. Without it nothing may be traded live. */
  lookup: boolean;
  /** Whether `fence` can turn "not there" into "never will be". */
  fence: boolean;
}>;

/** Sees each accepted quote before plans do: a broker that fills from the same prices. */
export interface QuoteObserver {
  onQuote(quote: Quote): void;
}

/** Somebody who executes orders. `submit` never throws for what a venue says. */
export interface Broker {
  readonly name: string;
  readonly capabilities: BrokerCapabilities;
  /** @throws {UnavailableError} BROKER_UNAVAILABLE when it cannot be reached. */
  connect(): Promise<void>;
  close(): Promise<void>;
  /** Everything that can be traded, each with its symbol. Empty: it keeps no list, and trades what it is told. */
  instruments(): Promise<readonly InstrumentFacts[]>;
  /** Places the order of an intent. A key that is known already is answered from the record. */
  submit(intent: Intent): Promise<Outcome>;
  lookup(clientOrderId: string): Promise<Lookup>;
  /**
   * Marks a key as never to be sent, unless it was; then says so. Durable.
   *
   * @throws {UnavailableError} BROKER_UNAVAILABLE when that cannot be done now; it then proves nothing.
   */
  fence(clientOrderId: string): Promise<'sent' | 'never'>;
  /** Calls back for what happens to orders; the listener must only take note. Returns the way out. */
  onEvent(listener: (event: BrokerEvent) => void): () => void;
}
