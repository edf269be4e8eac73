import {compileCondition} from '../../src/condition/compile.ts';
import type {CompiledCondition} from '../../src/condition/compiled-condition.ts';
import {blindView, type MarketView} from '../../src/condition/market-view.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {VerdictState} from '../../src/condition/verdict.ts';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../src/market/bar.ts';
import {BarSeries} from '../../src/market/bar-series.ts';
import type {Quote, Side} from '../../src/market/quote.ts';
import type {MarketHours} from '../../src/market/session/market-hours.ts';
import {readStudy} from '../../src/market/study/read-study.ts';
import type {StudyNeed} from '../../src/market/study/study.ts';
import {StudyBook} from '../../src/market/study/study-book.ts';
import {Zone} from '../../src/market/zone.ts';
import {aQuote} from './views.ts';

export type DeskTerms = Readonly<{
  /** Analyses that conditions will ask for: `compiled.needs`. */
  needs: readonly StudyNeed[];
  /** Closed bars from before the first quote, oldest first. */
  bars?: ReadonlyMap<Timeframe, readonly Bar[]>;
  /** Its midnight begins the day. */
  zone?: string;
  /** Undefined: the market never closes. */
  hours?: MarketHours;
  isWarm?: boolean;
}>;

/**
 * Stands in for the desk of an instrument: draws bars from quotes, keeps analyses of them, and shows both. It
 * believes every quote. A view does not change when the next quote comes.
 */
export class StandInDesk {
  readonly #bars: BarSeries;
  readonly #studies: StudyBook;
  readonly #hours: MarketHours | undefined;
  readonly #isWarm: boolean;
  #quote: Quote | undefined;
  #previous: Quote | undefined;

  constructor({needs, bars, zone = 'UTC', hours, isWarm = true}: DeskTerms) {
    this.#bars = new BarSeries(new Zone(zone));
    if (bars !== undefined) this.#bars.warmUp(bars);
    this.#studies = new StudyBook(this.#bars);
    this.#studies.open(needs);
    this.#hours = hours;
    this.#isWarm = isWarm;
  }

  /** @returns The timeframes whose bar closed before this quote. */
  accept(quote: Quote): readonly Timeframe[] {
    this.#previous = this.#quote;
    this.#quote = quote;
    const closed = this.#bars.accept(quote);
    for (const timeframe of closed) {
      const bar = this.#bars.lastClosed(timeframe);
      if (bar !== undefined) this.#studies.add(timeframe, bar);
    }
    return closed;
  }

  /** What conditions see now. @param nowMs Default: the time of the quote in hand. */
  view(nowMs = this.#quote?.timeMs ?? 0): MarketView {
    const {results} = this.#studies;
    const terms = {
      atMs: this.#quote?.timeMs,
      hours: this.#hours,
      whyTooFew: this.#isWarm ? 'tooFewBars' : 'warmingUp',
    } as const;
    return {
      ...blindView(nowMs),
      quote: this.#quote,
      previous: this.#previous,
      recall: () => undefined,
      study: (need) => readStudy(need, results, terms),
    };
  }
}

/** What conditions see at each of the quotes. */
export function viewsOf(quotes: readonly Quote[], terms: DeskTerms): readonly MarketView[] {
  const desk = new StandInDesk(terms);
  return quotes.map((quote) => {
    desk.accept(quote);
    return desk.view();
  });
}

/**
 * What conditions see at the first quote after closed bars of one timeframe.
 *
 * @param prices Bid and, where it differs, ask of that quote; default: the last close.
 */
export function viewAfterBars(
  {needs}: Pick<CompiledCondition, 'needs'>,
  timeframe: Timeframe,
  bars: readonly Bar[],
  prices: readonly [bid?: number, ask?: number] = [],
): MarketView {
  const newest = bars.at(-1);
  const desk = new StandInDesk({needs, bars: new Map([[timeframe, bars]])});
  const [bid = newest?.close ?? 1, ask = bid] = prices;
  desk.accept(aQuote(bid, ask, newest === undefined ? 0 : newest.timeMs + TIMEFRAME_MS[timeframe]));
  return desk.view();
}

/** What a condition, as it is written in a plan, says at the first quote after closed bars of one timeframe. */
export function stateAfterBars(
  written: unknown,
  bars: readonly Bar[],
  {
    timeframe = 'M1',
    side = 'buy',
    prices = [],
  }: Readonly<{timeframe?: Timeframe; side?: Side; prices?: readonly [bid?: number, ask?: number]}> = {},
): VerdictState {
  const condition = compileCondition(conditionSchema.parse(written), side);
  return condition.state(viewAfterBars(condition, timeframe, bars, prices));
}

/** What a condition says at the first quote after each of the bars, which all are of one timeframe. */
export function statesAtBars(
  condition: CompiledCondition,
  timeframe: Timeframe,
  bars: readonly Bar[],
): readonly VerdictState[] {
  const studies = new Map(
    condition.needs.map((need) => [need.definition.key, need.definition.create(timeframe)]),
  );
  return bars.map((bar) => {
    for (const study of studies.values()) study.add(bar);
    const atMs = bar.timeMs + TIMEFRAME_MS[timeframe];
    const results = new Map([...studies].map(([key, study]) => [`${timeframe} ${key}`, study.result]));
    const seen = {results, barTimesMs: {[timeframe]: bar.timeMs}};
    return condition.state({
      ...blindView(atMs),
      quote: aQuote(bar.close, bar.close, atMs),
      recall: () => undefined,
      study: (need) => readStudy(need, seen, {atMs, hours: undefined, whyTooFew: 'tooFewBars'}),
    });
  });
}
