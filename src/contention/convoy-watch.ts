import type {Convoy} from './contention-report.ts';
import type {StandingConvoy} from './standing-convoy.ts';
import {StandingQueue} from './standing-queue.ts';

/** Queues that are watched at a time. With so many locks that nobody gets, which ones is no question. */
const QUEUES_MAX = 64;

const CONVOYS_MAX = 20;

/** The queues at the locks of one class that may be convoys, and those that were. */
export class ConvoyWatch {
  readonly #windowMs: number;
  readonly #queues = new Set<StandingQueue>();
  readonly #convoys: StandingConvoy[] = [];
  #lastPassMs = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Watches the queue that forms now, until it ends; undefined when too many are watched already. */
  watch(nowMs: number, onEnd: () => void): StandingQueue | undefined {
    if (this.#queues.size >= QUEUES_MAX) {
      // Looking for ended ones at every try would make the worst moments of a class dearer still.
      if (nowMs - this.#lastPassMs > this.#windowMs / QUEUES_MAX) this.passTo(nowMs);
      if (this.#queues.size >= QUEUES_MAX) return undefined;
    }
    const queue = new StandingQueue(this.#windowMs, nowMs, {
      onConvoy: (convoy) => {
        this.#convoys.push(convoy);
        if (this.#convoys.length > CONVOYS_MAX) this.#convoys.shift();
      },
      onEnd: () => {
        this.#queues.delete(queue);
        onEnd();
      },
    });
    this.#queues.add(queue);
    return queue;
  }

  /** Judges what is over, and forgets the queues that have ended. */
  passTo(nowMs: number): void {
    this.#lastPassMs = nowMs;
    for (const queue of this.#queues) queue.passTo(nowMs);
  }

  /** The last ones, oldest first; times since `startMs`. */
  report(startMs: number): readonly Convoy[] {
    return this.#convoys.map((convoy) => convoy.report(startMs));
  }
}
