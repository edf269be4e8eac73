/** A timer that was set and may be cancelled. */
export interface Timer {
  cancel(): void;
}

/** Time comes in through this door only, so that a replay or a simulation owns it. */
export interface Clock {
  /** Wall time, epoch ms UTC. May jump; may have a fraction when a recorded stream is the clock. */
  now(): number;
  /** Ms since some fixed point; never goes back. For durations. */
  monotonic(): number;
  /** Runs `fn` once when `now()` reaches `timeMs`; at the next turn when that has passed. */
  at(timeMs: number, fn: () => void): Timer;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
