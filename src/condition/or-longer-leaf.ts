import type {Timeframe} from '../market/bar.ts';
import type {Leaf} from './leaf.ts';
import type {MarketView} from './market-view.ts';
import type {ReasonCode} from './verdict.ts';
import {firstOf, type Wakes} from './wake.ts';

/** Why a leaf says nothing although its market goes on: its bars have not come. */
const NOT_COME: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['barsStale', 'barsMissing']);

/**
 * A rule about bars of which the same is asked about longer ones, while those that it is about are stale or missing.
 *
 * @param longer The same rule about bars of `timeframe`.
 */
export function orLongerLeaf(leaf: Leaf, longer: Leaf, timeframe: Timeframe): Leaf {
  const hasNotCome = (view: MarketView) => NOT_COME.has(leaf.judge(view).reason);
  const chosen = (view: MarketView) => (hasNotCome(view) ? longer : leaf);
  return {
    threshold: `${leaf.threshold} (of ${timeframe} while those bars are stale)`,
    needs: [...(leaf.needs ?? []), ...(longer.needs ?? [])],
    judge: (view) => chosen(view).judge(view),
    observe: (view) => {
      if (!hasNotCome(view)) return leaf.observe(view);
      const {observed, dataTimeMs} = longer.observe(view);
      return {observed: observed === null ? null : `${observed} (of ${timeframe})`, dataTimeMs};
    },
    wakes: (view): Wakes =>
      // The bars may come again, too.
      hasNotCome(view) ? firstOf([leaf.wakes(view), longer.wakes(view)]) : leaf.wakes(view),
    distance: (view) => chosen(view).distance?.(view),
  };
}
