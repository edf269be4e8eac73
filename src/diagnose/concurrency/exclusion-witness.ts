import type {Lock, LockClass, Locks} from '../../ports/locks.ts';

/** Stands inside the locks that the engine is given, and counts pieces of work that are there together. */
export class ExclusionWitness implements Locks {
  readonly #locks: Locks;
  /** Pieces of work inside, by key; no entry for none. */
  readonly #inside = new Map<string, number>();
  #entries = 0;
  #overlaps = 0;
  #firstOverlap: string | null = null;

  constructor(locks: Locks) {
    this.#locks = locks;
  }

  /** How often work entered, and how often it found other work for the same key inside. */
  get counts(): Readonly<{entries: number; overlaps: number; firstOverlap: string | null}> {
    return {entries: this.#entries, overlaps: this.#overlaps, firstOverlap: this.#firstOverlap};
  }

  lockOf(lockClass: LockClass, key: string): Lock {
    const lock = this.#locks.lockOf(lockClass, key);
    return {
      runExclusive: (work, doing) => lock.runExclusive(() => this.#watched(key, work), doing),
      isLocked: () => lock.isLocked(),
    };
  }

  async #watched<T>(key: string, work: () => Promise<T>): Promise<T> {
    const others = this.#inside.get(key) ?? 0;
    this.#entries += 1;
    if (others > 0) {
      this.#overlaps += 1;
      this.#firstOverlap ??= key;
    }
    this.#inside.set(key, others + 1);
    try {
      return await work();
    } finally {
      const left = (this.#inside.get(key) ?? 1) - 1;
      if (left === 0) this.#inside.delete(key);
      else this.#inside.set(key, left);
    }
  }
}
