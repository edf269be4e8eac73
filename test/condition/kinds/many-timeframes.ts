import type {CompiledCondition} from '../../../src/condition/compiled-condition.ts';
import {blindView, type MarketView} from '../../../src/condition/market-view.ts';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';
import {readStudy} from '../../../src/market/study/read-study.ts';
import {studyKey} from '../../../src/market/study/study-book.ts';
import {resampled} from '../../market/pattern/resampled.ts';
import {aQuote} from '../views.ts';

/**
 * What conditions see at the first quote after each bar of one timeframe, with the longer bars that have closed by
 * then. One study for each need; a view is to be looked at before the next one is asked for.
 *
 * @param bars Of the shortest timeframe that is needed; longer ones are drawn from them.
 */
export function* viewsAtBars(
  {needs}: Pick<CompiledCondition, 'needs'>,
  timeframe: Timeframe,
  bars: readonly Bar[],
): Generator<MarketView> {
  const studies = [...new Map(needs.map((need) => [studyKey(need), need])).values()].map((need) => ({
    key: studyKey(need),
    timeframe: need.timeframe,
    study: need.definition.create(need.timeframe),
  }));
  const timeframes = [...new Set(needs.map((need) => need.timeframe))];
  const queues = timeframes.map((one) => ({
    timeframe: one,
    queue: one === timeframe ? bars : resampled(bars, one),
    next: 0,
  }));
  const barTimesMs: Partial<Record<Timeframe, number>> = {};
  for (const bar of bars) {
    const atMs = bar.timeMs + TIMEFRAME_MS[timeframe];
    for (const one of queues) {
      for (let due = one.queue[one.next]; due !== undefined; due = one.queue[one.next]) {
        if (due.timeMs + TIMEFRAME_MS[one.timeframe] > atMs) break;
        one.next += 1;
        barTimesMs[one.timeframe] = due.timeMs;
        for (const {study, timeframe: of} of studies) if (of === one.timeframe) study.add(due);
      }
    }
    let results: ReadonlyMap<string, unknown> | undefined;
    const seen = {
      get results() {
        results ??= new Map(studies.map(({key, study}) => [key, study.result]));
        return results;
      },
      barTimesMs: {...barTimesMs},
    };
    yield {
      ...blindView(atMs),
      quote: aQuote(bar.close, bar.close, atMs),
      study: (need) => readStudy(need, seen, {atMs: undefined, hours: undefined, whyTooFew: 'tooFewBars'}),
    };
  }
}

type Tally = Record<'met' | 'unmet' | 'unknown', number>;

/** How often each of the conditions said what, over those bars; all in one pass. */
export function talliesOf(
  conditions: readonly CompiledCondition[],
  timeframe: Timeframe,
  bars: readonly Bar[],
): readonly Readonly<Tally>[] {
  const counts = conditions.map((): Tally => ({met: 0, unmet: 0, unknown: 0}));
  const needs = conditions.flatMap((condition) => condition.needs);
  for (const view of viewsAtBars({needs}, timeframe, bars)) {
    for (const [index, condition] of conditions.entries()) {
      const tally = counts[index];
      if (tally !== undefined) tally[condition.state(view)] += 1;
    }
  }
  return counts;
}

/** What conditions see where each timeframe has closed just these bars. */
export function viewOfBars(bars: Readonly<Partial<Record<Timeframe, readonly Bar[]>>>): MarketView {
  return {
    ...blindView(0),
    study: ({timeframe, definition}) => {
      const study = definition.create(timeframe);
      const closed = bars[timeframe] ?? [];
      for (const bar of closed) study.add(bar);
      const {result} = study;
      const barTimeMs = closed.at(-1)?.timeMs ?? null;
      if (result === undefined || barTimeMs === null)
        return {state: 'unknown', reason: 'tooFewBars', barTimeMs};
      return {state: 'known', result, barTimeMs};
    },
  };
}
