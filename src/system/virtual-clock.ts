import {type HeapEntry, IndexedHeap} from '../market/indexed-heap.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import {sleepOn} from './sleep-on.ts';

type Due = HeapEntry & Readonly<{fn: () => void}>;

/**
 * A clock that moves only when it is told to: for replays, where the recorded stream is the clock,
 * for simulations and for tests. Timers run in the order of their times, then of their setting.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #startMs: number;
  readonly #due = new IndexedHeap<Due>();
  #sequence = 0;

  constructor(startMs = 0) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs - this.#startMs;
  }

  /** Timers that are set and have not run. */
  get timers(): number {
    return this.#due.size;
  }

  at(timeMs: number, fn: () => void): Timer {
    const entry: Due = {key: Math.max(timeMs, this.#nowMs), position: -1, sequence: this.#sequence++, fn};
    this.#due.push(entry);
    return {cancel: () => this.#due.remove(entry)};
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn((fn) => this.at(this.#nowMs + ms, fn), signal);
  }

  /** Time of the next timer, or undefined when none is set. */
  get nextTimerMs(): number | undefined {
    return this.#due.peek()?.key;
  }

  /**
   * Moves on to `timeMs` at once, without running timers that fall due on the way: they run at the
   * next `runDue`. Never moves back.
   */
  set(timeMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  /** Runs every timer that is due, the earliest first. */
  runDue(): void {
    while ((this.#due.peek()?.key ?? Number.POSITIVE_INFINITY) <= this.#nowMs) this.#due.pop()?.fn();
  }

  /**
   * Moves on to `timeMs`, stopping at each timer on the way; after each the work that it woke is let
   * finish (everything that waits for nothing but promises).
   */
  async advanceTo(timeMs: number): Promise<void> {
    await rest();
    while ((this.nextTimerMs ?? Number.POSITIVE_INFINITY) <= timeMs) {
      this.step();
      await rest();
    }
    this.set(timeMs);
  }

  /** Moves on to the next timer and runs it alone. */
  step(): void {
    const next = this.#due.pop();
    if (next === undefined) return;
    this.set(next.key);
    next.fn();
  }

  /** `advanceTo` by a number of ms. */
  advance(ms: number): Promise<void> {
    return this.advanceTo(this.#nowMs + ms);
  }
}

/** Resolves when all that waits for nothing but promises has run. */
export function rest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
