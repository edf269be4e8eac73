import type {CompiledCondition} from '../../src/condition/compiled-condition.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {Wake} from '../../src/condition/wake.ts';
import {roughLineValue} from '../../src/market/quote.ts';

/** Whether a wake comes with this quote, as the wake index decides it. */
function comes(wake: Wake, {quote, nowMs}: MarketView): boolean {
  switch (wake.on) {
    case 'quote':
      return true;
    case 'time':
      return nowMs >= wake.atMs;
    case 'line': {
      if (quote === undefined) return false;
      const value = roughLineValue(quote, wake.line);
      return wake.direction === 'up' ? value >= wake.boundary : value <= wake.boundary;
    }
  }
}

/**
 * Follows a condition through a stream as a sleeping plan does: it is looked at when one of its wakes
 * comes, and only then. Gives the index of the view at which it was found met, and how often it was
 * looked at.
 */
export function sleepUntilMet(
  condition: CompiledCondition,
  views: readonly MarketView[],
): {metAt: number; looks: number} {
  let looks = 0;
  let wakes: readonly Wake[] | undefined;
  for (const [index, view] of views.entries()) {
    if (wakes !== undefined && !wakes.some((wake) => comes(wake, view))) continue;
    looks += 1;
    if (condition.state(view) === 'met') return {metAt: index, looks};
    wakes = condition.wakes(view, 'met');
  }
  return {metAt: -1, looks};
}
