/** So many windows in a row in which the depth grew are an overload. */
const GROWING_WINDOWS = 3;

/**
 * How many wait, and whether they grow ever more. The depth at the ends of windows moves up and down
 * in any busy queue, three times up in a row now and then; so a window counts as growing only when
 * the queue never emptied in it.
 */
export class QueueDepth {
  now = 0;
  max = 0;
  readonly #windowMs: number;
  #windowEndMs: number;
  #leastInWindow = 0;
  #atLastEnd = 0;
  #growing = 0;

  constructor(windowMs: number, startMs: number) {
    this.#windowMs = windowMs;
    this.#windowEndMs = startMs + windowMs;
  }

  get isGrowing(): boolean {
    return this.#growing >= GROWING_WINDOWS;
  }

  more(): void {
    this.now += 1;
    if (this.now > this.max) this.max = this.now;
  }

  less(): void {
    this.now -= 1;
    if (this.now < this.#leastInWindow) this.#leastInWindow = this.now;
  }

  /**
   * Ends the windows that are over; to be called before each change, as a window that nobody touched
   * ended as it began.
   *
   * @returns Whether any ended.
   */
  passTo(nowMs: number): boolean {
    if (nowMs < this.#windowEndMs) return false;
    const hasGrown = this.now > this.#atLastEnd && this.#leastInWindow > 0;
    this.#growing = hasGrown ? this.#growing + 1 : 0;
    const untouched = Math.floor((nowMs - this.#windowEndMs) / this.#windowMs);
    if (untouched > 0) this.#growing = 0;
    this.#windowEndMs += (untouched + 1) * this.#windowMs;
    this.#atLastEnd = this.now;
    this.#leastInWindow = this.now;
    return true;
  }
}
