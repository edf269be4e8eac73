import {SteadyLink} from '../../link/steady-link.ts';
import type {Bar} from '../../market/bar.ts';
import type {Quote} from '../../market/quote.ts';
import type {Feed, FeedEvent} from '../../ports/feed.ts';

const MINUTE_MS = 60_000;

/** A feed that says what it is told to say. What is subscribed is counted here, apart from the engine. */
export class ScriptedFeed implements Feed {
  readonly link: SteadyLink;
  readonly #subscribed = new Set<string>();
  #queue: Quote[] = [];
  #wake: () => void = () => undefined;

  /** @param nowMs When it is built, for those who ask since when it can be reached. */
  constructor(nowMs = 0) {
    this.link = new SteadyLink(nowMs);
  }

  get subscriptions(): number {
    return this.#subscribed.size;
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

  /** Bars of a market that stands still. */
  bars(_symbol: string, _timeframe: string, count: number): Promise<readonly Bar[]> {
    const bar = (index: number): Bar => ({
      timeMs: index * MINUTE_MS,
      open: 100.25,
      high: 100.75,
      low: 99.25,
      close: 100.5,
      ticks: index + 1,
    });
    return Promise.resolve(Array.from({length: count}, (_, index) => bar(index)));
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
