import type {CompiledCondition} from './compiled-condition.ts';
import type {MarketView} from './market-view.ts';
import {allOf, type VerdictState} from './verdict.ts';
import {calmest} from './wake.ts';

/** Met when every part is; unmet when one is; else unknown. */
export function allCondition(parts: readonly CompiledCondition[], path: string): CompiledCondition {
  const state = (view: MarketView): VerdictState => allOf(parts.map((part) => part.state(view)));
  return {
    state,
    wakes: (view, target) =>
      target === 'met'
        ? // One part that is not met is enough to wait for.
          calmest(parts.filter((part) => part.state(view) !== 'met').map((part) => part.wakes(view, 'met')))
        : // Any part may become the unmet one.
          parts.flatMap((part) => part.wakes(view, 'unmet')),
    explain: (view) => [
      combinedRow(path, 'all', state(view), 'every part'),
      ...parts.flatMap((part) => part.explain(view)),
    ],
  };
}

/** The row of a combining condition: it looks at its parts, not at the market. */
export function combinedRow(path: string, kind: string, verdict: VerdictState, threshold: string) {
  return {path, kind, verdict, observed: null, threshold, ageMs: null, reason: verdict};
}
