import type {CompiledCondition} from '../../src/condition/compiled-condition.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {Wake} from '../../src/condition/wake.ts';
import type {Timeframe} from '../../src/market/bar.ts';
import {BarSeries} from '../../src/market/bar-series.ts';
import {roughLineValue} from '../../src/market/quote.ts';
import {Zone} from '../../src/market/zone.ts';

/** Whether a wake comes with this quote, which closed those bars, as the wake index decides it. */
function comes(wake: Wake, {quote, nowMs}: MarketView, closed: readonly Timeframe[]): boolean {
  switch (wake.on) {
    case 'quote':
      return true;
    case 'time':
      return nowMs >= wake.atMs;
    case 'bar':
      return closed.includes(wake.timeframe);
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
  const bars = new BarSeries(new Zone('UTC'));
  for (const [index, view] of views.entries()) {
    const closed = view.quote === undefined ? [] : bars.accept(view.quote);
    if (wakes !== undefined && !wakes.some((wake) => comes(wake, view, closed))) continue;
    looks += 1;
    if (condition.state(view) === 'met') return {metAt: index, looks};
    wakes = condition.wakes(view, 'met');
  }
  return {metAt: -1, looks};
}
