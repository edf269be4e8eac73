import type {MarketView} from '../condition/market-view.ts';
import type {Timeframe} from '../market/bar.ts';
import type {Quote} from '../market/quote.ts';
import {QuoteFilter, type QuoteFilterOptions, type Refusal} from '../market/quote-filter.ts';
import {isReliable, type QuoteAges, quoteAgesOf, type QuoteState, quoteState} from '../market/quote-state.ts';
import type {MarketCalendar} from '../market/session/market-calendar.ts';
import {readStudy} from '../market/study/read-study.ts';
import type {StudyNeed} from '../market/study/study.ts';
import type {Zone} from '../market/zone.ts';
import type {DeskMemory, PlanMemory} from '../ports/store.ts';
import type {Listing} from '../ports/symbols.ts';
import {DeskBars, type GivenPast} from './desk-bars.ts';
import {FailureCount} from './failure-count.ts';
import type {PlanWatch, Waiter} from './plan-watch.ts';
import type {SourcesNow} from './source-book.ts';
import {WakeIndex} from './wake-index.ts';

export type DeskTerms = Readonly<{
  filter: QuoteFilterOptions;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  calendar: MarketCalendar;
  /** Whether the feed can be asked for what was before now. */
  isAskable: boolean;
  /** What the sources beside the market know now. */
  sourcesNow: () => SourcesNow;
}>;

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
  /** Kept open without plans: a replay counts every quote of its files. */
  followed = false;
  /** Accepted quotes so far. */
  quotes = 0;
  readonly #bars: DeskBars;
  /** Of asking the feed for bars. */
  readonly #askFailures = new FailureCount();
  #askAgainAtMs = Number.NEGATIVE_INFINITY;
  /** The analyses that are kept for each plan. */
  readonly #needs = new Map<PlanWatch, readonly StudyNeed[]>();
  readonly #calendar: MarketCalendar;
  readonly #ages: QuoteAges;
  readonly #filter: QuoteFilter;
  /** What plans of an earlier process remembered that have not taken their place here yet. */
  readonly #remembered: Map<string, PlanMemory>;
  #quote: Quote | undefined;
  #previous: Quote | undefined;
  /** Since when quotes have come without a break that were all the same. */
  #changedAtMs = 0;
  /** Timeframes whose bar closed since the last quote was worked. */
  readonly #closed = new Set<Timeframe>();
  /** Time at which the quote in hand was worked. */
  #workedAtMs = 0;
  readonly #sourcesNow: () => SourcesNow;
  /** What sources knew then. */
  #workedSources: SourcesNow;

  /** @param memory What the desk of an earlier process knew. */
  constructor(
    symbol: string,
    {filter, dayZone, calendar, isAskable, sourcesNow}: DeskTerms,
    memory?: DeskMemory,
  ) {
    this.symbol = symbol;
    this.#calendar = calendar;
    this.#sourcesNow = sourcesNow;
    this.#workedSources = sourcesNow();
    this.#ages = quoteAgesOf(symbol);
    const {possibleHours} = calendar;
    this.#bars = new DeskBars({dayZone, possibleHours, isAskable}, memory?.bars ?? {});
    this.#filter = new QuoteFilter(filter, memory?.filter);
    this.#remembered = new Map(Object.entries(memory?.plans ?? {}));
    this.#quote = memory?.quote;
    this.#previous = memory?.previous ?? undefined;
  }

  /** Gives a plan that is listed its place here. */
  seat(watch: PlanWatch, {brokerSymbol}: Listing): void {
    this.watches.set(watch.id, watch);
    this.prepare(watch);
    const remembered = this.#remembered.get(watch.id);
    if (remembered !== undefined) watch.restore(remembered);
    this.#remembered.delete(watch.id);
    if (!this.brokerSymbols.includes(brokerSymbol))
      this.brokerSymbols = [...this.brokerSymbols, brokerSymbol];
  }

  unseat(watch: PlanWatch): void {
    this.watches.delete(watch.id);
    this.#bars.exchange(this.#needs.get(watch) ?? [], []);
    this.#needs.delete(watch);
    if (this.brokerSymbols.length === 1) return;
    const names = new Set<string>();
    for (const {listing} of this.watches.values()) {
      if (listing !== undefined) names.add(listing.brokerSymbol);
    }
    this.brokerSymbols = [...names];
  }

  /** Keeps the analyses that a seated plan asks for now, and lets go of what only its last version asked for. */
  prepare(watch: PlanWatch): void {
    const before = this.#needs.get(watch) ?? [];
    const {needs} = watch;
    if (needs === before) return;
    this.#bars.exchange(before, needs);
    this.#needs.set(watch, needs);
  }

  /** Analyses that are kept up to date. */
  get studies(): number {
    return this.#bars.studies;
  }

  /** Bars that were analysed so far: one for each bar and analysis, however many plans ask. */
  get analysed(): number {
    return this.#bars.analysed;
  }

  /** Whether it is worth a look at `owedBars`. */
  mayOweBars(nowMs: number): boolean {
    return this.#bars.mayOwe && nowMs >= this.#askAgainAtMs;
  }

  /** Bars that its analyses need and that the feed is to be asked for, by timeframe; none while it is asked. */
  get owedBars(): ReadonlyMap<Timeframe, number> {
    return this.#bars.owed;
  }

  /** The feed is asked for bars; see `DeskBars`. */
  beginWarmUp(): void {
    this.#bars.beginWarmUp();
  }

  /** From when on the feed is to be asked for quotes too; see `DeskBars`. */
  quotesWantedFromMs(bars: GivenPast['bars']): number | undefined {
    return this.#bars.ticksWantedFromMs(bars);
  }

  /** The feed has answered; false: with what does not help, see `DeskBars`. */
  endWarmUp(given: GivenPast, asked: ReadonlyMap<Timeframe, number>): boolean {
    const isWhole = this.#bars.endWarmUp(given, asked);
    if (isWhole) this.#askFailures.recover();
    return isWhole;
  }

  /** The feed has not answered, or nothing that helps: it is asked again after a pause. */
  failWarmUp(nowMs: number, basePauseMs: number, message: string): void {
    this.#bars.failWarmUp();
    this.#askAgainAtMs = nowMs + this.#askFailures.fail(basePauseMs, message);
  }

  /** The feed says that quotes were lost after the last one. */
  quotesLost(): void {
    this.#bars.lost();
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

  /** The same with bars and what plans remember: all that the next process needs, and too much to be written often. */
  get wholeMemory(): DeskMemory | undefined {
    const {memory} = this;
    if (memory === undefined) return undefined;
    const {memory: bars} = this.#bars;
    const remembering = [...this.watches.values()].filter(({cells}) => cells.length > 0);
    const plans = Object.fromEntries(remembering.map((watch) => [watch.id, watch.memory]));
    return {
      ...memory,
      ...(bars === undefined ? {} : {bars}),
      ...(remembering.length === 0 ? {} : {plans}),
    };
  }

  /** Whether any quote of this process was accepted. */
  get isLive(): boolean {
    return this.quotes > 0;
  }

  /** Takes a quote in hand, or says why not; a refused quote changes nothing here. */
  accept(quote: Quote): Refusal | undefined {
    const refusal = this.#filter.refuses(quote);
    if (refusal !== undefined) return refusal;
    if (!this.#isSameAgain(quote)) this.#changedAtMs = quote.receivedAtMs;
    this.#previous = this.#quote;
    this.#quote = quote;
    this.quotes += 1;
    for (const timeframe of this.#bars.accept(quote)) this.#closed.add(timeframe);
    return undefined;
  }

  /** Whether it says what the last one did. After a silence it says something: that the market stands there. */
  #isSameAgain({bid, ask, receivedAtMs}: Quote): boolean {
    const last = this.#quote;
    if (last === undefined || !this.isLive) return false;
    const isSilent = receivedAtMs - last.receivedAtMs > this.#ages.staleMs;
    return bid === last.bid && ask === last.ask && !isSilent;
  }

  /** Whom the quote in hand concerns. */
  wake(nowMs: number): Waiter[] {
    this.#workedAtMs = nowMs;
    this.#workedSources = this.#sourcesNow();
    const closed = [...this.#closed];
    this.#closed.clear();
    return this.#quote === undefined ? [] : this.index.wake(this.#quote, nowMs, closed);
  }

  /** What conditions of no plan in particular see at `nowMs`; it does not change when the next quote comes. */
  view(nowMs: number): MarketView {
    return this.#viewAt(nowMs, this.#sourcesNow());
  }

  #viewAt(nowMs: number, sources: SourcesNow): MarketView {
    const {results, whyTooFew} = this.#bars;
    const terms = {atMs: this.#quote?.timeMs, hours: this.#calendar.possibleHours, whyTooFew};
    return {
      nowMs,
      quote: this.#quote,
      previous: this.#previous,
      recall: () => undefined,
      study: (need) => readStudy(need, results, terms),
      ask: (question) => sources(this.symbol, question, nowMs),
    };
  }

  /** How far its last quote can be relied on; undefined before the first of this process. */
  quoteState(nowMs: number): QuoteState | undefined {
    if (this.#quote === undefined || !this.isLive) return undefined;
    const terms = {ages: this.#ages, hours: this.#calendar.hours};
    return quoteState(this.#quote, this.#changedAtMs, nowMs, terms);
  }

  /** Whether an order may rest on the quote in hand. */
  get isReliable(): boolean {
    const state = this.quoteState(this.#workedAtMs);
    return state !== undefined && isReliable(state);
  }

  /** What conditions saw when the quote in hand was worked. */
  get workedView(): MarketView {
    return this.#viewAt(this.#workedAtMs, this.#workedSources);
  }
}
