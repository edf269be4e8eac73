import {LogBuckets} from './log-buckets.ts';
import {StandingConvoy} from './standing-convoy.ts';
import {TopKeys} from './top-keys.ts';

/** A busy lock too is handed over often: 0.88 of its releases at 80 % load, all of them above 100 %. */
const HAND_OVER_SHARE_MIN = 0.95;

/** Of a window; a queue that drains now and then does not stand. */
const EMPTY_SHARE_MAX = 0.05;

/** The longest wait, in holds, of one who gets the lock in the ordinary way. */
const WAIT_BY_HOLD_MAX = 2;

/** Only the first is reported; there are not so many kinds of work that wait for one lock. */
const KEYS_MAX = 16;

/** One who leaves a lock. */
export type Leaving = Readonly<{
  key: string;
  waitMs: number;
  holdMs: number;
  /** Nobody holds the lock now. */
  isRelease: boolean;
  /** And somebody waits for it. */
  isHandOver: boolean;
}>;

export type QueueEvents = Readonly<{
  /** Told once for each; it grows afterwards. */
  onConvoy: (convoy: StandingConvoy) => void;
  /** It has drained: to be forgotten, as whoever waits next starts another. */
  onEnd: () => void;
}>;

/**
 * The queue at one lock from the moment that somebody waits, in windows that follow each other. It is
 * over when it was empty for more than a twentieth of one. Each window is held against the rule for
 * convoys (see `Convoy`); hand-overs alone are no sign, as any busy lock has many.
 */
export class StandingQueue {
  readonly #windowMs: number;
  readonly #events: QueueEvents;
  readonly #waits = new LogBuckets();
  readonly #holds = new LogBuckets();
  readonly #keys = new TopKeys(KEYS_MAX);
  #windowStartMs: number;
  #emptyMs = 0;
  #emptySinceMs: number | undefined;
  #releases = 0;
  #handOvers = 0;
  /** What the last window was part of. */
  #convoy: StandingConvoy | undefined;

  constructor(windowMs: number, nowMs: number, events: QueueEvents) {
    this.#windowMs = windowMs;
    this.#windowStartMs = nowMs;
    this.#events = events;
  }

  filled(nowMs: number): void {
    if (this.#emptySinceMs !== undefined) this.#emptyMs += nowMs - this.#emptySinceMs;
    this.#emptySinceMs = undefined;
  }

  emptied(nowMs: number): void {
    this.#emptySinceMs = nowMs;
  }

  left({key, waitMs, holdMs, isRelease, isHandOver}: Leaving): void {
    this.#waits.add(waitMs);
    this.#holds.add(holdMs);
    this.#keys.waited(key, waitMs, true);
    if (isRelease) this.#releases += 1;
    if (isHandOver) this.#handOvers += 1;
  }

  /** Judges the windows that are over, and ends when it has drained; to be called before each change. */
  passTo(nowMs: number): void {
    const passed = Math.floor((nowMs - this.#windowStartMs) / this.#windowMs);
    if (passed > 0 && !this.#hasDrainedBy(this.#windowStartMs + this.#windowMs)) {
      this.#judge();
      // In the other windows nothing happened: nobody left, so they are no part of a convoy.
      if (passed > 1) this.#convoy = undefined;
      this.#startWindow(this.#windowStartMs + passed * this.#windowMs);
    }
    if (this.#hasDrainedBy(nowMs)) this.#events.onEnd();
  }

  #hasDrainedBy(timeMs: number): boolean {
    const emptyMs = this.#emptyMs + timeMs - (this.#emptySinceMs ?? timeMs);
    return emptyMs > EMPTY_SHARE_MAX * this.#windowMs;
  }

  #startWindow(startMs: number): void {
    this.#windowStartMs = startMs;
    this.#emptyMs = 0;
    if (this.#emptySinceMs !== undefined) this.#emptySinceMs = startMs;
    this.#releases = 0;
    this.#handOvers = 0;
    this.#waits.clear();
    this.#holds.clear();
    this.#keys.clear();
  }

  #judge(): void {
    const waitP50Ms = this.#waits.medianMs();
    const holdP50Ms = this.#holds.medianMs();
    const isHandedOver = this.#releases > 0 && this.#handOvers >= HAND_OVER_SHARE_MIN * this.#releases;
    if (!isHandedOver || waitP50Ms <= WAIT_BY_HOLD_MAX * holdP50Ms) {
      this.#convoy = undefined;
      return;
    }
    if (this.#convoy === undefined) {
      this.#convoy = new StandingConvoy(this.#windowStartMs);
      this.#events.onConvoy(this.#convoy);
    }
    this.#convoy.extend({
      windowMs: this.#windowMs,
      releases: this.#releases,
      handOvers: this.#handOvers,
      waitP50Ms,
      holdP50Ms,
      topKey: this.#keys.top(1)[0]?.key ?? '',
    });
  }
}
