import {type HeapEntry, IndexedHeap} from '../../market/indexed-heap.ts';

type Expiry = HeapEntry & Readonly<{orderId: string}>;

/** Working orders by the time at which they expire. */
export class ExpiryIndex {
  readonly #heap = new IndexedHeap<Expiry>();
  readonly #byId = new Map<string, Expiry>();

  /** Time of the first expiry; null when nothing expires. */
  get nextMs(): number | null {
    return this.#heap.peek()?.key ?? null;
  }

  add(orderId: string, expiresAtMs: number, sequence: number): void {
    const expiry: Expiry = {key: expiresAtMs, sequence, position: -1, orderId};
    this.#heap.push(expiry);
    this.#byId.set(orderId, expiry);
  }

  remove(orderId: string): void {
    const expiry = this.#byId.get(orderId);
    if (expiry === undefined) return;
    this.#byId.delete(orderId);
    this.#heap.remove(expiry);
  }

  /** Takes out one order that has expired, the earliest first; undefined when none has. */
  takeDue(nowMs: number): string | undefined {
    const top = this.#heap.peek();
    if (top === undefined || top.key > nowMs) return undefined;
    this.remove(top.orderId);
    return top.orderId;
  }
}
