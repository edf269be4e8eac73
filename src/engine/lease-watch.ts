import type {Clock} from '../ports/clock.ts';
import type {Processes} from '../ports/processes.ts';
import type {Lease} from '../ports/store.ts';

/** Whether a lease can be had: it is nobody's, its holder is known to be gone or silent, or it is held. */
export type LeaseState = 'free' | 'abandoned' | 'held';

/**
 * Looks at a lease that another may hold, again and again, and says when it may be taken.
 *
 * A holder on this machine whose process has ended is succeeded at once; the time to live is for those that
 * are stopped, or on another machine. It is over when the lease says so, or when it was seen unchanged for
 * so long by our own monotonic clock: then nobody has to know whose wall clock is right. A lease may be from
 * the future, of a clock that was ahead of ours, or of ours before it was set back. One that has lapsed by our
 * clock is free all the same, though its holder's may be behind ours by more than the time to live and it be
 * renewed: that ends a monitor that worked, and doubles nothing.
 */
export class LeaseWatch {
  readonly #clock: Clock;
  readonly #processes: Processes;
  #seen: Readonly<{lease: Lease; sinceMs: number}> | undefined;
  #doubtMs = 0;

  constructor(clock: Clock, processes: Processes) {
    this.#clock = clock;
    this.#processes = processes;
  }

  /**
   * @param askedAtMs When it was asked for, by the monotonic clock; it may be older than the answer.
   * @param readAtMs When the answer was there.
   */
  stateOf(lease: Lease, askedAtMs: number, readAtMs: number): LeaseState {
    const {holder, epoch, renewedAtMs, expiresAtMs, isReleased} = lease;
    const livesMs = expiresAtMs - renewedAtMs;
    if (isReleased || expiresAtMs <= this.#clock.now()) return 'free';
    if (this.#seen?.lease.epoch !== epoch || this.#seen.lease.renewedAtMs !== renewedAtMs) {
      // From when the answer was there: it may have been renewed while it was on its way.
      this.#seen = {lease, sinceMs: readAtMs};
      this.#doubtMs = renewedAtMs > this.#clock.now() + livesMs ? livesMs : 0;
    }
    const isHere = holder.host === this.#processes.host;
    if (isHere && this.#processes.isGone(holder.pid, holder.processStart)) return 'abandoned';
    return askedAtMs - this.#seen.sinceMs > livesMs ? 'abandoned' : 'held';
  }

  /** How long the lease that is seen has to be watched, as our clock cannot tell its age; 0 for any other. */
  get doubtMs(): number {
    return this.#doubtMs;
  }
}
