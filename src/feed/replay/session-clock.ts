import {Zone} from '../../market/zone.ts';
import {type CandidateClock, candidateClocks} from './candidate-clocks.ts';
import {type Closure, weekendIn} from './weekend.ts';

const MINUTE_MS = 60_000;
/** Brokers end up to some minutes before the close, and begin up to some minutes after the opening. */
const SHORTER_MS_MAX = 15 * MINUTE_MS;
/** A last quote may come a little after the close, and a first one before the opening. */
const LONGER_MS_MAX = 2 * MINUTE_MS;
/** Currencies open at 17:00 in New York, metals and indices an hour later. */
const OPENING_LAGS_MS = {currencies: 0, metals: 60 * MINUTE_MS} as const;
const MARKETS = ['currencies', 'metals'] as const;
type Market = (typeof MARKETS)[number];

/** So many agreeing weekends outweigh one that no clock explains: a stray quote, for example. */
const AGREEING_PER_CONTRADICTION = 10;

/**
 * Weekends that must agree, of all. Else the market keeps hours of its own (US30 closes at 16:00), and
 * the clock that happens to explain the most of them is as good as any.
 */
const AGREEING_SHARE_MIN = 0.5;

/** The clock that explains the weekends of a recording. */
export type SessionClock = CandidateClock &
  Readonly<{
    /** By which opening it was found. */
    market: Market;
    /** Weekends that close and open as the market does. */
    agreeing: number;
    /** Weekends that the recording spans. */
    weekends: number;
  }>;

export type SessionVerdict =
  | Readonly<{kind: 'found'; session: SessionClock}>
  | Readonly<{kind: 'noWeekend'}>
  | Readonly<{kind: 'noneFits'; agreeing: number; weekends: number}>
  | Readonly<{kind: 'manyFit'; names: readonly string[]}>;

/**
 * Finds a broker's clock from when its market was closed: on Friday at 17:00 in New York it closes, on
 * Sunday at 17:00 it opens. A weekend on which it closed early or opened late says nothing; a quote
 * while all markets are closed speaks against a clock.
 *
 * @param closures Of 30 hours and more, by the broker's clock, in order.
 * @param span     First and last quote, by the same clock.
 */
export function sessionClock(closures: readonly Closure[], span: Closure): SessionVerdict {
  const newYork = new Zone('America/New_York');
  const scores = candidateClocks().flatMap((candidate) =>
    MARKETS.map((market) => new Score(candidate, market)),
  );
  for (const closure of closures) for (const score of scores) score.look(closure, newYork);
  const weekends = Math.max(...scores.map((score) => score.weekends));
  if (weekends === 0) return {kind: 'noWeekend'};
  const fitting = scores.filter((score) => score.isFitting);
  const most = Math.max(...fitting.map((score) => score.points));
  const best = fitting.filter((score) => score.points === most);
  const [first] = best;
  if (first === undefined || first.agreeing < weekends * AGREEING_SHARE_MIN) {
    return {kind: 'noneFits', agreeing: first?.agreeing ?? 0, weekends};
  }
  const times = [span, ...closures].flatMap(({endMs, startMs}) => [endMs, startMs]);
  const others = best.filter(({candidate}) =>
    times.some((localMs) => candidate.clock.toUtcMs(localMs) !== first.candidate.clock.toUtcMs(localMs)),
  );
  if (others.length > 0) {
    return {kind: 'manyFit', names: [first, ...others].map(({candidate}) => candidate.name)};
  }
  const {candidate, market, agreeing} = first;
  return {kind: 'found', session: {...candidate, market, agreeing, weekends}};
}

/** How well a clock explains the weekends of one kind of market. */
class Score {
  readonly candidate: CandidateClock;
  readonly market: Market;
  weekends = 0;
  agreeing = 0;
  #contradictions = 0;

  constructor(candidate: CandidateClock, market: Market) {
    this.candidate = candidate;
    this.market = market;
  }

  get points(): number {
    return this.agreeing - this.#contradictions;
  }

  get isFitting(): boolean {
    return this.agreeing > 0 && this.#contradictions * AGREEING_PER_CONTRADICTION <= this.agreeing;
  }

  look({endMs, startMs}: Closure, newYork: Zone): void {
    const {clock} = this.candidate;
    const closure = {endMs: clock.toUtcMs(endMs), startMs: clock.toUtcMs(startMs)};
    const weekend = weekendIn(closure, newYork);
    if (weekend === undefined) return;
    this.weekends++;
    const earlyMs = weekend.closesMs - closure.endMs;
    const lateMs = closure.startMs - weekend.opensMs;
    if (earlyMs < -LONGER_MS_MAX || lateMs < -LONGER_MS_MAX) this.#contradictions++;
    else if (isClose(earlyMs) && isClose(lateMs - OPENING_LAGS_MS[this.market])) this.agreeing++;
  }
}

function isClose(shorterMs: number): boolean {
  return shorterMs >= -LONGER_MS_MAX && shorterMs <= SHORTER_MS_MAX;
}
