import type {Bar, Timeframe} from '../bar.ts';

/**
 * An analysis of the closed bars of one timeframe, kept up to date bar by bar. A bar costs the same however many
 * came before, and what is kept is bounded.
 */
export interface Study<Result> {
  /** Takes the bar that has just closed; bars come in order of time. */
  add(bar: Bar): void;
  /** What the bars that were added say; undefined while they are too few. Never changed afterwards. */
  readonly result: Result | undefined;
}

/**
 * One kind of analysis with its parameters.
 *
 * The law of all of them: the result is a function of the last `barsNeeded` bars and of nothing before those, to
 * the last bit. So a monitor that was just started and given that many bars decides as one that has run for a year.
 */
export type StudyDefinition<Result> = Readonly<{
  /** Function and parameters, such as `ema(200)`; of one timeframe, two with the same key are one. */
  key: string;
  /** At most `BARS_KEPT`. */
  barsNeeded: number;
  create: (timeframe: Timeframe) => Study<Result>;
}>;

/** An analysis of one timeframe, as somebody asks for it. */
export type StudyNeed<Result = unknown> = Readonly<{
  timeframe: Timeframe;
  definition: StudyDefinition<Result>;
}>;

/** What an analysis says to somebody who asks now. */
export type Reading<Result> =
  | Readonly<{state: 'known'; result: Result; barTimeMs: number}>
  | Readonly<{state: 'unknown'; reason: Unreadable; barTimeMs: number | null}>;

/**
 * Why an analysis says nothing.
 *
 * | reason      | what it means                                                                         |
 * | ----------- | ------------------------------------------------------------------------------------- |
 * | warmingUp   | the feed was asked for bars of the time before now and has not answered yet           |
 * | tooFewBars  | fewer have closed than the analysis needs                                             |
 * | barsMissing | fewer have closed since quotes were lost, and the feed has not given what was missed  |
 * | barsStale   | the newest closed bar is older than it can be while the market is open                |
 */
export type Unreadable = 'warmingUp' | 'tooFewBars' | 'barsMissing' | 'barsStale';
