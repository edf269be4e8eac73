/** Lets one piece of work at a time through, in the order in which they came. */
export interface Lock {
  /** @param doing What for, in a word, for reports: "execute". */
  runExclusive<T>(work: () => Promise<T>, doing?: string): Promise<T>;
  isLocked(): boolean;
}

/** What is locked: one plan while it is moved; the one connection that writes the database. */
export type LockClass = 'plan' | 'databaseWriter';

/** Makes the locks of the engine; each belongs to the object that it guards, and goes with it. */
export interface Locks {
  /** @param key What is guarded, for reports: a plan's id. */
  lockOf(lockClass: LockClass, key: string): Lock;
}

/** Measures one lock; belongs to the lock's owner, and goes with it. */
export interface LockMeter {
  /**
   * Somebody wants the lock.
   *
   * @param key What the wait is counted under: a plan's id, or a kind of work.
   * @param isFree It has the lock at once: it waits for nobody, and has entered.
   * @param doing What for, in words; asked only while it waits or holds.
   */
  arrive(key: string, isFree: boolean, doing?: () => string): LockPass;
}

/**
 * One who wants a lock, from arrival to the end: `entered` then `left`, or `abandoned`. Several that
 * are in at once hold it together, and the last to leave lets it go. What is called out of turn
 * changes nothing. Times are of the monotonic clock; default now.
 */
export interface LockPass {
  entered(atMs?: number): void;
  /** It had not entered after all, as somebody outside has the lock: it goes on waiting. */
  sentBack(): void;
  left(atMs?: number): void;
  /** Gave up waiting. */
  abandoned(): void;
}
