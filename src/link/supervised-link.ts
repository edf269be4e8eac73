import {messageOf} from '../errors.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import type {Link, LinkReport, LinkState} from '../ports/link.ts';
import type {Random} from '../ports/random.ts';
import {after} from './after.ts';

/** A connection that stands until `lost` resolves, with the reason. */
export type Connection = Readonly<{
  lost: Promise<string>;
  /** `lost` resolves then too. */
  close(): void;
  /**
   * Calls back with what does not work behind the line, and with null when it works again; at once if
   * something does not work now. No call after the loss.
   */
  onTrouble(listener: (trouble: string | null) => void): void;
}>;

export type LinkTimes = Readonly<{
  /** The first pause after a loss is drawn between 0 and this; each further try doubles it. */
  backoffBaseMs: number;
  /** No pause is longer. */
  backoffCapMs: number;
  /** A link counts as mended when it was up for so long without a break. */
  stableMs: number;
  /** A try to connect that takes longer is broken off. */
  connectMsMax: number;
}>;

export const LINK_TIMES: LinkTimes = {
  backoffBaseMs: 250,
  backoffCapMs: 15_000,
  stableMs: 30_000,
  connectMsMax: 5_000,
};

/** Tries after which the pause no longer doubles, whatever the cap is. */
const DOUBLINGS_MAX = 30;

export type SupervisedLinkOptions = Readonly<{
  clock: Clock;
  random: Random;
  /**
   * Makes a connection, or says why not by throwing. It has to end when the signal aborts: the next try
   * waits for it, so that there are never two.
   */
  connect: (signal: AbortSignal) => Promise<Connection>;
  times?: Partial<LinkTimes>;
}>;

/**
 * Keeps a link up.
 *
 * ```
 * start ─▶ connecting ─▶ up ◀──▶ degraded
 *             ▲  │        │          │
 *             │  ▼        ▼          ▼
 *             └ down ◀────┴──────────┘      close, from anywhere ─▶ down, for good
 * ```
 *
 * Between tries it pauses for a time drawn evenly between 0 and a bound that doubles with every try, so
 * that many clients do not come back at the same moment. Tries are counted until the link was up for
 * `stableMs`: a peer who accepts and drops at once is not asked in a busy loop.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class SupervisedLink implements Link {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #connect: SupervisedLinkOptions['connect'];
  readonly #times: LinkTimes;
  readonly #listeners = new Set<(report: LinkReport) => void>();
  readonly #closed = new AbortController();
  #state: LinkState = 'connecting';
  #sinceMs: number;
  #attempts = 0;
  #lastError: string | null = null;
  #nextRetryAtMs: number | null = null;
  #connection: Connection | undefined;
  #stable: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor({clock, random, connect, times}: SupervisedLinkOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#connect = connect;
    this.#times = {...LINK_TIMES, ...times};
    this.#sinceMs = clock.now();
  }

  report(): LinkReport {
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      attempts: this.#attempts,
      lastError: this.#lastError,
      nextRetryAtMs: this.#nextRetryAtMs,
    };
  }

  onChange(listener: (report: LinkReport) => void): () => void {
    // A wrapper of its own, so that one function may listen twice and each way out is one way out.
    const entry = (report: LinkReport) => listener(report);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Begins to connect; once. */
  start(): void {
    if (this.#closed.signal.aborted) return;
    this.#running ??= this.#run();
  }

  /** Ends the link for good. Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    if (!this.#closed.signal.aborted) {
      this.#closed.abort(new Error('the link was closed'));
      this.#stable?.cancel();
      this.#nextRetryAtMs = null;
      this.#connection?.close();
      this.#move('down');
    }
    await this.#running;
    this.#listeners.clear();
  }

  /** The link was up for long enough: whatever comes is a trouble of its own. */
  protected mended(): void {
    this.#attempts = 0;
    this.#lastError = null;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      this.#lastError = await this.#live();
      if (this.#isClosed) return;
      const pauseMs = this.#pauseMs();
      this.#nextRetryAtMs = this.#clock.now() + pauseMs;
      this.#move('down');
      await this.#paused(pauseMs);
    }
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** One try and, should it succeed, the connection's life. Returns why it is over. */
  async #live(): Promise<string> {
    this.#attempts += 1;
    this.#nextRetryAtMs = null;
    this.#move('connecting');
    const late = new AbortController();
    const limit = after(this.#clock, this.#times.connectMsMax, () =>
      late.abort(new Error(`no connection in ${this.#times.connectMsMax} ms`)),
    );
    try {
      this.#connection = await this.#connect(AbortSignal.any([this.#closed.signal, late.signal]));
    } catch (error) {
      return late.signal.aborted ? messageOf(late.signal.reason) : messageOf(error);
    } finally {
      limit.cancel();
    }
    if (this.#isClosed) this.#connection.close();
    else this.#watch(this.#connection);
    const reason = await this.#connection.lost;
    this.#connection = undefined;
    this.#stable?.cancel();
    return reason;
  }

  #watch(connection: Connection): void {
    this.#up();
    connection.onTrouble((trouble) => {
      if (this.#isClosed || this.#connection !== connection) return;
      if (trouble === null) {
        if (this.#state === 'degraded') this.#up();
        return;
      }
      this.#stable?.cancel();
      this.#lastError = trouble;
      this.#move('degraded');
    });
  }

  #up(): void {
    this.#stable?.cancel();
    this.#stable = after(this.#clock, this.#times.stableMs, () => this.mended());
    this.#move('up');
  }

  /** Drawn evenly between 0 and a bound that doubles with every try. */
  #pauseMs(): number {
    const {backoffBaseMs, backoffCapMs} = this.#times;
    const doublings = Math.min(Math.max(0, this.#attempts - 1), DOUBLINGS_MAX);
    return this.#random.next() * Math.min(backoffCapMs, backoffBaseMs * 2 ** doublings);
  }

  async #paused(ms: number): Promise<void> {
    try {
      await this.#clock.sleep(ms, this.#closed.signal);
    } catch (error) {
      // Only closing ends the pause early.
      if (!this.#isClosed) throw error;
    }
  }

  #move(state: LinkState): void {
    if (state === this.#state && state !== 'degraded') return;
    // Down, and connecting again, are one outage: what counts for who reads it is when that began.
    if (state !== this.#state && (isConnected(state) || isConnected(this.#state))) {
      this.#sinceMs = this.#clock.now();
    }
    this.#state = state;
    const report = this.report();
    for (const listener of this.#listeners) listener(report);
  }
}

function isConnected(state: LinkState): boolean {
  return state === 'up' || state === 'degraded';
}
