import type {Clock} from '../ports/clock.ts';
import type {Lock, LockClass, LockMeter, Locks} from '../ports/locks.ts';
import {ClassTally} from './class-tally.ts';
import type {ContentionReport} from './contention-report.ts';
import {LockGauge} from './lock-gauge.ts';
import {MeasuredLock} from './measured-lock.ts';

/** Convoys and overload are judged over windows of so many ms. */
const WINDOW_MS = 5000;

export type LockBookOptions = Readonly<{
  /** Length of the windows by which convoys and overload are judged; default 5 s. */
  windowMs?: number;
}>;

/**
 * Locks that are measured: who waits for whom, and for how long. What it keeps is bounded by those
 * who wait or hold now; the locks themselves belong to what they guard. It sets no timer: windows
 * end when somebody comes, or asks.
 */
export class LockBook implements Locks {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #tallies: Readonly<Record<LockClass, ClassTally>>;

  constructor(clock: Clock, {windowMs = WINDOW_MS}: LockBookOptions = {}) {
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#tallies = {
      plan: new ClassTally(clock, windowMs),
      databaseWriter: new ClassTally(clock, windowMs),
    };
  }

  lockOf(lockClass: LockClass, key: string): Lock {
    return new MeasuredLock(this.meter(lockClass), key);
  }

  /** For a lock that is not a mutex; each lock needs its own. */
  meter(lockClass: LockClass): LockMeter {
    return new LockGauge(this.#tallies[lockClass]);
  }

  /** What was seen since the book was opened. */
  report(): ContentionReport {
    const {plan, databaseWriter} = this.#tallies;
    return {
      forMs: this.#clock.monotonic() - this.#startMs,
      classes: {plan: plan.report(), databaseWriter: databaseWriter.report()},
    };
  }
}
