import type {CompiledCondition, Target} from './compiled-condition.ts';
import type {MarketView} from './market-view.ts';
import {allOf, type Explained, type VerdictState} from './verdict.ts';
import {calmest, firstOf, type Wakes} from './wake.ts';

/** Met when every part is; unmet when one is; else unknown. */
export function allCondition(parts: readonly CompiledCondition[], path: string): CompiledCondition {
  const state = (view: MarketView) => allOf(parts, (part) => part.state(view));
  return {
    needs: parts.flatMap(({needs}) => needs),
    cells: parts.flatMap(({cells}) => cells),
    state,
    wakes: (view, target) =>
      target === 'met' ? untilAll(parts, view, 'met') : untilSome(parts, view, 'unmet'),
    shortfall: (view) => parts.reduce((sum, part) => sum + part.shortfall(view), 0),
    explain: (view) => [
      combinedRow(path, 'all', state(view), 'every part'),
      ...parts.flatMap((part) => part.explain(view)),
    ],
  };
}

/** When all parts may have reached the target: each that has not must, so one is enough to wait for. */
export function untilAll(parts: readonly CompiledCondition[], view: MarketView, target: Target): Wakes {
  const waits: Wakes[] = [];
  for (const part of parts) {
    if (part.state(view) !== target) waits.push(part.wakes(view, target));
  }
  return calmest(waits);
}

/** When some part may have reached the target: any may be the first. */
export function untilSome(parts: readonly CompiledCondition[], view: MarketView, target: Target): Wakes {
  return firstOf(parts.map((part) => part.wakes(view, target)));
}

/** The row of a combining condition: it looks at its parts, not at the market. */
export function combinedRow(path: string, kind: string, verdict: VerdictState, threshold: string): Explained {
  return {path, kind, verdict, observed: null, threshold, ageMs: null, reason: verdict};
}
