import type {Unreadable} from '../market/study/study.ts';
import type {Unanswered} from './source-question.ts';

/**
 * Three-valued logic: missing, stale or failed data is `unknown`, and unknown never fires.
 */
export type VerdictState = 'met' | 'unmet' | 'unknown';

/** Why a condition has its verdict; stable words for logs and tools. */
export type ReasonCode =
  | 'met'
  | 'unmet'
  | 'noQuote'
  | 'noPreviousQuote'
  /** An analysis of bars says nothing: see `Unreadable` in market/study/study.ts. */
  | Unreadable
  /** A source beside the market says nothing: see source-question.ts. */
  | Unanswered
  | 'notCreatedYet'
  /** The last quote of the instrument cannot be relied on: see market/quote-state.ts. */
  | 'quoteLate'
  | 'quoteStale'
  | 'quoteFrozen'
  | 'marketClosed'
  | 'backingOff'
  /** Nothing may fire, whatever the market says: see `vigil status`. */
  | 'feedDown'
  | 'brokerDown'
  | 'clockUnsure'
  | 'halted'
  | 'quarantined'
  | 'groupTaken'
  | 'limited'
  | 'notReconciled'
  | 'leaseLost'
  /** Guards; see docs/plans.md. */
  | 'spreadTooWide'
  | 'rewardTooSmall'
  | 'costTooHigh'
  | 'stopTooNear'
  | 'stopTooFar'
  | 'noStopLoss'
  | 'noTakeProfit'
  | 'weekend'
  | 'volumeStep'
  | 'volumeMin'
  | 'instrumentUnknown'
  | 'error';

/** What one condition says now. */
export type Verdict = Readonly<{
  state: VerdictState;
  reason: ReasonCode;
  /** Of an error what was thrown, of a source why it says nothing. */
  detail?: string;
}>;

export const MET: Verdict = {state: 'met', reason: 'met'};
export const UNMET: Verdict = {state: 'unmet', reason: 'unmet'};
export const NO_QUOTE: Verdict = {state: 'unknown', reason: 'noQuote'};

/** What a verdict rests on. */
export type Observation = Readonly<{
  /** What was looked at: a price, a spread, a local time. Null where there is nothing to see. */
  observed: number | string | null;
  /** Time of the data that was looked at, epoch ms; null where it rests on none. */
  dataTimeMs: number | null;
}>;

export const NOTHING_SEEN: Observation = {observed: null, dataTimeMs: null};

/** One row of an explanation; `path` is where the condition stands in the plan. */
export type Explained = Readonly<{
  path: string;
  kind: string;
  verdict: VerdictState;
  observed: number | string | null;
  threshold: string;
  ageMs: number | null;
  reason: string;
  /**
   * How far the observed value is from flipping the verdict, in its own unit (price, ms);
   * absent where distance has no meaning.
   */
  distance?: number;
}>;

/** Kleene conjunction: unmet wins, then unknown. Of nothing: met. No part is asked after an unmet one. */
export function allOf<Part>(parts: Iterable<Part>, stateOf: (part: Part) => VerdictState): VerdictState {
  let result: VerdictState = 'met';
  for (const part of parts) {
    const state = stateOf(part);
    if (state === 'unmet') return 'unmet';
    if (state === 'unknown') result = 'unknown';
  }
  return result;
}

/** Kleene disjunction: met wins, then unknown. Of nothing: unmet. No part is asked after a met one. */
export function anyOf<Part>(parts: Iterable<Part>, stateOf: (part: Part) => VerdictState): VerdictState {
  let result: VerdictState = 'unmet';
  for (const part of parts) {
    const state = stateOf(part);
    if (state === 'met') return 'met';
    if (state === 'unknown') result = 'unknown';
  }
  return result;
}

/** Kleene negation: unknown stays unknown. */
export function notOf(state: VerdictState): VerdictState {
  if (state === 'unknown') return 'unknown';
  return state === 'met' ? 'unmet' : 'met';
}
