import {z} from 'zod';
import {TIMEFRAME_MS, type Timeframe} from '../../market/bar.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {barsParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import type {VerdictState} from '../verdict.ts';
import {AT_NEXT_QUOTE, firstOf} from '../wake.ts';

type SequenceParams = Readonly<{steps: readonly Condition[]; timeframe: Timeframe; withinBars: number}>;

/**
 * For each step when it was seen last after those before it, each in time; null where it was not, or too long ago.
 *
 * The last time is all that matters of each: what comes after it in time would come after an earlier one later.
 */
type Progress = Readonly<{seenMs: readonly (number | null)[]}>;

const sequence = combiningKind<SequenceParams>({
  name: 'sequence',
  summary:
    'The steps were seen one after the other, each at a later quote than the one before and at most so many bars after ' +
    'it was last seen. It holds from the last step on, for as many bars.',
  example: {steps: [{price: {below: 1290}}, {price: {above: 1295}}], timeframe: 'M5', withinBars: 6},
  params: (condition) =>
    z
      .strictObject({
        steps: z
          .array(condition)
          .min(2, 'lists fewer than two steps; give at least two, or the one condition by itself')
          .max(10, 'lists more than ten steps; give at most ten')
          .readonly()
          .describe('What has to be seen, in this order.'),
        timeframe: timeframeParam(),
        withinBars: barsParam(6, {most: 500}, 'From one step to the next, at most.'),
      })
      .readonly(),
  compile: ({steps, timeframe, withinBars}, {compile}, path) => {
    const parts = steps.map((step, index) => compile(step, `${path}.steps[${index}]`));
    const withinMs = withinBars * TIMEFRAME_MS[timeframe];
    /** What is left of the progress at this time. A clock that was ahead must not make it last longer. */
    const progressAt = (state: unknown, nowMs: number): Progress => {
      const {seenMs = []} = (state ?? {}) as Partial<Progress>;
      return {
        seenMs: parts.map((_, index) => {
          const lastMs = Math.min(seenMs[index] ?? Number.NEGATIVE_INFINITY, nowMs);
          return nowMs - lastMs > withinMs ? null : lastMs;
        }),
      };
    };
    const progressOf = (view: MarketView) => progressAt(view.recall(path), view.nowMs);
    /** Whether a step can be seen: those before it were, in time and at an earlier quote. */
    const isReady = ({seenMs}: Progress, index: number) => index === 0 || seenMs[index - 1] !== null;
    const furthest = ({seenMs}: Progress) => seenMs.findLastIndex((lastMs) => lastMs !== null) + 1;
    const next = (before: unknown, view: MarketView): Progress => {
      const progress = progressAt(before, view.nowMs);
      const seenMs = parts.map((part, index) =>
        isReady(progress, index) && part.state(view) === 'met'
          ? view.nowMs
          : (progress.seenMs[index] ?? null),
      );
      return {seenMs};
    };
    const state = (view: MarketView): VerdictState =>
      furthest(progressOf(view)) === parts.length ? 'met' : 'unmet';
    return {
      needs: parts.flatMap(({needs}) => needs),
      cells: [
        ...parts.flatMap(({cells}) => cells),
        {
          path,
          next,
          // A step that goes on being seen is seen later and later: nobody sleeps meanwhile.
          wakes: (after, view) => {
            const progress = progressAt(after, view.nowMs);
            return firstOf(
              parts.map((part, index) => (isReady(progress, index) ? part.wakes(view, 'met') : [])),
            );
          },
        },
      ],
      state,
      wakes: (view, target) => {
        if (state(view) === target) return AT_NEXT_QUOTE;
        const {seenMs} = progressOf(view);
        const lastMs = seenMs.at(-1) ?? null;
        if (lastMs !== null) return [{on: 'time', atMs: lastMs + withinMs + 1}];
        // Whatever became of the steps before meanwhile, it cannot be over before this one comes.
        return parts[furthest({seenMs})]?.wakes(view, 'met') ?? AT_NEXT_QUOTE;
      },
      shortfall: (view) => {
        const seen = furthest(progressOf(view));
        const left = parts.length - seen;
        return left === 0 ? 0 : left - 1 + (parts[seen]?.shortfall(view) ?? 0);
      },
      explain: (view) => {
        const seen = furthest(progressOf(view));
        const verdict = state(view);
        const observed = `${seen} of ${parts.length} steps`;
        const threshold = `${parts.length} steps, each within ${withinBars} bars of ${timeframe}`;
        const row = {path, kind: 'sequence', verdict, observed, threshold, ageMs: null, reason: verdict};
        return [row, ...(parts[seen]?.explain(view) ?? [])];
      },
    };
  },
  possible: () => ANYTHING,
});

export const kinds = [sequence];
