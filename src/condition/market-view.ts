import type {Quote} from '../market/quote.ts';

/** All that a condition may look at. It never learns which plan asks. */
export interface MarketView {
  /** Wall time of this look, epoch ms UTC. */
  readonly nowMs: number;
  /** The quote in hand; undefined until one was accepted. */
  readonly quote: Quote | undefined;
  /** The accepted quote before it. */
  readonly previous: Quote | undefined;
}
