import type {Rejection} from '../../ports/broker.ts';
import {isStanding, type PlacedOrder} from '../matching/placed-order.ts';
import type {
  BookedOrder,
  BookPage,
  OrderContent,
  OrderRecord,
  PaperBook,
  WriteOptions,
  Written,
} from './paper-book.ts';

const NONE: readonly BookedOrder[] = [];

/** A book that ends with its process: for replays and simulations. It keeps every key that it saw. */
export class MemoryBook implements PaperBook, BookPage {
  readonly label = 'the paper book in memory';
  readonly #records = new Map<string, OrderRecord>();
  /** Keys of the accepted orders; that of order number 1 comes first. */
  readonly #keys: string[] = [];

  find(clientOrderId: string): OrderRecord | undefined {
    return this.#records.get(clientOrderId);
  }

  order(orderId: string): BookedOrder | undefined {
    const record = this.#records.get(this.#keys[Number(orderId) - 1] ?? '');
    if (record?.status !== 'placed') return undefined;
    const {clientOrderId, content, order} = record;
    return {clientOrderId, content, order};
  }

  nextOrderId(): string {
    return String(this.#keys.length + 1);
  }

  place(booked: BookedOrder): void {
    this.#keys.push(booked.clientOrderId);
    this.#records.set(booked.clientOrderId, {status: 'placed', ...booked});
  }

  reject(clientOrderId: string, content: OrderContent, rejection: Rejection): void {
    this.#records.set(clientOrderId, {status: 'rejected', content, rejection});
  }

  fence(clientOrderId: string, nowMs: number): void {
    this.#records.set(clientOrderId, {status: 'fenced', atMs: nowMs});
  }

  replace(version: number, order: PlacedOrder): boolean {
    const booked = this.order(order.orderId);
    if (booked?.order.version !== version) return false;
    const {clientOrderId, content} = booked;
    this.#records.set(clientOrderId, {status: 'placed', clientOrderId, content, order});
    return true;
  }

  standing(): readonly BookedOrder[] {
    return this.#keys.flatMap((_key, index) => {
      const booked = this.order(String(index + 1));
      return booked !== undefined && isStanding(booked.order) ? [booked] : [];
    });
  }

  takeUp(): readonly BookedOrder[] {
    return this.standing();
  }

  /** Nobody else can open it. */
  foreignChanges(): readonly BookedOrder[] {
    return NONE;
  }

  write<T>(work: (page: BookPage) => T, _options?: WriteOptions): Written<T> {
    return {status: 'done', value: work(this)};
  }

  close(): void {
    this.#records.clear();
    this.#keys.length = 0;
  }
}
