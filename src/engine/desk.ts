import type {MarketView} from '../condition/market-view.ts';
import {QuoteFilter, type QuoteFilterOptions, type Refusal} from '../market/quote-filter.ts';
import {BarSeries} from '../market/bar-series.ts';
import type {Quote} from '../market/quote.ts';
import type {Zone} from '../market/zone.ts';
import type {DeskMemory} from '../ports/store.ts';
import type {Listing} from '../ports/symbols.ts';
import type {PlanWatch, Waiter} from './plan-watch.ts';
import {WakeIndex} from './wake-index.ts';

/**
 * Everything the monitor holds for one instrument. It lives as long as a plan needs it (or somebody
 * follows the symbol) and is then dropped whole.
 */
export class Desk {
  /** As the feed calls it. */
  readonly symbol: string;
  readonly watches = new Map<string, PlanWatch>();
  /** What the instrument is called where its plans are traded; nearly always one name. */
  brokerSymbols: readonly string[] = [];
  readonly index = new WakeIndex<Waiter>();
  readonly bars: BarSeries;
  /** Kept open without plans: a replay counts every quote of its files. */
  followed = false;
  /** Accepted quotes so far. */
  quotes = 0;
  readonly #filter: QuoteFilter;
  #quote: Quote | undefined;
  #previous: Quote | undefined;
  /** Time at which the quote in hand was worked. */
  #workedAtMs = 0;

  /**
   * @param dayZone Zone whose midnight begins the broker's day.
   * @param memory What the desk of an earlier process knew.
   */
  constructor(symbol: string, filter: QuoteFilterOptions, dayZone: Zone, memory?: DeskMemory) {
    this.symbol = symbol;
    this.bars = new BarSeries(dayZone);
    this.#filter = new QuoteFilter(filter, memory?.filter);
    this.#quote = memory?.quote;
    this.#previous = memory?.previous ?? undefined;
  }

  /** Gives a plan that is listed its place here. */
  seat(watch: PlanWatch, {brokerSymbol}: Listing): void {
    this.watches.set(watch.id, watch);
    if (!this.brokerSymbols.includes(brokerSymbol))
      this.brokerSymbols = [...this.brokerSymbols, brokerSymbol];
  }

  unseat(watch: PlanWatch): void {
    this.watches.delete(watch.id);
    if (this.brokerSymbols.length === 1) return;
    const names = new Set<string>();
    for (const {listing} of this.watches.values()) {
      if (listing !== undefined) names.add(listing.brokerSymbol);
    }
    this.brokerSymbols = [...names];
  }

  /** The last accepted quote. */
  get quote(): Quote | undefined {
    return this.#quote;
  }

  /** What the next process has to remember; undefined until a quote was accepted. */
  get memory(): DeskMemory | undefined {
    const {memory: filter} = this.#filter;
    if (this.#quote === undefined || filter === undefined) return undefined;
    return {quote: this.#quote, previous: this.#previous ?? null, filter};
  }

  /** Whether any quote of this process was accepted. */
  get isLive(): boolean {
    return this.quotes > 0;
  }

  /** Takes a quote in hand, or says why not; a refused quote changes nothing here. */
  accept(quote: Quote): Refusal | undefined {
    const refusal = this.#filter.refuses(quote);
    if (refusal !== undefined) return refusal;
    this.#previous = this.#quote;
    this.#quote = quote;
    this.bars.accept(quote);
    this.quotes += 1;
    return undefined;
  }

  /** Whom the quote in hand concerns. */
  wake(nowMs: number): Waiter[] {
    this.#workedAtMs = nowMs;
    return this.#quote === undefined ? [] : this.index.wake(this.#quote, nowMs);
  }

  /** What conditions see at `nowMs`. */
  view(nowMs: number): MarketView {
    return {nowMs, quote: this.#quote, previous: this.#previous};
  }

  /** What conditions saw when the quote in hand was worked. */
  get workedView(): MarketView {
    return this.view(this.#workedAtMs);
  }
}
