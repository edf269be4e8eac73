import type {WireTick} from '../gateway/wire-market.ts';
import {Listeners} from '../gateway/listeners.ts';
import type {Bar, Timeframe} from '../market/bar.ts';
import type {InstrumentFacts} from '../market/instrument.ts';
import type {Quote} from '../market/quote.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed, PastQuote} from '../ports/feed.ts';

/** Symbols that clients may ask for, all together. */
export const SYMBOLS_MAX = 10_000;

export type TerminalMarketOptions = Readonly<{
  clock: Clock;
  /** Null: prices come from tests only. */
  feed: Feed | null;
  listed: readonly InstrumentFacts[];
  /** The server's clock less the machine's. */
  clockOffsetMs: () => number;
  /** Sees each quote before clients do. */
  venue: Readonly<{quote(quote: Quote): void}>;
}>;

/** The prices of a terminal: from its feed, by the server's clock, to the venue and then to clients. */
export class TerminalMarket {
  readonly instruments: readonly InstrumentFacts[];
  readonly #options: TerminalMarketOptions;
  readonly #wanted = new Set<string>();
  readonly #last = new Map<string, WireTick>();
  readonly #ticks = new Listeners<WireTick>();
  #lastTickMs: number | null = null;

  constructor(options: TerminalMarketOptions) {
    this.instruments = options.listed;
    this.#options = options;
  }

  get lastTickAgeMs(): number | null {
    return this.#lastTickMs === null ? null : this.#options.clock.monotonic() - this.#lastTickMs;
  }

  /** False: too many symbols. What was once wanted is quoted from then on. */
  want(symbol: string): boolean {
    if (this.#wanted.has(symbol)) return true;
    if (this.#wanted.size >= SYMBOLS_MAX) return false;
    this.#wanted.add(symbol);
    this.#options.feed?.subscribe(symbol);
    return true;
  }

  lastTick(symbol: string): WireTick | undefined {
    return this.#last.get(symbol);
  }

  onTick(listener: (tick: WireTick) => void): () => void {
    return this.#ticks.add(listener);
  }

  /** Of its feed, by the server's clock: as it would draw them where the two clocks differ by whole bars. */
  async bars(symbol: string, timeframe: Timeframe, count: number): Promise<readonly Bar[]> {
    const offsetMs = this.#options.clockOffsetMs();
    const bars = (await this.#options.feed?.past?.bars(symbol, timeframe, count)) ?? [];
    return bars.map((bar) => ({...bar, timeMs: bar.timeMs + offsetMs}));
  }

  /** The same. */
  async quotes(symbol: string, fromMs: number, untilMs: number): Promise<readonly PastQuote[]> {
    const offsetMs = this.#options.clockOffsetMs();
    const past = this.#options.feed?.past;
    const quotes = (await past?.quotes(symbol, fromMs - offsetMs, untilMs - offsetMs)) ?? [];
    return quotes.map((quote) => ({...quote, timeMs: quote.timeMs + offsetMs}));
  }

  /** Plays the feed until the signal aborts or it ends. */
  async run(signal: AbortSignal): Promise<void> {
    const {feed, clockOffsetMs} = this.#options;
    if (feed === null) return;
    for await (const event of feed.events(signal)) {
      if (event.type !== 'quote') continue;
      const {symbol, bid, ask, timeMs} = event.quote;
      this.quote({symbol, bid, ask, timeMs: timeMs + clockOffsetMs()});
    }
  }

  /** A quote by the server's clock. */
  quote({symbol, bid, ask, timeMs}: Omit<Quote, 'receivedAtMs'>): void {
    const {clock, clockOffsetMs, venue} = this.#options;
    this.#lastTickMs = clock.monotonic();
    venue.quote({symbol, bid, ask, timeMs, receivedAtMs: clock.now() + clockOffsetMs()});
    const tick: WireTick = {symbol, bid, ask, timeMs, n: 1};
    this.#last.set(symbol, tick);
    this.#ticks.tell(tick);
  }
}
