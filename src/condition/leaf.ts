import {messageOf} from '../errors.ts';
import type {CompiledCondition, Target} from './compiled-condition.ts';
import type {MarketView} from './market-view.ts';
import type {Verdict} from './verdict.ts';
import {AT_NEXT_QUOTE, type Wakes} from './wake.ts';

/** A condition that has no parts: it looks at the market itself. */
export interface Leaf {
  evaluate(view: MarketView): Verdict;
  /** When the verdict of `evaluate(view)` can change at all. */
  wakes(view: MarketView): Wakes;
  /** The rule in a few words: `ask > 1300`. */
  readonly threshold: string;
  /** See `Explained.distance`. */
  distance?(view: MarketView): number | undefined;
}

/**
 * Gives a leaf the manners of a condition. An exception inside it makes it `unknown (error)`, and
 * nothing else.
 */
export function compileLeaf(kindName: string, leaf: Leaf, path: string): CompiledCondition {
  const evaluate = (view: MarketView): Verdict => {
    try {
      return leaf.evaluate(view);
    } catch (error) {
      return {state: 'unknown', reason: 'error', observed: null, dataTimeMs: null, detail: messageOf(error)};
    }
  };
  const wakes = (view: MarketView, target: Target): Wakes => {
    const {state, reason} = evaluate(view);
    // Whatever makes a leaf throw may be gone at the next quote.
    if (state === target || reason === 'error') return AT_NEXT_QUOTE;
    try {
      return leaf.wakes(view);
    } catch {
      // It can evaluate but not say until when; that costs a look at each quote, and no verdict.
      return AT_NEXT_QUOTE;
    }
  };
  const distanceOf = (view: MarketView): number | undefined => {
    try {
      return leaf.distance?.(view);
    } catch {
      // An explanation without its distance is still one.
      return undefined;
    }
  };
  return {
    state: (view) => evaluate(view).state,
    wakes,
    explain: (view) => {
      const verdict = evaluate(view);
      const distance = verdict.reason === 'error' ? undefined : distanceOf(view);
      return [
        {
          path,
          kind: kindName,
          verdict: verdict.state,
          observed: verdict.observed,
          threshold: leaf.threshold,
          ageMs:
            verdict.dataTimeMs === null ? null : Math.max(0, Math.floor(view.nowMs - verdict.dataTimeMs)),
          reason: verdict.detail === undefined ? verdict.reason : `${verdict.reason}: ${verdict.detail}`,
          ...(distance === undefined ? {} : {distance}),
        },
      ];
    },
  };
}
