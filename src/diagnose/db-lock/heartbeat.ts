import type {Clock} from '../../ports/clock.ts';
import {RunDelay} from './run-delay.ts';

const BEAT_MS = 5;

/** How late each of many short timers was since the last look. */
export type Beats = Readonly<{
  /** Epoch ms, at the end. */
  atMs: number;
  /** Since the look before. */
  spanMs: number;
  /** One for each beat: by how much it came late. */
  gapsMs: readonly number[];
  /** The worst of them, less the time in which the thread waited for a processor that others had. */
  ownGapMs: number;
}>;

/** A timer that is set again and again: what it comes late, the event loop stood still. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #runDelay = new RunDelay();
  #gapsMs: number[] = [];
  #ownGapMs = 0;
  #takenAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#takenAtMs = clock.monotonic();
  }

  /** Beats until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const clock = this.#clock;
    let lastMs = clock.monotonic();
    let lastDelayMs = this.#runDelay.read();
    while (!signal.aborted) {
      // The one way in which a sleep fails is the end.
      await clock.sleep(BEAT_MS, signal).catch(() => undefined);
      const nowMs = clock.monotonic();
      const delayMs = this.#runDelay.read();
      const gapMs = Math.max(0, nowMs - lastMs - BEAT_MS);
      this.#gapsMs.push(tenths(gapMs));
      this.#ownGapMs = Math.max(this.#ownGapMs, gapMs - (delayMs - lastDelayMs));
      lastMs = nowMs;
      lastDelayMs = delayMs;
    }
  }

  take(): Beats {
    const nowMs = this.#clock.monotonic();
    const beats = {
      atMs: this.#clock.now(),
      spanMs: tenths(nowMs - this.#takenAtMs),
      gapsMs: this.#gapsMs,
      ownGapMs: tenths(this.#ownGapMs),
    };
    this.#gapsMs = [];
    this.#ownGapMs = 0;
    this.#takenAtMs = nowMs;
    return beats;
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
