import type {Condition} from '../../../condition/condition-kind.ts';
import type {Timeframe} from '../../../market/bar.ts';
import {isQuoteMet} from '../heard.ts';
import type {Moment} from './given.ts';
import {possibleBars} from './given-bars.ts';
import {isOfBars, studyStates} from './naive-studies.ts';
import {greatestOf, leastOf, MET, negated, type States, statesOf, UNMET} from './states.ts';

/** Asks a condition about one moment after another. */
export type Look = (moment: Moment) => States;

/** Of whoever looks. */
export type LookTerms = Readonly<{
  side: 'buy' | 'sell';
  /** What was known before, by path; nothing where somebody begins anew. */
  remembered: Readonly<Record<string, unknown>>;
  /** What was worked out of bars, by condition: it does not depend on who asks, nor on when he began. */
  worked: Map<object, Map<Moment, States>>;
}>;

const LENGTHS_MS: Readonly<Record<string, number>> = {M1: 60_000, M5: 300_000};
const SECOND_MS = 1000;
/** By so much a clock may have been set without anybody taking note of it, and a little for its whole milliseconds. */
const CLOCK_MS = 1010;

/**
 * A condition for somebody who begins to look at some moment, worked out from what the user wrote in plain code: what
 * it may say then, for all that the bars can have been. What has to be remembered is counted by true time.
 */
export function lookerOf(condition: Condition, terms: LookTerms, path = 'when'): Look {
  const [[kind, params] = ['', undefined]] = Object.entries(condition);
  const here = `${path}.${kind}`;
  const {side, remembered} = terms;
  const part = (one: unknown, at: string) => lookerOf(one as Condition, terms, at);
  const parts = () => (params as readonly unknown[]).map((one, index) => part(one, `${here}[${index}]`));
  switch (kind) {
    case 'all':
      return together(parts(), leastOf);
    case 'any':
      return together(parts(), greatestOf);
    case 'not':
      return together([part(params, here)], ([states = 0]) => negated(states));
    case 'holdFor':
      return holding(params as HoldParams, (one) => part(one, here), remembered[here] as Held | undefined);
    case 'sequence':
      return following(
        params as SequenceParams,
        (one, index) => part(one, `${here}.steps[${index}]`),
        remembered[here] as Progress | undefined,
      );
    default:
      return isOfBars(kind)
        ? ofBars(kind, params as StudyParams, terms)
        : (quote) => statesOf(isQuoteMet(condition, side, quote));
  }
}

/** Every part looks at every moment: one that has to remember must not miss any. */
function together(parts: readonly Look[], of: (states: readonly States[]) => States): Look {
  return (moment) => of(parts.map((look) => look(moment)));
}

type StudyParams = Readonly<Record<string, unknown> & {timeframe: Timeframe}>;

function ofBars(kind: string, params: StudyParams, {side, worked}: LookTerms): Look {
  const lengthMs = LENGTHS_MS[params.timeframe] ?? Number.NaN;
  const known = worked.get(params) ?? new Map<Moment, States>();
  worked.set(params, known);
  return (moment) => {
    const {bars, quoteMs} = moment;
    const states =
      known.get(moment) ??
      studyStates(kind, possibleBars(bars, params.timeframe, quoteMs), {params, lengthMs, side}, quoteMs);
    known.set(moment, states);
    return states;
  };
}

type HoldParams = Readonly<{condition: Condition; seconds: number}>;
type Held = Readonly<{sinceMs: number | null}>;

function holding(
  {condition, seconds}: HoldParams,
  part: (condition: Condition) => Look,
  before: Held | undefined,
): Look {
  const look = part(condition);
  const lengthMs = seconds * SECOND_MS;
  /** Since when it may have held, and since when it has in any case; by true time. */
  let perhapsSinceMs: number | undefined;
  let surelySinceMs: number | undefined;
  let isFirst = true;
  return (moment) => {
    if (isFirst && typeof before?.sinceMs === 'number')
      perhapsSinceMs = surelySinceMs = moment.atMs - Math.max(0, moment.nowMs - before.sinceMs);
    isFirst = false;
    const {atMs} = moment;
    const states = look(moment);
    perhapsSinceMs = states & MET ? (perhapsSinceMs ?? atMs) : undefined;
    surelySinceMs = states === MET ? (surelySinceMs ?? atMs) : undefined;
    const isPerhapsLong = perhapsSinceMs !== undefined && atMs - perhapsSinceMs >= lengthMs - CLOCK_MS;
    const isSurelyLong = surelySinceMs !== undefined && atMs - surelySinceMs >= lengthMs + CLOCK_MS;
    if (isSurelyLong) return MET;
    return (states & ~MET) | (isPerhapsLong ? MET : 0) | (states & MET ? UNMET : 0);
  };
}

type SequenceParams = Readonly<{steps: readonly Condition[]; timeframe: Timeframe; withinBars: number}>;
type Progress = Readonly<{seenMs: readonly (number | null)[]}>;

/** When each step was seen last after those before it: as it may have been, and as it was in any case. */
function following(
  {steps, timeframe, withinBars}: SequenceParams,
  part: (condition: Condition, index: number) => Look,
  before: Progress | undefined,
): Look {
  const looks = steps.map(part);
  const withinMs = withinBars * (LENGTHS_MS[timeframe] ?? Number.NaN);
  let perhapsMs: number[] = steps.map(() => Number.NEGATIVE_INFINITY);
  let surelyMs = perhapsMs;
  let isFirst = true;
  return (moment) => {
    const {atMs, nowMs} = moment;
    if (isFirst && before !== undefined) {
      perhapsMs = before.seenMs.map((lastMs) =>
        lastMs === null ? Number.NEGATIVE_INFINITY : atMs - Math.max(0, nowMs - lastMs),
      );
      surelyMs = perhapsMs;
    }
    isFirst = false;
    const states = looks.map((look) => look(moment));
    const isPerhapsIn = (lastMs = atMs) => atMs - lastMs <= withinMs + CLOCK_MS;
    const isSurelyIn = (lastMs = atMs) => atMs - lastMs <= withinMs - CLOCK_MS;
    const [perhapsBefore, surelyBefore] = [perhapsMs, surelyMs];
    perhapsMs = perhapsBefore.map((lastMs, step) =>
      (states[step] ?? UNMET) & MET && isPerhapsIn(perhapsBefore[step - 1]) ? atMs : lastMs,
    );
    surelyMs = surelyBefore.map((lastMs, step) =>
      states[step] === MET && isSurelyIn(surelyBefore[step - 1]) ? atMs : lastMs,
    );
    return (isPerhapsIn(perhapsMs.at(-1)) ? MET : 0) | (isSurelyIn(surelyMs.at(-1)) ? 0 : UNMET);
  };
}
