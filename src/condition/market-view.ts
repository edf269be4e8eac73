import type {Quote} from '../market/quote.ts';
import type {Reading, StudyNeed} from '../market/study/study.ts';
import {NO_SOURCE, type SourceAnswer, type SourceQuestion} from './source-question.ts';

/** What is seen where there is no market to look at. */
export function blindView(nowMs: number): MarketView {
  return {
    nowMs,
    quote: undefined,
    previous: undefined,
    recall: () => undefined,
    study: () => ({state: 'unknown', reason: 'tooFewBars', barTimeMs: null}),
    ask: () => NO_SOURCE,
  };
}

/** All that a condition may look at. It never learns which plan asks. */
export interface MarketView {
  /** Wall time of this look, epoch ms UTC. */
  readonly nowMs: number;
  /** The quote in hand; undefined until one was accepted. */
  readonly quote: Quote | undefined;
  /** The accepted quote before it. */
  readonly previous: Quote | undefined;
  /** What the asking plan remembers for the condition at this path; undefined before the first look. */
  recall(path: string): unknown;
  /** What an analysis of closed bars says; one that the asking condition has named among its needs. */
  study<Result>(need: StudyNeed<Result>): Reading<Result>;
  /** What a source beside the market says of the instrument at `nowMs`. It never throws. */
  ask(question: SourceQuestion): SourceAnswer;
}
