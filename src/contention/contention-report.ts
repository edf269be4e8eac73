import type {LockClass} from '../ports/locks.ts';

/** Durations of one kind since start. Quantiles are at most 1 % and 1 µs too high; `max` is exact. */
export type Quantiles = Readonly<{p50: number; p95: number; p99: number; max: number}>;

/** A lock that is held now. */
export type Holder = Readonly<{
  key: string;
  /** What for, in words; null when the holder did not say. */
  doing: string | null;
  forMs: number;
}>;

/** Somebody who waits now; `forMs` counts from its arrival. */
export type Waiter = Holder;

/** One of the keys for which there was most waiting; its figures start when it came into the table. */
export type KeyContention = Readonly<{
  key: string;
  acquisitions: number;
  /** Sum over all who waited; short of the truth by at most 1/64 of the class's `waitTotalMs`. */
  waitMs: number;
  waitMaxMs: number;
}>;

/**
 * A queue that does not drain: for at least one whole window (5 s unless told otherwise) somebody
 * waited nearly all the time (95 %), of the releases at least 95 % had a waiter, and the median wait
 * was more than twice the median hold. Windows that follow each other are one convoy.
 */
export type Convoy = Readonly<{
  /** Since start. */
  fromMs: number;
  /** Whole windows only: a convoy that goes on grows by a window at a time. */
  forMs: number;
  handOverShare: number;
  /** Of its worst window; within 10 %. */
  waitP50Ms: number;
  holdP50Ms: number;
  /** The key for which there was most waiting in its worst window. */
  topKey: string;
}>;

/** What was seen at the locks of one class since start. */
export type LockClassReport = Readonly<{
  /** Times that somebody had the lock and left it. */
  acquisitions: number;
  /** Of these, those that found it taken. */
  contended: number;
  contendedShare: number;
  /** Those that gave up waiting; not among the acquisitions, but their waits count. */
  abandoned: number;
  waitMs: Quantiles;
  holdMs: Quantiles;
  /** Sum of all waits that are over. */
  waitTotalMs: number;
  /** Those who wait now, at all locks of the class. */
  depth: number;
  depthMax: number;
  /** Times that a lock was let go: a group that had it together lets it go once. */
  releases: number;
  /** Share of the releases at which somebody waited. */
  handOverShare: number;
  /** Who has held one for longest. */
  holder: Holder | null;
  longestWaiter: Waiter | null;
  /** At most 10, most waiting first; only keys for which somebody waited. */
  topKeys: readonly KeyContention[];
  /** The last 20, oldest first. */
  convoys: readonly Convoy[];
  /** In each of the last three whole windows the depth grew, and the queue never emptied. */
  isOverloaded: boolean;
}>;

/** Who waited for whom, since the book was opened. Durations in ms of the monotonic clock. */
export type ContentionReport = Readonly<{
  /** Age of the book. */
  forMs: number;
  classes: Readonly<Record<LockClass, LockClassReport>>;
}>;
