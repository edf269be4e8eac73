import {type Bar, TIMEFRAMES, type Timeframe} from '../market/bar.ts';
import {BarSeries} from '../market/bar-series.ts';
import type {Quote} from '../market/quote.ts';
import {barsNeeded} from '../market/study/bars-needed.ts';
import type {StudyNeed} from '../market/study/study.ts';
import {StudyBook, type StudyResults} from '../market/study/study-book.ts';
import type {Zone} from '../market/zone.ts';
import type {BarMemory} from '../ports/store.ts';

type Tick = Pick<Quote, 'bid' | 'timeMs'>;

/** The bars of one desk, and the analyses that its plans ask for; both go with the desk. */
export class DeskBars {
  readonly #dayZone: Zone;
  #series: BarSeries;
  readonly #studies: StudyBook;
  /** How many bars of each timeframe a feed was asked for and has given as far as it can. */
  readonly #asked = new Map<Timeframe, number>();
  /** While the feed is asked: the minute that was being drawn then, and the quotes since. */
  #meanwhile: {readonly minute: Bar | undefined; readonly quotes: Tick[]} | undefined;

  /** @param memory Bars as an earlier process has left them. */
  constructor(dayZone: Zone, {closed = {}, minute}: BarMemory) {
    this.#dayZone = dayZone;
    this.#series = new BarSeries(dayZone);
    this.#series.warmUp(new Map(TIMEFRAMES.map((timeframe) => [timeframe, closed[timeframe] ?? []])));
    if (minute !== undefined) this.#series.resume(minute);
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
  }

  /** @returns The timeframes whose bar closed before this quote; their analyses know it. */
  accept(tick: Tick): readonly Timeframe[] {
    this.#meanwhile?.quotes.push(tick);
    const closed = this.#series.accept(tick);
    for (const timeframe of closed) {
      const bar = this.#series.lastClosed(timeframe);
      if (bar === undefined) throw new Error(`Invariant: a ${timeframe} bar that has closed is there`);
      this.#studies.add(timeframe, bar);
    }
    return closed;
  }

  /** Bars from before the first quote that are needed and that no feed was asked for yet, by timeframe; none while one is asked. */
  get owed(): ReadonlyMap<Timeframe, number> {
    if (!this.isWarm) return new Map();
    const wanted = barsNeeded(this.#studies.needs);
    const isOwed = [...wanted].some(([timeframe, count]) => count > (this.#asked.get(timeframe) ?? 0));
    return isOwed ? wanted : new Map();
  }

  /** Whether no feed is being asked for bars. */
  get isWarm(): boolean {
    return this.#meanwhile === undefined;
  }

  /** A feed is asked for bars: quotes are kept until it has answered, and analyses say nothing. */
  beginWarmUp(): void {
    this.#meanwhile = {minute: this.#series.forming('M1'), quotes: []};
  }

  /**
   * The feed has answered. Of each timeframe the longer series counts: the feed's, or what was seen here.
   *
   * @param asked How many it was asked for; nothing when it has failed, and is to be asked again.
   */
  endWarmUp(bars: ReadonlyMap<Timeframe, readonly Bar[]>, asked: ReadonlyMap<Timeframe, number>): void {
    const {minute, quotes} = this.#meanwhile ?? {minute: undefined, quotes: []};
    this.#meanwhile = undefined;
    for (const [timeframe, count] of asked) this.#asked.set(timeframe, count);
    const longer = new Map<Timeframe, readonly Bar[]>();
    let isMore = false;
    for (const timeframe of TIMEFRAMES) {
      const [given, seen] = [bars.get(timeframe) ?? [], this.#series.closed(timeframe)];
      longer.set(timeframe, given.length > seen.length ? given : seen);
      isMore ||= given.length > seen.length;
    }
    if (!isMore) return;
    const series = new BarSeries(this.#dayZone);
    series.warmUp(longer);
    if (minute !== undefined) series.resume(minute);
    for (const tick of quotes) series.accept(tick);
    this.#series = series;
    this.#studies.restart(series);
  }

  /** What the next process needs to go on; undefined where nothing is needed. */
  get memory(): BarMemory | undefined {
    const counts = barsNeeded(this.#studies.needs);
    if (counts.size === 0) return undefined;
    const closed: Partial<Record<Timeframe, readonly Bar[]>> = {};
    for (const [timeframe, count] of counts) closed[timeframe] = this.#series.closed(timeframe, count);
    const minute = this.#series.forming('M1');
    return {closed, ...(minute === undefined ? {} : {minute})};
  }
}
