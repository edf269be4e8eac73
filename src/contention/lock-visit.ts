import type {LockPass} from '../ports/locks.ts';

/** What a visit is to; it says when it is whose turn. */
export interface VisitedLock {
  enter(visit: LockVisit, atMs: number | undefined): void;
  sendBack(visit: LockVisit): void;
  leave(visit: LockVisit, atMs: number | undefined): void;
  abandon(visit: LockVisit): void;
}

/** One who wants a lock. Only the lock moves it from stage to stage. */
export class LockVisit implements LockPass {
  readonly key: string;
  readonly doing: (() => string) | undefined;
  readonly arrivedMs: number;
  stage: 'waits' | 'holds' | 'gone' = 'waits';
  /** Since when it has the lock; of no meaning while it waits. */
  enteredMs: number;
  isContended = false;
  readonly #lock: VisitedLock;

  constructor(lock: VisitedLock, key: string, doing: (() => string) | undefined, nowMs: number) {
    this.#lock = lock;
    this.key = key;
    this.doing = doing;
    this.arrivedMs = nowMs;
    this.enteredMs = nowMs;
  }

  entered(atMs?: number): void {
    this.#lock.enter(this, atMs);
  }

  sentBack(): void {
    this.#lock.sendBack(this);
  }

  left(atMs?: number): void {
    this.#lock.leave(this, atMs);
  }

  abandoned(): void {
    this.#lock.abandon(this);
  }
}
