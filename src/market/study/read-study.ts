import type {MarketHours} from '../session/market-hours.ts';
import {barFreshness} from './bar-freshness.ts';
import type {Reading, StudyNeed, Unreadable} from './study.ts';
import {studyKey, type StudyResults} from './study-book.ts';

/**
 * What an analysis said, to somebody who asks at `atMs`: nothing where it rests on too few or on old bars.
 *
 * @param atMs By the clock that stamps the bars: the time of the quote in hand; undefined without one.
 * @param whyTooFew Why bars are missing, where there are too few of them.
 */
export function readStudy<Result>(
  need: StudyNeed<Result>,
  {results, barTimesMs}: StudyResults,
  {
    atMs,
    hours,
    whyTooFew,
  }: Readonly<{
    atMs: number | undefined;
    hours: MarketHours | undefined;
    whyTooFew: Exclude<Unreadable, 'barsStale'>;
  }>,
): Reading<Result> {
  const key = studyKey(need);
  if (!results.has(key)) throw new Error(`Invariant: study ${key} is open when it is asked`);
  const barTimeMs = barTimesMs[need.timeframe] ?? null;
  const unknown = (reason: Unreadable) => ({state: 'unknown', reason, barTimeMs}) as const;
  // One key is one definition, so this is what its `create` gives.
  const result = results.get(key) as Result | undefined;
  if (barTimeMs === null || result === undefined) return unknown(whyTooFew);
  if (atMs !== undefined && barFreshness(need.timeframe, barTimeMs, atMs, hours) === 'stale') {
    return unknown('barsStale');
  }
  return {state: 'known', result, barTimeMs};
}
