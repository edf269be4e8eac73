import {LockBook, type LockBookOptions} from '../../src/contention/lock-book.ts';
import type {Lock} from '../../src/ports/locks.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';

/** A book on a virtual clock, and work that takes its time. */
export class LockWorld {
  readonly clock = new VirtualClock(1_000_000);
  readonly book: LockBook;

  constructor(options: LockBookOptions = {}) {
    this.book = new LockBook(this.clock, options);
  }

  get plans() {
    return this.book.report().classes.plan;
  }

  lock(planId: string): Lock {
    return this.book.lockOf('plan', planId);
  }

  /** Comes for the lock at a time since start, and has it for so many ms. */
  async use(lock: Lock, atMs: number, holdMs: number): Promise<void> {
    await this.clock.sleep(atMs - this.clock.monotonic());
    await lock.runExclusive(() => this.clock.sleep(holdMs));
  }

  /** Arrivals at random, so many a second on average, from a time since start to another. */
  arrive(
    lock: Lock,
    from: Readonly<{fromMs: number; toMs: number; perSecond: number; holdMs: number; seed: number}>,
  ) {
    const {fromMs, toMs, perSecond, holdMs, seed} = from;
    const random = new SeededRandom(seed);
    let arrivals = 0;
    for (let atMs = fromMs; ; arrivals += 1) {
      atMs += (-Math.log(1 - random.next()) * 1000) / perSecond;
      if (atMs > toMs) return arrivals;
      void this.use(lock, atMs, holdMs);
    }
  }
}
