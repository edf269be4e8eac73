import type {Closers} from '../closers.ts';
import type {Clock} from '../ports/clock.ts';
import {untilClosed} from './until-closed.ts';

const BEAT_MS = 250;
/** What is said is of so many beats: ten seconds. */
const BEATS_KEPT = 40;

type Beat = Readonly<{atMs: number; lateMs: number; accepted: number}>;

/** How a running monitor fares from moment to moment: how late its event loop is, and how many quotes come. */
export class Pulse {
  readonly #clock: Clock;
  readonly #accepted: () => number;
  #beats: readonly Beat[] = [];

  /** @param accepted Quotes that were accepted so far. */
  constructor(clock: Clock, accepted: () => number) {
    this.#clock = clock;
    this.#accepted = accepted;
  }

  /** The worst of the last ten seconds, in ms; null before the first beat. */
  get loopDelayMs(): number | null {
    const late = this.#beats.map(({lateMs}) => lateMs);
    return late.length === 0 ? null : Math.max(...late);
  }

  /** Of the last ten seconds, or of as long as it has beaten; null before the second beat. */
  get quotesPerSecond(): number | null {
    const [first] = this.#beats;
    const last = this.#beats.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
    return ((last.accepted - first.accepted) * 1000) / (last.atMs - first.atMs);
  }

  /** Beats until the work ends. */
  follow(closers: Closers): void {
    untilClosed(closers, (signal) => this.#beat(signal));
  }

  async #beat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const fromMs = this.#clock.monotonic();
      // The one way in which a sleep fails is the end.
      await this.#clock.sleep(BEAT_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      const atMs = this.#clock.monotonic();
      const beat = {atMs, lateMs: Math.max(0, atMs - fromMs - BEAT_MS), accepted: this.#accepted()};
      this.#beats = [...this.#beats, beat].slice(-BEATS_KEPT);
    }
  }
}
