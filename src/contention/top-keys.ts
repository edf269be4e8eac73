import type {KeyContention} from './contention-report.ts';

type Entry = {
  key: string;
  acquisitions: number;
  waitMs: number;
  waitMaxMs: number;
  /** What may have been waited for the key before it came into the table, at most. */
  earlierMs: number;
};

/**
 * The keys with the most waiting, in a table of fixed size (Space-Saving): a key that is not in it
 * takes the place of the smallest, and inherits its size as the most that it may have had before.
 *
 * With a capacity of N, every key with more than 1/N of all waiting is in the table, and what is said
 * of a key is short of the truth by at most 1/N of all waiting, never above it.
 *
 * @see Metwally, Agrawal, El Abbadi: Efficient computation of frequent and top-k elements in data
 * streams, 2005
 */
export class TopKeys {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Somebody who waited got the lock, or gave up. */
  waited(key: string, waitMs: number, isAcquired: boolean): void {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (waitMs <= 0) return;
      entry = {key, acquisitions: 0, waitMs: 0, waitMaxMs: 0, earlierMs: this.#makeRoom()};
      this.#entries.set(key, entry);
    }
    if (isAcquired) entry.acquisitions += 1;
    entry.waitMs += waitMs;
    entry.waitMaxMs = Math.max(entry.waitMaxMs, waitMs);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Most waiting first. */
  top(count: number): readonly KeyContention[] {
    return [...this.#entries.values()]
      .sort((a, b) => b.waitMs - a.waitMs)
      .slice(0, count)
      .map(({key, acquisitions, waitMs, waitMaxMs}) => ({key, acquisitions, waitMs, waitMaxMs}));
  }

  /** Drops the smallest when the table is full, and returns its size; 0 when there was room. */
  #makeRoom(): number {
    if (this.#entries.size < this.#capacity) return 0;
    let least: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (least === undefined || sizeOf(entry) < sizeOf(least)) least = entry;
    }
    if (least === undefined) return 0;
    this.#entries.delete(least.key);
    return sizeOf(least);
  }
}

function sizeOf({waitMs, earlierMs}: Entry): number {
  return waitMs + earlierMs;
}
