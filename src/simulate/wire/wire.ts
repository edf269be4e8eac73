import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {Die} from '../kernel/dice.ts';
import type {FaultSite} from '../kernel/fault-sites.ts';

const USUAL_MS = {from: 0.5, to: 40};
const LATE_MS = {from: 1000, to: 15_000};
/** About the time for which an order may wait. */
const NEARLY_TOO_LATE_MS = {from: 1500, to: 7000};
const PARTITION_MS = {from: 1000, to: 60_000};

/** How often and when a message arrives; never, if it is lost. */
export type Arrivals = readonly number[];

/** The network between the monitors and the terminal. */
export class Wire {
  readonly #kernel: Kernel;
  readonly #faults: Faults;
  readonly #die: Die;
  #cutUntilMs = 0;

  constructor(kernel: Kernel, faults: Faults) {
    this.#kernel = kernel;
    this.#faults = faults;
    this.#die = kernel.dice.of('wire');
  }

  get isCut(): boolean {
    return this.#kernel.elapsedMs < this.#cutUntilMs;
  }

  usualMs(): number {
    return this.#die.between(USUAL_MS.from, USUAL_MS.to);
  }

  request(op: string): Arrivals {
    if (this.#faults.strikes('partition')) this.#partition();
    if (this.isCut || this.#faults.strikes('request lost')) return [];
    const arrivals = [this.#delayMs('request late')];
    if (op === 'submit' && this.#faults.strikes('submit late')) {
      const {from, to} = NEARLY_TOO_LATE_MS;
      arrivals[0] = this.#faults.dieOf('submit late').between(from, to);
    }
    if (this.#faults.strikes('request doubled')) arrivals.push(this.usualMs() * 10);
    return arrivals;
  }

  reply(): Arrivals {
    if (this.isCut || this.#faults.strikes('reply lost')) return [];
    const arrivals = [this.#delayMs('reply late')];
    if (this.#faults.strikes('reply doubled')) arrivals.push(this.usualMs() * 10);
    return arrivals;
  }

  event(): Arrivals {
    if (this.isCut || this.#faults.strikes('event lost')) return [];
    const arrivals = [this.#delayMs('event late')];
    if (this.#faults.strikes('event doubled')) arrivals.push(this.usualMs() * 10);
    return arrivals;
  }

  /** Ends a partition. */
  mend(): void {
    this.#cutUntilMs = 0;
  }

  #delayMs(late: FaultSite): number {
    return this.#faults.strikes(late)
      ? this.#faults.dieOf(late).between(LATE_MS.from, LATE_MS.to)
      : this.usualMs();
  }

  #partition(): void {
    const ms = this.#faults.dieOf('partition').between(PARTITION_MS.from, PARTITION_MS.to);
    this.#kernel.note('wire', `cut for ${Math.round(ms)} ms`);
    this.#cutUntilMs = Math.max(this.#cutUntilMs, this.#kernel.elapsedMs + ms);
  }
}
