import {
  NO_SOURCE,
  type SourceAnswer,
  type SourceFamily,
  type SourceQuestion,
} from '../condition/source-question.ts';
import {messageOf} from '../errors.ts';
import type {Journal} from '../ports/journal.ts';
import type {Source, SourceReading, SourceReport} from '../ports/source.ts';

/** Different messages of failing sources that are told; one that fails at each quote is told once. */
const TOLD_MAX = 100;

/** What all sources know at one moment, asked about an instrument of the feed at a time. */
export type SourcesNow = (symbol: string, question: SourceQuestion, nowMs: number) => SourceAnswer;

const NOBODY: SourcesNow = () => NO_SOURCE;

/** Finds the source that answers, and keeps the failures of sources from everybody else. */
export class SourceBook {
  readonly #sources: readonly Source[];
  readonly #journal: Journal;
  readonly #told = new Set<string>();

  constructor(sources: readonly Source[], journal: Journal) {
    this.#sources = sources;
    this.#journal = journal;
  }

  /** Everything that is known now, and stays so for whoever keeps it. */
  now(): SourcesNow {
    if (this.#sources.length === 0) return NOBODY;
    const readings = this.#sources.map((source) => ({source, reading: this.#readingOf(source)}));
    return (symbol, question, nowMs) => {
      const {family, measure} = question;
      const asked = readings.find(
        ({source}) => source.family === family && source.measures.includes(measure),
      );
      if (asked === undefined) return NO_SOURCE;
      const {source, reading} = asked;
      try {
        return reading.answer({...question, symbol}, nowMs);
      } catch (error) {
        return this.#failed(source, error);
      }
    };
  }

  /** Calls back when the lasting answers of a family may be others. */
  onChange(listener: (family: SourceFamily) => void): () => void {
    const ends = this.#sources.map((source) => source.onChange(() => listener(source.family)));
    return () => {
      for (const end of ends) end();
    };
  }

  *reports(nowMs: number): Generator<Pick<Source, 'family' | 'name' | 'measures'> & SourceReport> {
    for (const source of this.#sources) {
      const {family, name, measures} = source;
      yield {family, name, measures, ...this.#reportOf(source, nowMs)};
    }
  }

  #readingOf(source: Source): SourceReading {
    try {
      return source.reading();
    } catch (error) {
      const answer = this.#failed(source, error);
      return {answer: () => answer};
    }
  }

  #reportOf(source: Source, nowMs: number): SourceReport {
    try {
      return source.report(nowMs);
    } catch (error) {
      return {state: 'silent', dataTimeMs: null, lastError: messageOf(error)};
    }
  }

  /** What cannot be asked is unknown, and is asked again at the next quote. */
  #failed({family, name}: Source, error: unknown): SourceAnswer {
    const detail = messageOf(error);
    const key = `${name}: ${detail}`;
    if (!this.#told.has(key) && this.#told.size < TOLD_MAX) {
      this.#told.add(key);
      this.#journal.record({kind: 'source', family, state: 'failed', message: key});
    }
    return {state: 'unknown', reason: 'sourceFailed', detail, untilMs: null};
  }
}
