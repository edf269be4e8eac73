import {messageOf} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import {failureEntry} from './failure-entry.ts';

/** A loop counts as stalled when one turn takes longer than its pause by this. */
const STALL_MS = 30_000;

export type LoopReport = Readonly<{
  name: string;
  turns: number;
  failures: number;
  consecutiveFailures: number;
  lastError: string | null;
  /** Times that it ended without being asked to, and was started again. */
  restarts: number;
  /** Since when it is looked after. */
  sinceMs: number;
  /** When its last turn began; null before the first. */
  lastTurnMs: number | null;
  isStalled: boolean;
}>;

/** How one loop of the monitor fares. */
export class LoopHealth {
  readonly name: string;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #sinceMs: number;
  #turns = 0;
  #failures = 0;
  #consecutiveFailures = 0;
  /** Failures in a row with the last message. */
  #inARow = 0;
  #lastError: string | null = null;
  #restarts = 0;
  #lastTurnMs: number | null = null;
  #turnSinceMs: number | undefined;
  #isStalled = false;

  constructor(name: string, clock: Clock, journal: Journal) {
    this.name = name;
    this.#clock = clock;
    this.#journal = journal;
    this.#sinceMs = clock.now();
  }

  began(): void {
    this.#turns += 1;
    this.#lastTurnMs = this.#clock.now();
    this.#turnSinceMs = this.#clock.monotonic();
  }

  succeeded(): void {
    this.#consecutiveFailures = 0;
    this.#ended();
  }

  failed(error: unknown): void {
    this.#failures += 1;
    this.#consecutiveFailures += 1;
    const isSame = this.#consecutiveFailures > 1 && this.#lastError === messageOf(error);
    this.#inARow = isSame ? this.#inARow + 1 : 1;
    this.#lastError = messageOf(error);
    this.#journal.record(failureEntry(this.name, error, {inARow: this.#inARow}));
    this.#ended();
  }

  /** The loop had ended, and goes on. */
  restarted(message: string): void {
    this.#restarts += 1;
    this.#lastError = message;
    this.#journal.record({kind: 'supervised', loop: this.name, state: 'restarted', message});
    this.#ended();
  }

  /** Starting it again was of no use; it rests from now on. */
  gaveUp(): void {
    this.#isStalled = true;
    const message = 'it cannot be started again; end the monitor and start it anew';
    this.#journal.record({kind: 'supervised', loop: this.name, state: 'stalled', message});
  }

  /** Looks whether a turn hangs; it is told once, and again when it has come back. */
  look(): void {
    if (this.#turnSinceMs === undefined || this.#isStalled) return;
    const forMs = this.#clock.monotonic() - this.#turnSinceMs;
    if (forMs <= STALL_MS) return;
    this.#isStalled = true;
    const message = `one turn has taken ${Math.round(forMs)} ms so far`;
    this.#journal.record({kind: 'supervised', loop: this.name, state: 'stalled', message});
  }

  report(): LoopReport {
    return {
      name: this.name,
      turns: this.#turns,
      failures: this.#failures,
      consecutiveFailures: this.#consecutiveFailures,
      lastError: this.#lastError,
      restarts: this.#restarts,
      sinceMs: this.#sinceMs,
      lastTurnMs: this.#lastTurnMs,
      isStalled: this.#isStalled,
    };
  }

  #ended(): void {
    this.#turnSinceMs = undefined;
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#journal.record({
      kind: 'supervised',
      loop: this.name,
      state: 'recovered',
      message: 'the turn has ended',
    });
  }
}
