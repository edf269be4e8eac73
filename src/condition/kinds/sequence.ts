import {z} from 'zod';
import {TIMEFRAME_MS, type Timeframe} from '../../market/bar.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {barsParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import type {VerdictState} from '../verdict.ts';
import {AT_NEXT_QUOTE, firstOf, type Wakes} from '../wake.ts';

type SequenceParams = Readonly<{steps: readonly Condition[]; timeframe: Timeframe; withinBars: number}>;

/** Steps that were seen so far, and when the last of them was; null before the first. */
type Progress = Readonly<{seen: number; lastMs: number | null}>;

const NOTHING_SEEN: Progress = {seen: 0, lastMs: null};

const sequence = combiningKind<SequenceParams>({
  name: 'sequence',
  summary:
    'The steps were seen one after the other, each at a later quote than the one before and at most so many bars after it. ' +
    'It holds from the last step on, for as many bars; then it begins anew, as it does when a step is late.',
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
    /** What is left of the progress at this time. */
    const inTime = ({seen, lastMs}: Progress, nowMs: number): Progress =>
      lastMs !== null && nowMs - lastMs > withinMs ? NOTHING_SEEN : {seen, lastMs};
    const progressOf = (view: MarketView) =>
      inTime((view.recall(path) as Progress | undefined) ?? NOTHING_SEEN, view.nowMs);
    const isOver = ({seen}: Progress) => seen === parts.length;
    const next = (before: unknown, view: MarketView): Progress => {
      const progress = inTime((before as Progress | undefined) ?? NOTHING_SEEN, view.nowMs);
      const part = parts[progress.seen];
      return part?.state(view) === 'met' ? {seen: progress.seen + 1, lastMs: view.nowMs} : progress;
    };
    const untilChange = (progress: Progress, view: MarketView): Wakes => {
      const tooLate =
        progress.lastMs === null ? [] : ([{on: 'time', atMs: progress.lastMs + withinMs + 1}] as const);
      const step = parts[progress.seen];
      return firstOf([tooLate, step === undefined ? [] : step.wakes(view, 'met')]);
    };
    const state = (view: MarketView): VerdictState => (isOver(progressOf(view)) ? 'met' : 'unmet');
    return {
      needs: parts.flatMap(({needs}) => needs),
      cells: [
        ...parts.flatMap(({cells}) => cells),
        {path, next, wakes: (after, view) => untilChange(inTime(after as Progress, view.nowMs), view)},
      ],
      state,
      wakes: (view, target) => (state(view) === target ? AT_NEXT_QUOTE : untilChange(progressOf(view), view)),
      shortfall: (view) => {
        const {seen} = progressOf(view);
        const left = parts.length - seen;
        return left === 0 ? 0 : left - 1 + (parts[seen]?.shortfall(view) ?? 0);
      },
      explain: (view) => {
        const progress = progressOf(view);
        const verdict = state(view);
        const {seen} = progress;
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
