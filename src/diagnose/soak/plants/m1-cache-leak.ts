import type {MarketView} from '../../../condition/market-view.ts';
import {Monitor} from '../../../engine/monitor.ts';
import type {Quote} from '../../../market/quote.ts';
import type {SoakPlant} from '../soak-parts.ts';

const MINUTE_MS = 60_000;

/** An analysis belongs to its desk; here what it said is in a cache that nobody clears. */
class CachingMonitor extends Monitor {
  readonly #analyses = new Map<string, MarketView>();

  override work(quote: Quote): boolean {
    const isUnderWay = super.work(quote);
    const key = `${quote.symbol} ${Math.floor(quote.timeMs / MINUTE_MS)}`;
    const view = this.#analyses.has(key) ? undefined : this.view(quote.symbol);
    if (view !== undefined) this.#analyses.set(key, view);
    return isUnderWay;
  }
}

export const m1CacheLeak: SoakPlant = {
  name: 'm1-cache-leak',
  does: 'caches what the analyses of a symbol said in each minute, and never drops one',
  engine: CachingMonitor,
};
