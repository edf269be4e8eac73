import type {Bar} from '../bar.ts';
import {BARS_NEEDED_MAX} from '../indicator/definition.ts';
import {type Both, bothDirections} from '../pattern/both.ts';
import {steppedStudy} from '../pattern/stepped-study.ts';
import type {SessionName} from '../session/sessions.ts';
import type {Moment} from '../structure/bar-window.ts';
import {type Direction, type Heading, opposite} from '../structure/heading.ts';
import type {StudyDefinition} from '../study/study.ts';
import {RecentEvents} from './recent-events.ts';
import {SessionBars, type SessionRange} from './session-bars.ts';

/** Sweeps of so many bars are told. */
const EVENT_BARS = 20;
const DAY_MS = 86_400_000;

/** A bar went through the high or low of a session of the same day and closed back inside. */
export type SessionSweep = Moment &
  Readonly<{
    /** Bullish at the low, bearish at the high. */
    direction: Direction;
    level: number;
    sessionStartMs: number;
    /** How far the bar went. */
    extreme: number;
  }>;

/**
 * Sweeps of the high and low of a session by later bars of the same UTC day, newest first.
 *
 * A bar sweeps the low when it trades below it and closes at or above it. A close below the low breaks it: it is no
 * level any more for the rest of the day. High and bear are mirrored.
 *
 * @returns No result while the range of the last session is not known. On M1 that is so from 19:40 UTC on, where
 *          the session began at midnight: 1,180 bars are looked back.
 */
export function sessionSweep(
  session: Exclude<SessionName, 'POST_NY'> = 'ASIAN',
): StudyDefinition<Both<readonly SessionSweep[]>> {
  return steppedStudy(`sessionSweep(${session})`, BARS_NEEDED_MAX, (timeframe) => {
    // A sweep that is told was judged by bars no older than that.
    const followed = new SessionBars(session, timeframe, BARS_NEEDED_MAX - EVENT_BARS);
    const sides = bothDirections((heading) => new SweptSide(opposite(heading)));
    return (bar) => {
      followed.add(bar);
      const range = followed.finished;
      const isSameDay = range !== undefined && dayOf(range.startMs) === dayOf(bar.timeMs);
      for (const side of [sides.bull, sides.bear]) side.add(bar, isSameDay ? range : undefined);
      if (range === undefined) return undefined;
      return {bull: sides.bull.events.list, bear: sides.bear.events.list};
    };
  });
}

/** The high of the session, or its low. */
class SweptSide {
  readonly events = new RecentEvents<SessionSweep>(EVENT_BARS);
  readonly #heading: Heading;
  /** Of the session whose level was closed through. */
  #brokenStartMs = Number.NaN;

  /** @param heading The way that leads to the level. */
  constructor(heading: Heading) {
    this.#heading = heading;
  }

  add(bar: Bar, range: SessionRange | undefined): void {
    this.events.nextBar(range === undefined ? [] : this.#sweeps(bar, range));
  }

  #sweeps({close, timeMs, ...bar}: Bar, range: SessionRange): readonly SessionSweep[] {
    const {beyond, front} = this.#heading;
    const level = front(range);
    if (range.startMs === this.#brokenStartMs) return [];
    if (beyond(close, level) > 0) {
      this.#brokenStartMs = range.startMs;
      return [];
    }
    if (beyond(front(bar), level) <= 0) return [];
    const {direction} = opposite(this.#heading);
    return [{direction, level, sessionStartMs: range.startMs, extreme: front(bar), timeMs, barsAgo: 0}];
  }
}

function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}
