import type {Clock} from '../ports/clock.ts';

/** Whether the terminal can trade, and since when it could without a break. */
export class TerminalHealth {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #terminalConnected = true;
  #tradeAllowed = true;
  #connectedSinceMs: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#connectedSinceMs = clock.monotonic();
  }

  get terminalConnected(): boolean {
    return this.#terminalConnected;
  }

  get tradeAllowed(): boolean {
    return this.#tradeAllowed;
  }

  /** By the monotonic clock. */
  get connectedSinceMs(): number {
    return this.#connectedSinceMs;
  }

  /** Says whether anything has changed. */
  learn({
    terminalConnected,
    tradeAllowed,
  }: Readonly<{terminalConnected: boolean; tradeAllowed: boolean}>): boolean {
    const isChanged = terminalConnected !== this.#terminalConnected || tradeAllowed !== this.#tradeAllowed;
    if (terminalConnected && !this.#terminalConnected) this.#connectedSinceMs = this.#clock.monotonic();
    this.#terminalConnected = terminalConnected;
    this.#tradeAllowed = tradeAllowed;
    return isChanged;
  }
}
