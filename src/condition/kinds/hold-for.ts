import {z} from 'zod';
import {TIMEFRAME_MS} from '../../market/bar.ts';
import type {StudyNeed} from '../../market/study/study.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {ANYTHING} from '../possible.ts';
import type {VerdictState} from '../verdict.ts';
import {AT_NEXT_QUOTE, firstOf} from '../wake.ts';

type HoldParams = Readonly<{condition: Condition; seconds: number}>;

/** Null: it does not hold. */
type Held = Readonly<{sinceMs: number | null}>;

const SECOND_MS = 1000;

const holdFor = combiningKind<HoldParams>({
  name: 'holdFor',
  summary:
    'The condition has held for so many seconds without a break. Unknown is a break: what was not seen has not held.',
  example: {condition: {price: {above: 1305}}, seconds: 30},
  params: (condition) =>
    z
      .strictObject({
        condition: condition.describe('What has to hold.'),
        seconds: z
          .number()
          .positive('not above zero; give the seconds for which it has to hold')
          .max(86_400, 'longer than a day; give at most 86400')
          .describe('For how long, in seconds.'),
      })
      .readonly(),
  compile: ({condition, seconds}, {compile}, path) => {
    const part = compile(condition, path);
    const lengthMs = seconds * SECOND_MS;
    const heldOf = (view: MarketView) => view.recall(path) as Held | undefined;
    const heldMs = (view: MarketView) => {
      const sinceMs = heldOf(view)?.sinceMs ?? null;
      return sinceMs === null ? 0 : view.nowMs - sinceMs;
    };
    const state = (view: MarketView): VerdictState => {
      const now = part.state(view);
      if (now !== 'met') return now;
      return heldMs(view) >= lengthMs ? 'met' : 'unmet';
    };
    return {
      needs: part.needs,
      cells: [
        ...part.cells,
        {
          path,
          next: (before, view): Held => {
            if (part.state(view) !== 'met') return {sinceMs: null};
            const sinceMs = (before as Held | undefined)?.sinceMs ?? null;
            // A clock that was ahead must not make it wait.
            return {sinceMs: Math.min(sinceMs ?? view.nowMs, view.nowMs)};
          },
          wakes: (_state, view) => {
            if (part.state(view) !== 'met') return part.wakes(view, 'met');
            return mayGrowOld(part.needs, view) ? AT_NEXT_QUOTE : part.wakes(view, 'unmet');
          },
        },
      ],
      state,
      wakes: (view, target) => {
        if (state(view) === target) return AT_NEXT_QUOTE;
        if (part.state(view) !== 'met') return part.wakes(view, 'met');
        const sinceMs = heldOf(view)?.sinceMs ?? view.nowMs;
        const isLong = target === 'unmet' ? [] : ([{on: 'time', atMs: sinceMs + lengthMs}] as const);
        return firstOf([isLong, part.wakes(view, 'unmet')]);
      },
      shortfall: (view) => {
        if (part.state(view) !== 'met') return 1 + part.shortfall(view);
        const missingMs = Math.max(0, lengthMs - heldMs(view));
        return missingMs === 0 ? 0 : missingMs / lengthMs;
      },
      explain: (view) => {
        const verdict = state(view);
        const seen = heldMs(view) / SECOND_MS;
        const row = {
          path,
          kind: 'holdFor',
          verdict,
          observed: `held for ${seen} s`,
          ageMs: null,
          reason: verdict,
        };
        return [{...row, threshold: `holds for ${seconds} s`}, ...part.explain(view)];
      },
    };
  },
  // What it asks for is more than its part; how long something held is no situation.
  possible: ({condition}, negated, {possible}) => (negated ? ANYTHING : possible(condition, false)),
});

/**
 * Whether bars can become stale at a quote that closes none, and what held be unknown: after a time without quotes.
 * While the quote in hand is in the bar that follows the newest, that one closes first.
 */
function mayGrowOld(needs: readonly StudyNeed[], view: MarketView): boolean {
  const {quote} = view;
  return needs.some((need) => {
    const {barTimeMs} = view.study(need);
    if (quote === undefined || barTimeMs === null) return true;
    return Math.floor((quote.timeMs - barTimeMs) / TIMEFRAME_MS[need.timeframe]) !== 1;
  });
}

export const kinds = [holdFor];
