import type {LockMeter, LockPass} from '../ports/locks.ts';
import type {ClassTally} from './class-tally.ts';
import {LockVisit, type VisitedLock} from './lock-visit.ts';
import type {StandingQueue} from './standing-queue.ts';

/** Measures one lock, and tells the tally of its class. Nothing but the lock's owner keeps it. */
export class LockGauge implements LockMeter, VisitedLock {
  readonly #tally: ClassTally;
  #waiting = 0;
  #holding = 0;
  /** Watched from the moment that somebody waits until the queue has drained. */
  #queue: StandingQueue | undefined;

  constructor(tally: ClassTally) {
    this.#tally = tally;
  }

  arrive(key: string, isFree: boolean, doing?: () => string): LockPass {
    const nowMs = this.#passToNow();
    const visit = new LockVisit(this, key, doing, nowMs);
    this.#tally.arrived(visit);
    if (isFree) {
      visit.stage = 'holds';
      this.#holding += 1;
    } else {
      this.#wait(visit, nowMs);
    }
    return visit;
  }

  enter(visit: LockVisit, atMs: number | undefined): void {
    if (visit.stage !== 'waits') return;
    const nowMs = this.#passToNow();
    visit.stage = 'holds';
    visit.enteredMs = atMs ?? nowMs;
    this.#holding += 1;
    this.#waitNoMore(nowMs);
  }

  sendBack(visit: LockVisit): void {
    if (visit.stage !== 'holds') return;
    this.#holding -= 1;
    this.#wait(visit, this.#passToNow());
  }

  leave(visit: LockVisit, atMs: number | undefined): void {
    if (visit.stage !== 'holds') return;
    const nowMs = this.#passToNow();
    visit.stage = 'gone';
    this.#holding -= 1;
    const isRelease = this.#holding === 0;
    const leaving = {
      key: visit.key,
      waitMs: visit.enteredMs - visit.arrivedMs,
      holdMs: (atMs ?? nowMs) - visit.enteredMs,
      isRelease,
      isHandOver: isRelease && this.#waiting > 0,
    };
    this.#tally.left(visit, leaving);
    this.#queue?.left(leaving);
  }

  abandon(visit: LockVisit): void {
    if (visit.stage !== 'waits') return;
    const nowMs = this.#passToNow();
    visit.stage = 'gone';
    this.#waitNoMore(nowMs);
    this.#tally.abandoned(visit, nowMs - visit.arrivedMs);
  }

  #wait(visit: LockVisit, nowMs: number): void {
    visit.stage = 'waits';
    visit.isContended = true;
    this.#waiting += 1;
    this.#tally.depth.more();
    this.#queue ??= this.#tally.convoys.watch(nowMs, () => {
      this.#queue = undefined;
    });
    if (this.#waiting === 1) this.#queue?.filled(nowMs);
  }

  #waitNoMore(nowMs: number): void {
    this.#waiting -= 1;
    this.#tally.depth.less();
    if (this.#waiting === 0) this.#queue?.emptied(nowMs);
  }

  /** Ends what the time has ended, before anything changes. */
  #passToNow(): number {
    const nowMs = this.#tally.now();
    this.#queue?.passTo(nowMs);
    return nowMs;
  }
}
