import type {Clock, Timer} from '../../ports/clock.ts';
import type {Processes} from '../../ports/processes.ts';
import type {Kernel} from './kernel.ts';
import {ProcessClock} from './process-clock.ts';

/** A machine, or a container: its processes have one wall clock, and know of each other. */
export class Machine {
  readonly host: string;
  /** Its wall clock less the true time. */
  skewMs: number;
  readonly #alive = new Set<number>();

  constructor(host: string, skewMs: number) {
    this.host = host;
    this.skewMs = skewMs;
  }

  began(pid: number): void {
    this.#alive.add(pid);
  }

  ended(pid: number): void {
    this.#alive.delete(pid);
  }

  isAlive(pid: number): boolean {
    return this.#alive.has(pid);
  }
}

/** Where an await of a process is, before what is waited for is done or after. */
export type Moment = 'before' | 'after';

/** Decides what becomes of a process that has come to an await. It may kill or stop it. */
export interface Hazards {
  meet(process: SimulatedProcess, site: string, moment: Moment): void;
  /** From here on nobody is killed or stopped. */
  end(): void;
}

/**
 * A process that can be killed and stopped at any await.
 *
 * Nothing of it runs but what was set going through it: its timers and the answers to its calls. When it is
 * killed none of them comes any more, so that what waits for them waits for ever and is forgotten.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly machine: Machine;
  readonly #kernel: Kernel;
  readonly #hazards: Hazards;
  #isDead = false;
  #pauses = 0;
  /** What was due while it was stopped, in order. */
  #held: (() => void)[] = [];
  #timers = 0;
  readonly #onDeath: (() => void)[] = [];

  constructor(kernel: Kernel, {name, pid, machine, hazards}: ProcessTerms) {
    this.#kernel = kernel;
    this.#hazards = hazards;
    this.name = name;
    this.machine = machine;
    this.clock = new ProcessClock(kernel, this);
    machine.began(pid);
    this.onDeath(() => machine.ended(pid));
    this.processes = {
      host: machine.host,
      pid,
      processStart: String(pid),
      isGone: (other) => !machine.isAlive(other),
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isPaused(): boolean {
    return this.#pauses > 0;
  }

  /** Timers that are set and have not run. */
  get timers(): number {
    return this.#timers;
  }

  onDeath(listener: () => void): void {
    this.#onDeath.push(listener);
  }

  note(what: string): void {
    if (!this.#isDead) this.#kernel.note(this.name, what);
  }

  /** Runs `fn` in this process after true `ms`: later when it is stopped then, never when it is dead. */
  later(ms: number, fn: () => void): Timer {
    this.#timers += 1;
    let isDone = false;
    const done = () => {
      if (!isDone) this.#timers -= 1;
      isDone = true;
    };
    const timer = this.#kernel.after(ms, () =>
      this.run(() => {
        // It may have been cancelled while the process was stopped.
        if (isDone) return;
        done();
        fn();
      }),
    );
    return {
      cancel: () => {
        done();
        timer.cancel();
      },
    };
  }

  /** Runs `fn` in this process now: later when it is stopped, never when it is dead. */
  run(fn: () => void): void {
    if (this.#isDead) return;
    if (this.isPaused) this.#held.push(fn);
    else fn();
  }

  /** Comes to an await. False: it does not get past it. */
  reach(site: string, moment: Moment): boolean {
    if (!this.#isDead) this.#hazards.meet(this, site, moment);
    return !this.#isDead;
  }

  kill(why: string): void {
    if (this.#isDead) return;
    this.note(`killed: ${why}`);
    this.#isDead = true;
    this.#held = [];
    for (const listener of this.#onDeath) listener();
  }

  /** Stops it for a while, as SIGSTOP would. */
  pause(ms: number): void {
    if (this.#isDead) return;
    this.note(`stopped for ${Math.round(ms)} ms`);
    this.#pauses += 1;
    this.#kernel.after(ms, () => {
      this.#pauses -= 1;
      if (this.isPaused || this.#isDead) return;
      this.note('goes on');
      for (const fn of this.#held.splice(0)) this.run(fn);
    });
  }
}

export type ProcessTerms = Readonly<{name: string; pid: number; machine: Machine; hazards: Hazards}>;
