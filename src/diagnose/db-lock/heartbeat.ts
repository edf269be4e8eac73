import type {Clock} from '../../ports/clock.ts';
import {type ThreadTimes, ThreadTimesReader} from './thread-times.ts';

const BEAT_MS = 5;
/** In one turn of the loop; page faults on a busy machine stay below, waits for a lock do not. */
const SLEPT_MS_MAX = 100;

/** How late each of many short timers was since the last look. */
export type Beats = Readonly<{
  /** Epoch ms, at the end. */
  atMs: number;
  /** Since the look before. */
  spanMs: number;
  /** One for each beat: by how much it came late. */
  gapsMs: readonly number[];
  /** The worst for which the thread is to blame: without the time in which it waited for a processor that others had. */
  ownGapMs: number;
}>;

/** Where a thread says what it did with its time; undefined where the system does not tell. */
type Times = Readonly<{read: () => ThreadTimes | undefined}>;

/** A timer that is set again and again: what it comes late, the event loop stood still. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #times: Times;
  #gapsMs: number[] = [];
  #ownGapMs = 0;
  #takenAtMs: number;
  #lastMs: number;
  #lastTimes: ThreadTimes | undefined;

  constructor(clock: Clock, times: Times = new ThreadTimesReader()) {
    this.#clock = clock;
    this.#times = times;
    this.#takenAtMs = clock.monotonic();
    this.#lastMs = this.#takenAtMs;
    this.#lastTimes = times.read();
  }

  /** Beats until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The one way in which a sleep fails is the end.
      await this.#clock.sleep(BEAT_MS, signal).catch(() => undefined);
      this.#beat();
    }
  }

  /** What was since the last look, a beat with it that is due and has not come: the loop stood still until now. */
  take(): Beats {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#lastMs > BEAT_MS) this.#beat();
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

  #beat(): void {
    const nowMs = this.#clock.monotonic();
    const times = this.#times.read();
    const gapMs = Math.max(0, nowMs - this.#lastMs - BEAT_MS);
    this.#gapsMs.push(tenths(gapMs));
    this.#ownGapMs = Math.max(this.#ownGapMs, ownGapOf(gapMs, this.#lastTimes, times));
    this.#lastMs = nowMs;
    this.#lastTimes = times;
  }
}

/**
 * The part of a gap for which the thread itself is to blame. Where it slept in a turn of its loop, it has
 * kept its processor for nobody: what it waited for one after each sleep is its own fault too.
 */
function ownGapOf(gapMs: number, before: ThreadTimes | undefined, after: ThreadTimes | undefined): number {
  if (before === undefined || after === undefined) return gapMs;
  const waitedMs = after.waitedMs - before.waitedMs;
  const sleptMs = gapMs - waitedMs - (after.ranMs - before.ranMs);
  return sleptMs > SLEPT_MS_MAX ? gapMs : gapMs - waitedMs;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
