import {BARS_NEEDED_MAX} from '../indicator/definition.ts';
import {steppedStudy} from '../pattern/stepped-study.ts';
import type {SessionName} from '../session/sessions.ts';
import type {StudyDefinition} from '../study/study.ts';
import {SessionBars, type SessionRange} from './session-bars.ts';

export type SessionRanges = Readonly<{
  /** The last one that is over, of whatever day: look at its `startMs`. */
  finished: SessionRange | undefined;
  /** The one that goes on, as far as its bars have closed. */
  running: SessionRange | undefined;
}>;

/**
 * High and low of a trading session, from bars up to H1.
 *
 * @returns No result where neither is known: a session is forgotten when its beginning is 1,200 bars ago, which on M1
 *          is 20 hours.
 */
export function sessionRange(session: SessionName): StudyDefinition<SessionRanges> {
  return steppedStudy(`sessionRange(${session})`, BARS_NEEDED_MAX, (timeframe) => {
    const followed = new SessionBars(session, timeframe, BARS_NEEDED_MAX);
    return (bar) => {
      followed.add(bar);
      const {finished, running} = followed;
      return finished === undefined && running === undefined ? undefined : {finished, running};
    };
  });
}
