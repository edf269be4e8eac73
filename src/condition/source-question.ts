/** What conditions ask for that no feed of quotes gives; each is also the name of the kind that asks. */
export type SourceFamily = 'orderFlow' | 'crossMarket' | 'news';

/** What a condition asks of whoever serves its family. */
export type SourceQuestion = Readonly<{
  family: SourceFamily;
  measure: string;
  /** As written, with the defaults of the measure filled in. */
  params: Readonly<Record<string, unknown>>;
}>;

/**
 * Why nothing is known.
 *
 * | reason       | what it means                                                             |
 * | ------------ | ------------------------------------------------------------------------- |
 * | noSource     | nobody is configured who answers that measure                             |
 * | sourceSilent | somebody is, and has no data yet                                          |
 * | sourceStale  | the data is older than it may be, or of another time than was asked about |
 * | sourceFailed | asking has thrown                                                         |
 */
export type Unanswered = 'noSource' | 'sourceSilent' | 'sourceStale' | 'sourceFailed';

type Lasting = Readonly<{
  /**
   * Neither the answer nor the time of its data changes before this time, epoch ms, unless the source calls its
   * listeners; Infinity: not without that. Null: it may change at any quote.
   */
  untilMs: number | null;
}>;

/** What was seen, and how far it can be relied on. */
export type Answered = Lasting &
  Readonly<{
    state: 'met' | 'unmet';
    observed: number | string | null;
    /** Up to when the data reaches, epoch ms; that of a calendar may lie ahead. */
    dataTimeMs: number;
    /** Older data is none: the condition is then unknown. */
    dataAgeMaxMs: number;
  }>;

export type SourceAnswer =
  | Answered
  | (Lasting & Readonly<{state: 'unknown'; reason: Unanswered; detail?: string}>);

/** Nobody is configured. That lasts as long as the process. */
export const NO_SOURCE: SourceAnswer = {
  state: 'unknown',
  reason: 'noSource',
  untilMs: Number.POSITIVE_INFINITY,
};

/** The measures of each family that somebody is configured to answer. */
export type SourcedMeasures = Readonly<Partial<Record<SourceFamily, readonly string[]>>>;
