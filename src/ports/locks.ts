/** Lets one piece of work at a time through, in the order in which they came. */
export interface Lock {
  runExclusive<T>(work: () => Promise<T>): Promise<T>;
  isLocked(): boolean;
}

/** What is locked: one plan while it is moved. */
export type LockClass = 'plan';

/** Makes the locks of the engine; each belongs to the object that it guards, and goes with it. */
export interface Locks {
  /** @param key What is guarded, for reports: a plan's id. */
  lockOf(lockClass: LockClass, key: string): Lock;
}
