import type {ContentionReport, Holder} from '../../contention/contention-report.ts';
import type {LockBook} from '../../contention/lock-book.ts';
import type {Clock} from '../../ports/clock.ts';
import type {LockClass} from '../../ports/locks.ts';
import type {LoopDelay} from './loop-delay.ts';

export const LOCK_CLASSES: readonly LockClass[] = ['plan', 'databaseWriter'];

const PAUSE_MS = 200;

/** The locks of one class at one moment. */
export type LockSample = Readonly<{
  depth: number;
  /** Mean wait of those who left a lock since the sample before; 0 when nobody did. */
  meanWaitMs: number;
}>;

export type Sample = Readonly<{atMs: number; loopDelayMs: number}> & Readonly<Record<LockClass, LockSample>>;

export type Longest = Readonly<{holder: Holder | null; waiter: Holder | null}>;

/** Looks at the locks of one monitor, and at its event loop, now and then while it runs. */
export class LockSampler {
  readonly samples: Sample[] = [];
  readonly #longest = {
    plan: {holder: null, waiter: null} as Longest,
    databaseWriter: {holder: null, waiter: null} as Longest,
  };
  readonly #book: LockBook;
  readonly #loop: LoopDelay;
  #last: ContentionReport['classes'] | undefined;

  constructor(book: LockBook, loop: LoopDelay) {
    this.#book = book;
    this.#loop = loop;
  }

  /** Longest hold and wait that were under way at any look. */
  longest(lockClass: LockClass): Longest {
    return this.#longest[lockClass];
  }

  /** Looks until the signal, at times counted from `startMs` of the wall clock. */
  async run(clock: Clock, startMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#look(clock.now() - startMs);
      // The one way in which a sleep fails is the end.
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
    this.#look(clock.now() - startMs);
  }

  #look(atMs: number): void {
    const {classes} = this.#book.report();
    for (const lockClass of LOCK_CLASSES) {
      const {holder, longestWaiter} = classes[lockClass];
      const before = this.#longest[lockClass];
      this.#longest[lockClass] = {
        holder: longer(before.holder, holder),
        waiter: longer(before.waiter, longestWaiter),
      };
    }
    const sampleOf = (lockClass: LockClass): LockSample => {
      const now = classes[lockClass];
      const before = this.#last?.[lockClass];
      const left = now.acquisitions - (before?.acquisitions ?? 0);
      const waitMs = now.waitTotalMs - (before?.waitTotalMs ?? 0);
      return {depth: now.depth, meanWaitMs: left === 0 ? 0 : waitMs / left};
    };
    this.samples.push({
      atMs,
      loopDelayMs: this.#loop.takeRecentMaxMs(),
      plan: sampleOf('plan'),
      databaseWriter: sampleOf('databaseWriter'),
    });
    this.#last = classes;
  }
}

function longer(a: Holder | null, b: Holder | null): Holder | null {
  return a !== null && (b === null || a.forMs >= b.forMs) ? a : b;
}
