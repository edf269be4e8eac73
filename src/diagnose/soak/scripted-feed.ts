import {SteadyLink} from '../../link/steady-link.ts';
import type {Quote} from '../../market/quote.ts';
import type {Feed, FeedEvent, FeedPast} from '../../ports/feed.ts';
import {madeBars} from '../made-bars.ts';

const MARKET = {price: 100, swing: 0.25} as const;

/** A feed that says what it is told to say. What is subscribed is counted here, apart from the engine. */
export class ScriptedFeed implements Feed {
  readonly link: SteadyLink;
  readonly neverCloses = true;
  /** Closed bars until now, of a market that goes nowhere. */
  readonly past: FeedPast = {
    bars: (_symbol, timeframe, count) =>
      Promise.resolve(madeBars(MARKET, timeframe, {count, nowMs: this.#now()})),
    quotes: () => Promise.resolve([]),
  };
  readonly #subscribed = new Set<string>();
  #queue: Quote[] = [];
  #wake: () => void = () => undefined;

  readonly #now: () => number;

  /**
   * @param nowMs When it is built, for those who ask since when it can be reached.
   * @param now The time at which its bars end.
   */
  constructor(nowMs = 0, now = () => nowMs) {
    this.#now = now;
    this.link = new SteadyLink(nowMs);
  }

  get subscriptions(): number {
    return this.#subscribed.size;
  }

  /** As they are now. */
  get subscribed(): readonly string[] {
    return [...this.#subscribed];
  }

  has(symbol: string): boolean {
    return this.#subscribed.has(symbol);
  }

  /** Says a quote, at the next turn of whoever reads the events. */
  say(quote: Quote): void {
    this.#queue.push(quote);
    this.#wake();
  }

  instruments(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  subscribe(symbol: string): void {
    this.#subscribed.add(symbol);
  }

  unsubscribe(symbol: string): void {
    this.#subscribed.delete(symbol);
  }

  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const onAbort = () => this.#wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const quotes = this.#queue;
        this.#queue = [];
        for (const quote of quotes) yield {type: 'quote', quote};
        if (this.#queue.length === 0 && !signal.aborted) await this.#said();
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async *pass(): AsyncGenerator<FeedEvent> {
    // Nobody runs single passes here.
  }

  #said(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}
