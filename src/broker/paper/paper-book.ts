import type {Intent, Rejection} from '../../ports/broker.ts';
import type {PlacedOrder} from '../matching/placed-order.ts';

/** By this an order is recognised: the same key with another content is a mistake of somebody. */
export type OrderContent = Pick<
  Intent,
  | 'planId'
  | 'level'
  | 'attempt'
  | 'symbol'
  | 'side'
  | 'type'
  | 'price'
  | 'volumeLots'
  | 'stopLoss'
  | 'takeProfit'
  | 'expiresAtMs'
>;

/** An accepted order in the book. Its `orderId` is its number there, and the ticket that people are told. */
export type BookedOrder = Readonly<{clientOrderId: string; content: OrderContent; order: PlacedOrder}>;

/** What the book says of an order key. */
export type OrderRecord =
  | (Readonly<{status: 'placed'}> & BookedOrder)
  | Readonly<{status: 'rejected'; content: OrderContent; rejection: Rejection}>
  | Readonly<{status: 'fenced'; atMs: number}>;

/** What came of a write. `notWritten` is proven; `unknown` is when nobody can say. */
export type Written<T> =
  | Readonly<{status: 'done'; value: T}>
  | Readonly<{status: 'notWritten'; isBusy: boolean; reason: string}>
  | Readonly<{status: 'unknown'; reason: string}>;

/** The book inside a transaction: what is read stays so until the transaction ends. */
export interface BookPage {
  find(clientOrderId: string): OrderRecord | undefined;
  /** An accepted order by its number. */
  order(orderId: string): BookedOrder | undefined;
  /** The number of the next order; it is taken by `place`. */
  nextOrderId(): string;
  /** Adds an accepted order under a key that is not there yet, as are the next two. */
  place(booked: BookedOrder, nowMs: number): void;
  reject(clientOrderId: string, content: OrderContent, rejection: Rejection, nowMs: number): void;
  fence(clientOrderId: string, nowMs: number): void;
  /** Replaces an accepted order whose version is the given one; says whether it was. */
  replace(version: number, order: PlacedOrder): boolean;
  /** Orders that other processes have placed or changed since this book last looked. */
  foreignChanges(): readonly BookedOrder[];
}

export type WriteOptions = Readonly<{
  /** Whether to wait for another process's lock: briefly, as it stops the event loop. */
  waits: boolean;
}>;

/** Orders, rejections and fences: one record a key. */
export interface PaperBook {
  /** For people: the file, or that it is in memory. */
  readonly label: string;
  find(clientOrderId: string): OrderRecord | undefined;
  order(orderId: string): BookedOrder | undefined;
  /** Orders that work or hold something open, the oldest first. */
  standing(): readonly BookedOrder[];
  /** The same; from here on `foreignChanges` tells what has changed. */
  takeUp(): readonly BookedOrder[];
  /** As that of a page, from outside; nothing while the book cannot be read because of a lock. */
  foreignChanges(): readonly BookedOrder[];
  /** Runs `work` in one transaction: all that it writes is in the book, or nothing. */
  write<T>(work: (page: BookPage) => T, options: WriteOptions): Written<T>;
  close(): void;
}

export function contentOf(intent: OrderContent): OrderContent {
  const {planId, level, attempt, symbol, side, type, price} = intent;
  const {volumeLots, stopLoss, takeProfit, expiresAtMs} = intent;
  return {
    planId,
    level,
    attempt,
    symbol,
    side,
    type,
    price,
    volumeLots,
    stopLoss,
    takeProfit,
    expiresAtMs,
  };
}

export function isSameContent(a: OrderContent, b: OrderContent): boolean {
  return (
    a.planId === b.planId &&
    a.level === b.level &&
    a.attempt === b.attempt &&
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.type === b.type &&
    a.price === b.price &&
    a.volumeLots === b.volumeLots &&
    a.stopLoss === b.stopLoss &&
    a.takeProfit === b.takeProfit &&
    a.expiresAtMs === b.expiresAtMs
  );
}
