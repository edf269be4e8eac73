import type {Timer} from '../../ports/clock.ts';
import {rest, VirtualClock} from '../../system/virtual-clock.ts';
import type {Dice} from './dice.ts';
import {Trace} from './trace.ts';

/** Then signals and other things from outside are let in. */
const EVENTS_IN_A_ROW = 1000;

/** Monday noon: the markets are open. */
export const START_MS = Date.UTC(2026, 0, 5, 12);

/** True time, and all that is to happen in it, one thing after the other. */
export class Kernel {
  readonly dice: Dice;
  readonly trace: Trace;
  readonly #clock = new VirtualClock(START_MS);
  #events = 0;

  constructor(dice: Dice, keepsLines: boolean) {
    this.dice = dice;
    this.trace = new Trace(START_MS, keepsLines);
  }

  get nowMs(): number {
    return this.#clock.now();
  }

  /** Since the beginning of the run. */
  get elapsedMs(): number {
    return this.#clock.monotonic();
  }

  get events(): number {
    return this.#events;
  }

  after(ms: number, fn: () => void): Timer {
    return this.#clock.at(this.nowMs + ms, fn);
  }

  note(who: string, what: string): void {
    this.trace.note(this.nowMs, who, what);
  }

  /**
   * Lets everything happen that is due until `elapsedMs`.
   *
   * @param look Called after each event, when all that it set going has come to rest; true ends the run.
   */
  async run(elapsedMs: number, look: () => boolean): Promise<void> {
    const untilMs = START_MS + elapsedMs;
    while ((this.#clock.nextTimerMs ?? Number.POSITIVE_INFINITY) <= untilMs) {
      this.#clock.step();
      this.#events += 1;
      await (this.#events % EVENTS_IN_A_ROW === 0 ? rest() : settled());
      if (look()) return;
    }
    this.#clock.set(untilMs);
  }
}

/**
 * Resolves when everything that waits for nothing but promises has run: what is put off to the next tick from
 * within a promise's turn runs after all of these turns. A turn of the event loop would take ten times as long.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
