import type {Hazards, Moment, SimulatedProcess} from '../kernel/simulated-process.ts';

/** Kills the monitor that comes to one await, before what is waited for is done or after. */
export class KillAt implements Hazards {
  readonly #awaitNumber: number;
  #awaits = 0;
  #isOver = false;

  /** @param awaitNumber From 1; 0: nobody is killed. */
  constructor(awaitNumber: number) {
    this.#awaitNumber = awaitNumber;
  }

  /** Awaits so far. */
  get awaits(): number {
    return this.#awaits;
  }

  meet(process: SimulatedProcess, site: string, moment: Moment): void {
    if (this.#isOver || !process.name.startsWith('monitor')) return;
    this.#awaits += 1;
    if (this.#awaits === this.#awaitNumber) process.kill(`${moment} ${site}`);
  }

  end(): void {
    this.#isOver = true;
  }
}
