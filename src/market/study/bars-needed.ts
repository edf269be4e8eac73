import {TIMEFRAMES, type Timeframe} from '../bar.ts';
import type {StudyNeed} from './study.ts';

/** Of a shorter timeframe: enough to draw what has not closed yet of the next longer one. */
const UNFINISHED_BARS = 10;

/** How many closed bars of each timeframe the analyses need, and what it takes to draw those that have not closed. */
export function barsNeeded(needs: Iterable<StudyNeed>): ReadonlyMap<Timeframe, number> {
  const counts = new Map<Timeframe, number>();
  for (const {timeframe, definition} of needs)
    counts.set(timeframe, Math.max(counts.get(timeframe) ?? 0, definition.barsNeeded));
  const longest = TIMEFRAMES.findLastIndex((timeframe) => counts.has(timeframe));
  for (const timeframe of TIMEFRAMES.slice(0, Math.max(0, longest)))
    counts.set(timeframe, Math.max(counts.get(timeframe) ?? 0, UNFINISHED_BARS));
  return counts;
}
