import {type Bar, TIMEFRAME_MS, TIMEFRAMES, type Timeframe} from '../market/bar.ts';
import {type BegunMinute, BarSeries} from '../market/bar-series.ts';
import {joinedBars} from '../market/joined-bars.ts';
import type {Quote} from '../market/quote.ts';
import {barFreshness} from '../market/study/bar-freshness.ts';
import {barsNeeded} from '../market/study/bars-needed.ts';
import type {StudyNeed} from '../market/study/study.ts';
import {StudyBook, type StudyResults} from '../market/study/study-book.ts';
import type {MarketHours} from '../market/session/market-hours.ts';
import type {Zone} from '../market/zone.ts';
import type {BarMemory} from '../ports/store.ts';

type Tick = Pick<Quote, 'bid' | 'timeMs'>;

/** What came while a feed was asked: a quote, or the loss of some. */
type Step = Tick | 'lost';

type Meanwhile = Readonly<{
  begun: BegunMinute | undefined;
  /** Quotes had been lost, and none had come again. */
  isBroken: boolean;
  steps: Step[];
}>;

/** What a feed has given of the time before now. */
export type GivenPast = Readonly<{
  bars: ReadonlyMap<Timeframe, readonly Bar[]>;
  /** Quotes from the end of the last minute among the bars until now; none when the bars reach far enough. */
  ticks: readonly Tick[];
}>;

export type DeskBarsTerms = Readonly<{
  dayZone: Zone;
  /** By which the market may be closed: then no quotes are missing. */
  possibleHours: MarketHours | undefined;
  /** Whether the feed can be asked for what was lost. Where it cannot, nobody knows what quiet times mean. */
  isAskable: boolean;
}>;

/** The bars of one desk, and the analyses that its plans ask for; both go with the desk. */
export class DeskBars {
  readonly #terms: DeskBarsTerms;
  #series: BarSeries;
  readonly #studies: StudyBook;
  /** How many bars of each timeframe a feed was asked for and has given as far as it can. */
  readonly #asked = new Map<Timeframe, number>();
  /** While the feed is asked: the minute that was being drawn then, and what has come since. */
  #meanwhile: Meanwhile | undefined;
  #lastMs: number | undefined;
  /** The feed has not answered the last time, or nothing that helped. */
  #hasFailed = false;
  /** Whether it may be that a feed has to be asked; looked into when it can be. */
  #mayOwe = false;

  /** @param memory Bars as an earlier process has left them. */
  constructor(terms: DeskBarsTerms, {closed = {}, minute}: BarMemory) {
    this.#terms = terms;
    this.#series = new BarSeries(terms.dayZone);
    this.#series.warmUp(new Map(TIMEFRAMES.map((timeframe) => [timeframe, closed[timeframe] ?? []])));
    if (minute !== undefined) this.#series.resume({bar: minute, lacks: false});
    // Nobody has seen the quotes before the first one of this process.
    if (terms.isAskable) this.#series.broke();
    this.#studies = new StudyBook(this.#series);
  }

  /** Analyses that are kept up to date. */
  get studies(): number {
    return this.#studies.size;
  }

  /** Bars that were analysed so far: one for each bar and analysis, however many plans ask. */
  get analysed(): number {
    return this.#studies.analysed;
  }

  /** What the analyses say now. */
  get results(): StudyResults {
    return this.#studies.results;
  }

  /** Keeps what is needed from now on, and lets go of what was needed before. */
  exchange(before: readonly StudyNeed[], needs: readonly StudyNeed[]): void {
    this.#studies.open(needs);
    this.#studies.close(before);
    this.#mayOwe = true;
  }

  /** @returns The timeframes whose bar closed before this quote; their analyses know it. */
  accept(tick: Tick): readonly Timeframe[] {
    if (this.#isAfterSilence(tick)) this.lost();
    this.#lastMs = tick.timeMs;
    this.#meanwhile?.steps.push(tick);
    const closed = this.#series.accept(tick);
    const bars = closed.map((timeframe) => ({timeframe, bar: this.#series.lastClosed(timeframe)}));
    if (bars.some(({bar}) => bar === undefined)) {
      // One was left out, and those before it: so are they by the analyses, and the feed may help.
      this.#studies.restart(this.#series);
      this.#mayOwe = true;
      return closed;
    }
    for (const {timeframe, bar} of bars) if (bar !== undefined) this.#studies.add(timeframe, bar);
    return closed;
  }

  /** Quotes were lost after the last one. */
  lost(): void {
    this.#meanwhile?.steps.push('lost');
    this.#series.broke();
  }

  /** Where there are too few bars for an analysis: why. */
  get whyTooFew(): 'warmingUp' | 'tooFewBars' | 'barsMissing' {
    // Asked again, it seldom helps at once.
    if (!this.isWarm && !this.#hasFailed) return 'warmingUp';
    return this.#hasHole ? 'barsMissing' : 'tooFewBars';
  }

  /** Whether it is worth a look at what is owed. */
  get mayOwe(): boolean {
    return this.#mayOwe && this.isWarm;
  }

  /**
   * Bars that a feed is to be asked for, by timeframe, and how many: those from before the first quote, and all anew
   * when some were lost. None while one is asked.
   */
  get owed(): ReadonlyMap<Timeframe, number> {
    if (!this.isWarm) return new Map();
    const wanted = barsNeeded(this.#studies.needs);
    const isMore = [...wanted].some(([timeframe, count]) => count > (this.#asked.get(timeframe) ?? 0));
    const isOwed = isMore || this.#hasHole;
    this.#mayOwe = isOwed;
    return isOwed ? wanted : new Map();
  }

  /** Whether no feed is being asked for bars. */
  get isWarm(): boolean {
    return this.#meanwhile === undefined;
  }

  /** A feed is asked for bars: what comes is kept until it has answered. */
  beginWarmUp(): void {
    const {begun, isBroken} = this.#series;
    this.#meanwhile = {begun, isBroken, steps: []};
  }

  /** From when on the feed is to be asked for quotes, because its bars do not reach the hole; undefined: they do. */
  ticksWantedFromMs(bars: GivenPast['bars']): number | undefined {
    const {holeEndMs} = this.#series;
    if (holeEndMs === undefined || endOfMinutes(bars) >= holeEndMs) return undefined;
    return endOfMinutes(bars);
  }

  /**
   * The feed has answered. Its bars count as far as they reach, and then what was seen here.
   *
   * @param asked How many it was asked for.
   * @returns Whether nothing is missing any more. Where something is, what was given ends before a hole, and is of no use.
   */
  endWarmUp({bars, ticks}: GivenPast, asked: ReadonlyMap<Timeframe, number>): boolean {
    const meanwhile = this.#meanwhile;
    if (meanwhile === undefined) throw new Error('Invariant: a feed that answers was asked');
    this.#meanwhile = undefined;
    this.#mayOwe = true;
    const lastTickMs = ticks.at(-1)?.timeMs;
    const {holeEndMs} = this.#series;
    if (holeEndMs !== undefined && Math.max(endOfMinutes(bars), lastTickMs ?? 0) < holeEndMs) return false;
    for (const [timeframe, count] of asked) this.#asked.set(timeframe, count);
    const series = new BarSeries(this.#terms.dayZone);
    series.warmUp(
      new Map(TIMEFRAMES.map((of) => [of, joinedBars(bars.get(of) ?? [], this.#series.closed(of))])),
    );
    for (const tick of ticks) series.accept(tick);
    if (lastTickMs === undefined) {
      if (meanwhile.begun !== undefined) series.resume(meanwhile.begun);
      if (meanwhile.isBroken) series.broke();
    }
    for (const step of meanwhile.steps) {
      if (step === 'lost') series.broke();
      else if (lastTickMs === undefined || step.timeMs > lastTickMs) series.accept(step);
    }
    this.#series = series;
    this.#studies.restart(series);
    this.#hasFailed = false;
    return true;
  }

  /** The feed has not answered: it is to be asked again. */
  failWarmUp(): void {
    this.#meanwhile = undefined;
    this.#hasFailed = true;
    this.#mayOwe = true;
  }

  /** What the next process needs to go on; undefined where nothing is needed. */
  get memory(): BarMemory | undefined {
    const counts = barsNeeded(this.#studies.needs);
    if (counts.size === 0) return undefined;
    const closed: Partial<Record<Timeframe, readonly Bar[]>> = {};
    for (const [timeframe, count] of counts) closed[timeframe] = this.#series.closed(timeframe, count);
    const {begun} = this.#series;
    return {closed, ...(begun === undefined ? {} : {minute: begun.bar})};
  }

  /** Whether bars are missing that the feed has not given: quotes of their time were lost. */
  get #hasHole(): boolean {
    return this.#series.holeEndMs !== undefined;
  }

  /** Quotes have been missing for longer than an open market is silent: it may be that they were lost. */
  #isAfterSilence({timeMs}: Tick): boolean {
    if (!this.#terms.isAskable || this.#lastMs === undefined || timeMs - this.#lastMs < SILENCE_MS)
      return false;
    return barFreshness('M1', this.#lastMs, timeMs, this.#terms.possibleHours) === 'stale';
  }
}

const SILENCE_MS = 2 * TIMEFRAME_MS.M1;

function endOfMinutes(bars: GivenPast['bars']): number {
  const newest = bars.get('M1')?.at(-1);
  return newest === undefined ? 0 : newest.timeMs + TIMEFRAME_MS.M1;
}
