import type {SourceAnswer, SourceFamily, SourceQuestion} from '../condition/source-question.ts';

/** What a source is asked, of an instrument as the feed calls it. */
export type InstrumentQuestion = SourceQuestion & Readonly<{symbol: string}>;

/** What a source knows at one moment; it does not change when the source hears more. */
export interface SourceReading {
  /**
   * Answers at once, from what it has. Two questions that are equal have one answer at one time.
   *
   * @param nowMs The time that is asked about, epoch ms; of a replay that of its quotes.
   */
  answer(question: InstrumentQuestion, nowMs: number): SourceAnswer;
}

/** How a source fares. */
export type SourceReport = Readonly<{
  state: 'fresh' | 'stale' | 'silent';
  /** Up to when its data reaches, epoch ms; null without data. */
  dataTimeMs: number | null;
  /** What went wrong when it last looked for data; null when nothing did. */
  lastError: string | null;
}>;

/**
 * Data beside the market, for the conditions of one family. It never makes the engine wait: what it knows it has
 * heard or read before it is asked.
 */
export interface Source {
  readonly family: SourceFamily;
  /** What it is, for people: `calendar /etc/vigil/news.jsonl`. */
  readonly name: string;
  /** What of its family it answers. */
  readonly measures: readonly string[];
  reading(): SourceReading;
  /**
   * Calls back when an answer that it said would last is another now, or rests on newer data; never from within
   * `reading` or `answer`.
   *
   * @returns Ends it.
   */
  onChange(listener: () => void): () => void;
  report(nowMs: number): SourceReport;
}
