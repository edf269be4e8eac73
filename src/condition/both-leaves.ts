import type {Leaf} from './leaf.ts';
import type {MarketView} from './market-view.ts';
import {allOf, type Verdict} from './verdict.ts';
import {calmest, firstOf, type Wakes} from './wake.ts';

/** Two leaves that must both hold, as one: one kind of condition, one row of an explanation. */
export function bothLeaves(first: Leaf, second: Leaf): Leaf {
  const leaves = [first, second];
  const judgeAll = (view: MarketView) => leaves.map((leaf) => ({leaf, verdict: leaf.judge(view)}));
  return {
    threshold: leaves.map(({threshold}) => threshold).join(' and '),
    needs: leaves.flatMap(({needs = []}) => needs),
    judge: (view): Verdict => {
      const judged = judgeAll(view);
      const state = allOf(judged, ({verdict}) => verdict.state);
      const deciding = judged.find(({verdict}) => verdict.state === state);
      return deciding?.verdict ?? {state, reason: 'unmet'};
    },
    observe: (view) => {
      const seen = leaves.map((leaf) => leaf.observe(view));
      const times = seen.flatMap(({dataTimeMs}) => (dataTimeMs === null ? [] : [dataTimeMs]));
      const words = seen.flatMap(({observed}) => (observed === null ? [] : [observed]));
      return {
        observed: words.length === 0 ? null : words.join('; '),
        dataTimeMs: times.length === 0 ? null : Math.min(...times),
      };
    },
    wakes: (view): Wakes => {
      const judged = judgeAll(view);
      const unmet = judged.filter(({verdict}) => verdict.state === 'unmet');
      // All that is unmet has to change, so one is enough to wait for; else any change may bring another verdict.
      if (unmet.length > 0) return calmest(unmet.map(({leaf}) => leaf.wakes(view)));
      return firstOf(leaves.map((leaf) => leaf.wakes(view)));
    },
  };
}
