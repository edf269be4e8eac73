import type {Close, Fill, Intent} from '../../ports/broker.ts';
import type {Closing, Decision, Position, Rejection} from '../matching/position.ts';

/** What the book says of an order key. */
export type OrderRecord =
  | Readonly<{status: 'filled'; order: OrderContent; fill: Fill; close: Close | null}>
  | Readonly<{status: 'rejected'; order: OrderContent; rejection: Rejection}>
  | Readonly<{status: 'fenced'; atMs: number}>;

/** By this an order is recognised: the same key with another content is a mistake of somebody. */
export type OrderContent = Pick<
  Intent,
  'planId' | 'attempt' | 'symbol' | 'side' | 'volumeLots' | 'stopLoss' | 'takeProfit'
>;

/** What came of a write. `notWritten` is proven; `unknown` is when nobody can say. */
export type Written<T> =
  | Readonly<{status: 'done'; value: T}>
  | Readonly<{status: 'notWritten'; isBusy: boolean; reason: string}>
  | Readonly<{status: 'unknown'; reason: string}>;

/** The record of a key after `place`, and the position if this very call has made it. */
export type Placed = Readonly<{record: OrderRecord; opened: Position | null}>;

/** What other processes have done to the book since the last look. */
export type ForeignChange =
  | Readonly<{status: 'open'; position: Position}>
  | Readonly<{status: 'closed'; positionId: string; clientOrderId: string; close: Close}>;

/** Orders, positions and fences. Each write is one transaction and may be repeated. */
export interface PaperBook {
  /** For people: the file, or that it is in memory. */
  readonly label: string;
  find(clientOrderId: string): OrderRecord | undefined;
  /**
   * Asks `decide` and records its answer, if the key is new. Undefined from `decide` records nothing,
   * and the value is undefined then.
   */
  place(intent: Intent, nowMs: number, decide: () => Decision | undefined): Written<Placed | undefined>;
  fence(clientOrderId: string, nowMs: number): Written<'sent' | 'never'>;
  /** Records closings and returns what the book says then: the first closing of a position stays. */
  recordClosings(closings: readonly Closing[]): Written<readonly Close[]>;
  openPositions(): readonly Position[];
  foreignChanges(): readonly ForeignChange[];
  close(): void;
}

export function contentOf(intent: OrderContent): OrderContent {
  const {planId, attempt, symbol, side, volumeLots, stopLoss, takeProfit} = intent;
  return {planId, attempt, symbol, side, volumeLots, stopLoss, takeProfit};
}

export function isSameContent(a: OrderContent, b: OrderContent): boolean {
  return (
    a.planId === b.planId &&
    a.attempt === b.attempt &&
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.volumeLots === b.volumeLots &&
    a.stopLoss === b.stopLoss &&
    a.takeProfit === b.takeProfit
  );
}

export function fillOf({positionId, entryPrice, volumeLots, openedAtMs}: Position): Fill {
  return {positionId, price: entryPrice, volumeLots, timeMs: openedAtMs};
}
