// vigil-lint-ok: nothing else measures how late the event loop is; the engine sees none of it
import {type ELDHistogram, monitorEventLoopDelay} from 'node:perf_hooks';
import type {Clock} from '../../ports/clock.ts';

/** The histogram's timer; a loop that is never late shows this delay. */
const RESOLUTION_MS = 10;
const HEARTBEAT_MS = 20;
const NS_PER_MS = 1e6;

/**
 * How late this process's event loop is. The histogram is never reset, as that makes it miss what
 * comes next; and as a long stall is a single sample in it, a heartbeat looks for the worst as well.
 */
export class LoopDelay {
  readonly #histogram: ELDHistogram = monitorEventLoopDelay({resolution: RESOLUTION_MS});
  readonly #stop = new AbortController();
  readonly #clock: Clock;
  readonly #beating: Promise<void>;
  #maxMs = 0;
  #recentMaxMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#histogram.enable();
    this.#beating = this.#beat();
  }

  get p50Ms(): number {
    return beyondResolution(this.#histogram.percentile(50));
  }

  get p99Ms(): number {
    return beyondResolution(this.#histogram.percentile(99));
  }

  get maxMs(): number {
    return Math.max(this.#maxMs, beyondResolution(this.#histogram.max));
  }

  /** The worst that the heartbeat has seen since the last call. */
  takeRecentMaxMs(): number {
    const maxMs = this.#recentMaxMs;
    this.#recentMaxMs = 0;
    return maxMs;
  }

  async stop(): Promise<void> {
    this.#histogram.disable();
    this.#stop.abort(new Error('no more is measured'));
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const {signal} = this.#stop;
    while (!signal.aborted) {
      const fromMs = this.#clock.monotonic();
      // The one way in which a sleep fails is the end.
      await this.#clock.sleep(HEARTBEAT_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      const lateMs = this.#clock.monotonic() - fromMs - HEARTBEAT_MS;
      this.#maxMs = Math.max(this.#maxMs, lateMs);
      this.#recentMaxMs = Math.max(this.#recentMaxMs, lateMs);
    }
  }
}

function beyondResolution(delayNs: number): number {
  return Math.max(0, delayNs / NS_PER_MS - RESOLUTION_MS);
}
