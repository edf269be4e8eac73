import {type Bar, TIMEFRAMES, type Timeframe} from '../bar.ts';
import type {BarSeries} from '../bar-series.ts';
import type {Study, StudyNeed} from './study.ts';

type Kept = {readonly need: StudyNeed; study: Study<unknown>; users: number};

/** What all analyses of an instrument said at one moment. It never changes. */
export type StudyResults = Readonly<{
  /** By `studyKey`; an analysis that says nothing yet has undefined. */
  results: ReadonlyMap<string, unknown>;
  /** When the newest closed bar of each timeframe began. */
  barTimesMs: Readonly<Partial<Record<Timeframe, number>>>;
}>;

/**
 * The analyses of one instrument: each is made once, however many conditions ask for it, takes each closed bar
 * once, and is dropped with its last user.
 */
export class StudyBook {
  #bars: BarSeries;
  readonly #kept = new Map<string, Kept>();
  /** Made again when somebody asks after something has changed. */
  #results: StudyResults | undefined;
  #analysed = 0;

  constructor(bars: BarSeries) {
    this.#bars = bars;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** What is kept, each once. */
  get needs(): readonly StudyNeed[] {
    return [...this.#kept.values()].map(({need}) => need);
  }

  /** Bars that were handed to analyses so far: one for each bar and analysis, however many plans ask. */
  get analysed(): number {
    return this.#analysed;
  }

  /** Keeps what is needed up to date from now on; an analysis that is new begins with the bars that are there. */
  open(needs: Iterable<StudyNeed>): void {
    for (const need of needs) {
      const key = studyKey(need);
      const kept = this.#kept.get(key);
      if (kept !== undefined) {
        kept.users += 1;
        continue;
      }
      this.#kept.set(key, {need, study: this.#begin(need), users: 1});
      this.#results = undefined;
    }
  }

  /** Lets go of what `open` was called for. */
  close(needs: Iterable<StudyNeed>): void {
    for (const need of needs) {
      const key = studyKey(need);
      const kept = this.#kept.get(key);
      if (kept === undefined) throw new Error(`Invariant: study ${key} is open while somebody uses it`);
      kept.users -= 1;
      if (kept.users === 0) this.#kept.delete(key);
    }
  }

  /** Begins everything anew from other bars. */
  restart(bars: BarSeries): void {
    this.#bars = bars;
    this.#results = undefined;
    for (const kept of this.#kept.values()) kept.study = this.#begin(kept.need);
  }

  /** A bar has closed, and stands in the series. */
  add(timeframe: Timeframe, bar: Bar): void {
    this.#results = undefined;
    for (const kept of this.#kept.values()) {
      if (kept.need.timeframe !== timeframe) continue;
      kept.study.add(bar);
      this.#analysed += 1;
    }
  }

  /** What they say now. */
  get results(): StudyResults {
    this.#results ??= this.#collect();
    return this.#results;
  }

  #begin({timeframe, definition}: StudyNeed): Study<unknown> {
    const study = definition.create(timeframe);
    for (const bar of this.#bars.closed(timeframe, definition.barsNeeded)) study.add(bar);
    return study;
  }

  #collect(): StudyResults {
    const results = new Map<string, unknown>();
    for (const [key, {study}] of this.#kept) results.set(key, study.result);
    const barTimesMs: Partial<Record<Timeframe, number>> = {};
    for (const timeframe of TIMEFRAMES) {
      const newest = this.#bars.lastClosed(timeframe);
      if (newest !== undefined) barTimesMs[timeframe] = newest.timeMs;
    }
    return {results, barTimesMs};
  }
}

export function studyKey({timeframe, definition}: StudyNeed): string {
  return `${timeframe} ${definition.key}`;
}
