import type {Bar, Timeframe} from '../../market/bar.ts';
import {InstrumentBook, type InstrumentFacts} from '../../market/instrument.ts';
import {Zone} from '../../market/zone.ts';
import type {Clock} from '../../ports/clock.ts';
import {SteadyLink} from '../../link/steady-link.ts';
import type {Feed, FeedEvent, FeedPast, PastQuote} from '../../ports/feed.ts';
import {simulatedBars} from './simulated-bars.ts';
import {type MarketOptions, SymbolMarket} from './symbol-market.ts';

export type SimulatedFeedOptions = Readonly<{
  clock: Clock;
  zone?: Zone;
  /** What it says it quotes. Left out: nothing, and it makes up any symbol. */
  listed?: readonly InstrumentFacts[];
}> &
  Partial<MarketOptions>;

/** When the reader, or a machine that slept, is so late, the quotes in between are left out. */
const LATE_MS_MAX = 5000;
const BARS_MAX = 1000;

/** A subscribed symbol and the time of its next quote. */
type Subscription = {readonly market: SymbolMarket; nextMs: number};

/**
 * A market made up from a seed. Quotes are a function of seed, symbol and time, so that processes that
 * start at different times see one market, and single passes decide as one long run does. Any symbol
 * can be subscribed. Quotes always pass the quote filter.
 */
export class SimulatedFeed implements Feed {
  readonly link = new SteadyLink(0);
  readonly neverCloses: boolean;
  readonly past: FeedPast = {
    bars: (symbol, timeframe, count) => Promise.resolve(this.#bars(symbol, timeframe, count)),
    quotes: (symbol, fromMs, untilMs) => Promise.resolve(this.#quotes(symbol, fromMs, untilMs)),
  };
  readonly #clock: Clock;
  readonly #zone: Zone;
  readonly #options: MarketOptions;
  readonly #listed: readonly InstrumentFacts[];
  readonly #subscriptions = new Map<string, Subscription>();
  /** Ends the wait of `events`. */
  #wake: (() => void) | undefined;

  constructor({clock, zone = new Zone('UTC'), listed = [], ...options}: SimulatedFeedOptions) {
    this.#clock = clock;
    this.#zone = zone;
    this.#listed = listed;
    this.#options = {
      seed: options.seed ?? 1,
      tickMs: options.tickMs ?? 250,
      volatility: options.volatility ?? 1,
      regimes: options.regimes ?? true,
      faults: options.faults ?? true,
      alwaysOpen: options.alwaysOpen ?? true,
      instruments: options.instruments ?? new InstrumentBook(),
    };
    this.neverCloses = this.#options.alwaysOpen;
  }

  instruments(): Promise<readonly InstrumentFacts[]> {
    return Promise.resolve(this.#listed);
  }

  subscribe(symbol: string): void {
    if (this.#subscriptions.has(symbol)) return;
    const market = new SymbolMarket(symbol, this.#options);
    this.#subscriptions.set(symbol, {market, nextMs: market.nextTick(this.#clock.now()).timeMs});
    this.#wake?.();
  }

  unsubscribe(symbol: string): void {
    if (this.#subscriptions.delete(symbol)) this.#wake?.();
  }

  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const onAbort = () => this.#wake?.();
    signal.addEventListener('abort', onAbort);
    try {
      const startMs = this.#clock.now();
      for (const subscription of this.#subscriptions.values()) skipTo(subscription, startMs);
      while (!signal.aborted) {
        const next = this.#earliest();
        const nowMs = this.#clock.now();
        if (next === undefined || next.nextMs > nowMs) {
          await this.#waitUntil(next?.nextMs);
          continue;
        }
        const {market, nextMs} = next;
        const lateMs = nowMs - nextMs;
        if (lateMs > LATE_MS_MAX) {
          skipTo(next, nowMs);
          yield {
            type: 'gap',
            symbol: market.symbol,
            reason: `quotes of ${Math.round(lateMs)} ms left out: too late`,
          };
          continue;
        }
        skipTo(next, nextMs);
        yield {type: 'quote', quote: market.quoteAt(nextMs, nowMs)};
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The present quote of each subscribed symbol, the oldest first. */
  async *pass(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const nowMs = this.#clock.now();
    const quotes = [...this.#subscriptions.values()]
      .map(({market}) => market.quoteAt(market.lastTick(nowMs).timeMs, nowMs))
      .sort((a, b) => a.timeMs - b.timeMs || (a.symbol < b.symbol ? -1 : 1));
    for (const quote of quotes) {
      if (signal.aborted) return;
      if (this.#subscriptions.has(quote.symbol)) yield {type: 'quote', quote};
    }
  }

  /** Closed bars before now, at most 1,000. See `simulatedBars` for how exact long ones are. */
  #bars(symbol: string, timeframe: Timeframe, count: number): readonly Bar[] {
    const request = {count: Math.min(count, BARS_MAX), nowMs: this.#clock.now(), zone: this.#zone};
    return simulatedBars(this.#marketOf(symbol), timeframe, request);
  }

  #quotes(symbol: string, fromMs: number, untilMs: number): readonly PastQuote[] {
    const market = this.#marketOf(symbol);
    const endMs = Math.min(untilMs, this.#clock.now());
    const quotes: PastQuote[] = [];
    let {timeMs} = market.nextTick(fromMs - 1);
    while (timeMs < endMs) {
      quotes.push(market.quoteAt(timeMs, timeMs));
      ({timeMs} = market.nextTick(timeMs));
    }
    return quotes;
  }

  #marketOf(symbol: string): SymbolMarket {
    return this.#subscriptions.get(symbol)?.market ?? new SymbolMarket(symbol, this.#options);
  }

  /** The subscription whose quote is next; of several at the same time, the first by name. */
  #earliest(): Subscription | undefined {
    let earliest: Subscription | undefined;
    for (const subscription of this.#subscriptions.values()) {
      if (earliest === undefined || isBefore(subscription, earliest)) earliest = subscription;
    }
    return earliest;
  }

  /** Waits for a moment, a change of subscriptions, or the end. Undefined: no moment. */
  #waitUntil(timeMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer?.cancel();
        this.#wake = undefined;
        resolve();
      };
      const timer = timeMs === undefined ? undefined : this.#clock.at(timeMs, done);
      this.#wake = done;
    });
  }
}

function skipTo(subscription: Subscription, timeMs: number): void {
  subscription.nextMs = subscription.market.nextTick(timeMs).timeMs;
}

function isBefore(a: Subscription, b: Subscription): boolean {
  return a.nextMs < b.nextMs || (a.nextMs === b.nextMs && a.market.symbol < b.market.symbol);
}
