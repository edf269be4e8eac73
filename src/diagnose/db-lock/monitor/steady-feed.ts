import {SteadyLink} from '../../../link/steady-link.ts';
import type {Quote} from '../../../market/quote.ts';
import type {Clock} from '../../../ports/clock.ts';
import type {Feed, FeedEvent} from '../../../ports/feed.ts';
import {bidAt, SPREAD} from '../market-cycle.ts';

/** A quote that is given to the engine so long after its time has not been evaluated as it should. */
const LATE_MS = 250;

/**
 * A feed that says so many quotes a second, by the machine's clock. What it could not say in time,
 * because the loop stood still, it says afterwards and counts.
 */
export class SteadyFeed implements Feed {
  readonly link: SteadyLink;
  readonly neverCloses = true;
  readonly past = undefined;
  readonly #clock: Clock;
  readonly #symbols: readonly string[];
  readonly #quotesPerMs: number;
  #startMs: number | undefined;
  #late = 0;

  constructor(clock: Clock, symbols: readonly string[], quotesPerSecond: number) {
    this.link = new SteadyLink(clock.now());
    this.#clock = clock;
    this.#symbols = symbols;
    this.#quotesPerMs = quotesPerSecond / 1000;
  }

  /** Quotes whose time has come. */
  get due(): number {
    if (this.#startMs === undefined) return 0;
    return Math.floor((this.#clock.monotonic() - this.#startMs) * this.#quotesPerMs);
  }

  /** Quotes that were said long after their time. */
  get late(): number {
    return this.#late;
  }

  instruments(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  subscribe(): void {
    // Every symbol is said, whoever listens.
  }

  unsubscribe(): void {
    // As above.
  }

  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const clock = this.#clock;
    const startMs = clock.monotonic();
    const epochMs = clock.now();
    this.#startMs = startMs;
    for (let next = 0; !signal.aborted; ) {
      for (const due = this.due; next < due && !signal.aborted; next += 1) {
        const dueMs = next / this.#quotesPerMs;
        if (clock.monotonic() - startMs - dueMs > LATE_MS) this.#late += 1;
        yield {type: 'quote', quote: this.#quote(next, epochMs + dueMs)};
      }
      const nextMs = startMs + (next + 1) / this.#quotesPerMs;
      // The one way in which a sleep fails is the end.
      await clock.sleep(Math.max(1, nextMs - clock.monotonic()), signal).catch(() => undefined);
    }
  }

  async *pass(): AsyncGenerator<FeedEvent> {
    // Nobody runs single passes here.
  }

  #quote(index: number, timeMs: number): Quote {
    const place = index % this.#symbols.length;
    const symbol = this.#symbols[place] ?? '';
    const bid = bidAt(timeMs, place / this.#symbols.length);
    return {symbol, bid, ask: bid + SPREAD, timeMs, receivedAtMs: timeMs};
  }
}
